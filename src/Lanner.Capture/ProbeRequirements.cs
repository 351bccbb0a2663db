using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>
/// What must hold before a probe is loaded, each with what to do when it does not. Checked before anything is opened, so that the
/// operator reads the reason and not the first error number.
/// </summary>
public static class ProbeRequirements
{
    const string What = "this machine cannot be watched";
    const string KernelTypes = "/sys/kernel/btf/vmlinux";
    const string KernelVersion = "/proc/sys/kernel/osrelease";
    const string Lockdown = "/sys/kernel/security/lockdown";

    /// <summary>The link text of the first process namespace; the kernel gives it this fixed number.</summary>
    const string FirstPidNamespace = "pid:[4026531836]";

    /// <summary>Everything missing, or nothing. Changes nothing.</summary>
    public static IReadOnlyList<CaptureProblem> Check()
    {
        var problems = new List<CaptureProblem>();
        Add(problems, Privilege(LinuxCapabilities.Effective()));
        Add(problems, OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            ? null
            : new CaptureProblem("architecture", What, $"{RuntimeInformation.RuntimeIdentifier} is not supported",
                "use Linux on x86-64 or arm64"));
        Add(problems, File.Exists(KernelTypes) ? null : new CaptureProblem("kernel types (BTF)", What,
            $"{KernelTypes} does not exist", "use a kernel built with CONFIG_DEBUG_INFO_BTF=y (all current distributions are)"));
        Add(problems, Integrity(ReadLine(Lockdown)));
        Add(problems, Namespace(LinkTarget("/proc/self/ns/pid")));
        var library = LibBpf.IsPresent();
        Add(problems, library ? null : new CaptureProblem("libbpf", What, $"{LibBpf.Library} is not installed",
            "install it (Debian and Ubuntu: apt-get install libbpf1; Fedora: dnf install libbpf; Alpine: apk add libbpf)"));
        // Only ask the kernel once the answer can be trusted: without privilege every feature looks missing.
        if (library && problems.Count == 0) Add(problems, RingBuffers());
        return problems;
    }

    /// <exception cref="CaptureException">Something is missing; the first thing found.</exception>
    public static void Ensure()
    {
        if (Check() is [var first, ..]) throw new CaptureException(first);
    }

    /// <summary>Raises the limit on locked memory, which kernels before 5.11 charge maps to. Failure does not matter on others.</summary>
    internal static unsafe void RaiseMemoryLimit()
    {
        var limit = new LibC.ResourceLimit { Soft = ulong.MaxValue, Hard = ulong.MaxValue };
        _ = LibC.SetLimit(LibC.LimitMemlock, &limit);
    }

    /// <summary>Whether the kernel can keep values per task, which reading arguments at entry needs (5.11).</summary>
    internal static bool HasTaskStorage()
    {
        BpfLog.Begin();
        return LibBpf.ProbeMapType(LibBpf.MapTypeTaskStorage, 0) == 1;
    }

    internal static CaptureProblem? Privilege(ulong capabilities)
    {
        var may = LinuxCapabilities.Has(capabilities, LinuxCapabilities.SysAdmin)
            || (LinuxCapabilities.Has(capabilities, LinuxCapabilities.Bpf) && LinuxCapabilities.Has(capabilities, LinuxCapabilities.PerfMon));
        return may ? null : new CaptureProblem("privilege", What, "the capabilities CAP_BPF and CAP_PERFMON are missing",
            "run as root, or grant both (kernels before 5.8: CAP_SYS_ADMIN)");
    }

    internal static CaptureProblem? Integrity(string lockdown) => lockdown.Contains("[confidentiality]", StringComparison.Ordinal)
        ? new CaptureProblem("kernel lockdown", What, "the kernel is locked down to confidentiality, which forbids reading its memory",
            "boot with lockdown=integrity or without")
        : null;

    internal static CaptureProblem? Namespace(string target) => target is "" or FirstPidNamespace
        ? null
        : new CaptureProblem("process namespace", What, "this process has a process namespace of its own and cannot tell processes by number",
            "run it on the host, or with the host's process namespace (docker run --pid=host, hostPID: true)");

    static CaptureProblem? RingBuffers()
    {
        BpfLog.Begin();
        if (LibBpf.ProbeMapType(LibBpf.MapTypeRingBuffer, 0) != 0) return null;
        return new CaptureProblem("ring buffer", What, $"the kernel {ReadLine(KernelVersion)} has no BPF ring buffers", "use Linux 5.8 or later");
    }

    static void Add(List<CaptureProblem> problems, CaptureProblem? problem)
    {
        if (problem is not null) problems.Add(problem);
    }

    static string ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    static string LinkTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false) is { } target ? Path.GetFileName(target.FullName) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
