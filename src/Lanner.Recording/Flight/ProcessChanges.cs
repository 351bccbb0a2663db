using Lanner.Events;
using Lanner.State;

namespace Lanner.Recording.Flight;

/// <summary>
/// Looks at events before state takes them in, and writes down what the processes they change were until then. Such events are rare
/// beside the others; only these cost an allocation.
/// </summary>
sealed class ProcessChanges(RingSet rings)
{
    /// <summary>How many children are asked whether a process group is given to them.</summary>
    const int MaxChildren = 256;

    /// <summary>
    /// Who lived shorter is kept without descriptors: a capture would have to begin within its life for them to be missed.
    /// </summary>
    const ulong ShortLifeNs = 1_000_000_000;

    static readonly bool[] s_codes = Codes();
    static readonly uint s_setName = EventTable.Flags("prctl_options")["PR_SET_NAME"];

    public static bool Concerns(EventCode code) => (int)code < s_codes.Length && s_codes[(int)code];

    /// <summary>To be called before state takes in an event that <see cref="Concerns"/> named.</summary>
    public void Before(in EventView e, HostState host)
    {
        if (host.Processes.Find(e.Tid) is not { } thread) return;
        var process = thread.Process;
        if (e.Code == EventCode.ProcexitEnter)
        {
            BeforeEnd(thread, e.TimeNs);
            return;
        }

        if (!e.TryGetInt64(0, out var result) || result < 0) return;
        switch (e.Code)
        {
            case EventCode.PrctlExit when e.Int64(1, -1) != s_setName:
                return;
            case EventCode.PrctlExit when !thread.IsMain:
                Keep(thread, e.TimeNs, StateSnapshot.Of(thread));
                return;
            case EventCode.SetpgidExit when e.Int64(1) is not 0 and var pid && pid != process.VirtualPid:
                foreach (var child in process.Children.Take(MaxChildren))
                {
                    if (child.VirtualPid == pid) Keep(child, e.TimeNs);
                }

                return;
            default:
                Keep(process, e.TimeNs);
                return;
        }
    }

    /// <summary>To be called when state has taken in a thread's own return from clone: it was not there before.</summary>
    public void Born(ProcessThread thread, ulong timeNs) => rings.Keep(thread.Process.Container, new FormerState(timeNs, thread.Tid, null, false));

    void BeforeEnd(ProcessThread thread, ulong timeNs)
    {
        var process = thread.Process;
        if (!thread.IsMain) Keep(thread, timeNs, StateSnapshot.Of(thread));
        else if (process.ThreadCount > 1) Keep(process, timeNs);
        if (process.ThreadCount > 1) return;
        var isShort = process.StartNs > 0 && timeNs - process.StartNs < ShortLifeNs;
        rings.Keep(process.Container, new FormerState(timeNs, process.Pid, process.IsIncomplete ? null : StateSnapshot.Of(process, !isShort), true));
        // They get another parent.
        foreach (var child in process.Children) Keep(child, timeNs);
    }

    void Keep(Process process, ulong timeNs) =>
        rings.Keep(process.Container, new FormerState(timeNs, process.Pid, process.IsIncomplete ? null : StateSnapshot.Of(process, withDescriptors: false), false));

    void Keep(ProcessThread thread, ulong timeNs, ThreadSnapshot state) =>
        rings.Keep(thread.Process.Container, new FormerState(timeNs, thread.Tid, state, false));

    static bool[] Codes()
    {
        var codes = new bool[EventTable.CodeCount];
        foreach (var code in (ReadOnlySpan<EventCode>)
        [
            EventCode.ExecveExit, EventCode.ExecveatExit, EventCode.ProcexitEnter,
            EventCode.SetuidExit, EventCode.SetreuidExit, EventCode.SetresuidExit,
            EventCode.SetgidExit, EventCode.SetregidExit, EventCode.SetresgidExit,
            EventCode.SetsidExit, EventCode.SetpgidExit, EventCode.CapsetExit, EventCode.PrctlExit,
            EventCode.ChdirExit, EventCode.FchdirExit, EventCode.ChrootExit,
        ])
        {
            codes[(int)code] = true;
        }

        return codes;
    }
}
