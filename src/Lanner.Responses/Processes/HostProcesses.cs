using System.Globalization;
using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Lanner.Responses.Processes;

/// <summary>The processes of the running kernel, held by pidfds (Linux 5.3).</summary>
/// <param name="bootEpochNs">By the clock of events, nanoseconds since the epoch at boot.</param>
sealed class HostProcesses(ulong bootEpochNs) : IProcesses
{
    /// <summary>The first pid namespace has this number in every kernel (PROC_PID_INIT_INO).</summary>
    const string FirstNamespace = "pid:[4026531836]";

    const int NoSuchProcess = 3;

    public int Self => Environment.ProcessId;

    public bool SeesHost { get; } = new FileInfo("/proc/self/ns/pid").LinkTarget == FirstNamespace;

    public IProcess? Open(int pid)
    {
        var descriptor = PidFd.Open(pid);
        if (descriptor >= 0) return new HeldProcess(pid, new SafeFileHandle(descriptor, ownsHandle: true), bootEpochNs);
        if (Marshal.GetLastPInvokeError() == NoSuchProcess) return null;
        throw new IOException($"process {pid} cannot be held: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public IEnumerable<(int Pid, int ParentPid)> List()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (ProcFiles.Read(pid, bootEpochNs) is { } facts) yield return (pid, facts.ParentPid);
        }
    }

    sealed class HeldProcess(int pid, SafeFileHandle descriptor, ulong bootEpochNs) : IProcess
    {
        public int Pid => pid;

        public ProcessFacts? Read() => ProcFiles.Read(pid, bootEpochNs);

        public bool Signal(int signal)
        {
            if (PidFd.Signal(descriptor, signal) == 0) return true;
            if (Marshal.GetLastPInvokeError() == NoSuchProcess) return false;
            throw new IOException($"process {pid} cannot be signalled: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        public bool WaitForEnd(TimeSpan limit) => PidFd.WaitForEnd(descriptor, limit);

        public void Dispose() => descriptor.Dispose();
    }
}
