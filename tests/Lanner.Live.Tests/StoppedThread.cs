using System.Runtime.InteropServices;

namespace Lanner.Live.Tests;

/// <summary>
/// Holds the first thread of another process, the one that reads events, while its other threads go on: as a debugger does, which must
/// do everything from one thread of its own.
/// </summary>
sealed partial class StoppedThread : IDisposable
{
    const int Seize = 0x4206, Interrupt = 0x4207, Detach = 17;

    readonly ManualResetEventSlim end = new();
    readonly Thread tracer;
    readonly TaskCompletionSource stopped = new();

    StoppedThread(int thread)
    {
        tracer = new Thread(() => Hold(thread)) { IsBackground = true };
        tracer.Start();
    }

    /// <summary>Stopped when it returns.</summary>
    public static StoppedThread Stop(int thread)
    {
        var held = new StoppedThread(thread);
        held.stopped.Task.GetAwaiter().GetResult();
        return held;
    }

    public void Dispose()
    {
        end.Set();
        tracer.Join();
        end.Dispose();
    }

    void Hold(int thread)
    {
        if (Trace(Seize, thread, 0, 0) != 0 || Trace(Interrupt, thread, 0, 0) != 0 || Wait(thread, out _, 0) != thread)
        {
            stopped.SetException(new InvalidOperationException($"thread {thread} cannot be stopped: {Marshal.GetLastPInvokeErrorMessage()}"));
            return;
        }

        stopped.SetResult();
        end.Wait();
        _ = Trace(Detach, thread, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(nint request, nint process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int Wait(int process, out int status, int options);
}
