namespace Lanner.Capture;

/// <summary>
/// What the programs of the probe are for. The section of a program names its attach point; the
/// fillers that system call exit jumps into share that attach point and are loaded only.
/// </summary>
static class ProbeHooks
{
    const string ExitSection = "tp_btf/sys_exit";
    const string ExitProgram = "sys_exit";
    const string EntryPrefix = "tp/syscalls/sys_enter_";

    /// <summary>Whether a program that belongs to no system call is wanted.</summary>
    public static bool IsLoaded(ProbeProgram program, LiveOptions options) => program.Section switch
    {
        "tp_btf/sys_enter" => options.Latency,
        "tp_btf/signal_deliver" => options.Signals,
        "tp_btf/page_fault_user" or "tp_btf/page_fault_kernel" => options.PageFaults,
        "tp_btf/sched_switch" => options.ContextSwitches,
        _ => true,
    };

    public static bool IsAttached(ProbeProgram program) => program.Section != ExitSection || program.Name == ExitProgram;

    /// <summary>Entry hooks come and go with the architecture (arm64 has no open); the arguments are then read at exit.</summary>
    public static bool IsEntryHook(ProbeProgram program) => program.Section.StartsWith(EntryPrefix, StringComparison.Ordinal);

    /// <summary>The number of the call an entry hook is for, or -1 when this architecture does not have it.</summary>
    public static int EntryCall(ProbeProgram program) => NativeSyscalls.Number(program.Section[EntryPrefix.Length..]);

    /// <summary>True when the call an entry hook is for has a trace event on this machine.</summary>
    public static bool EntryEventExists(ProbeProgram program) =>
        TraceFileSystem.HasEvent("syscalls", "sys_enter_" + program.Section[EntryPrefix.Length..]);

    /// <summary>
    /// The order of attaching: what system call exit relies on comes first, so that no exit is reported that an entry hook or the
    /// latency program could not have seen.
    /// </summary>
    public static int Order(ProbeProgram program) => program.Section == ExitSection ? 1 : 0;
}
