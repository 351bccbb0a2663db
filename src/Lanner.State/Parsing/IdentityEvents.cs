using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>Calls that change who a process is, what it may do and what it is called, and counters that events carry along.</summary>
sealed class IdentityEvents(ProcessTable processes)
{
    /// <summary>How many relatives are asked whether a group's number inside a pid namespace is theirs.</summary>
    const int MaxRelatives = 256;

    static readonly uint s_setName = EventTable.Flags("prctl_options")["PR_SET_NAME"];
    static readonly uint s_openFilesLimit = EventTable.Flags("rlimit_resources")["RLIMIT_NOFILE"];

    public void Apply(in EventView e, ProcessThread thread)
    {
        var process = thread.Process;
        switch (e.Code)
        {
            case EventCode.SwitchEnter:
                process.MajorFaults = (ulong)e.Int64(1);
                process.MinorFaults = (ulong)e.Int64(2);
                TakeMemory(e, process, 3);
                return;
            case EventCode.BrkExit:
            case EventCode.MunmapExit:
                TakeMemory(e, process, 1);
                return;
            case EventCode.SetsidExit:
                if (e.TryGetInt64(0, out var session) && session > 0) BeginSession(process, session);
                return;
        }

        if (!e.TryGetInt64(0, out var result) || result != 0) return;
        switch (e.Code)
        {
            case EventCode.SetuidExit:
                SetUid(process, e, 1);
                break;
            case EventCode.SetreuidExit:
            case EventCode.SetresuidExit:
                SetUid(process, e, 2);
                break;
            case EventCode.SetgidExit:
                SetGid(process, e, 1);
                break;
            case EventCode.SetregidExit:
            case EventCode.SetresgidExit:
                SetGid(process, e, 2);
                break;
            case EventCode.SetpgidExit:
                SetGroup(process, e.Int64(1), e.Int64(2));
                break;
            case EventCode.CapsetExit:
                process.CapInheritable = (ulong)e.Int64(1, (long)process.CapInheritable);
                process.CapPermitted = (ulong)e.Int64(2, (long)process.CapPermitted);
                process.CapEffective = (ulong)e.Int64(3, (long)process.CapEffective);
                process.Changed();
                break;
            case EventCode.PrctlExit:
                if (e.Int64(1, -1) == s_setName) SetName(thread, e.Text(2));
                break;
            case EventCode.SetrlimitExit:
                if (e.Int64(3, -1) == s_openFilesLimit) process.FdLimit = e.Int64(1, process.FdLimit);
                break;
            case EventCode.PrlimitExit:
                // Without a new limit the call only asks, and the parameter is -1.
                if (e.Int64(6, -1) == s_openFilesLimit && e.Int64(5) is var pid && (pid == 0 || pid == process.Pid) && e.Int64(1, -1) is >= 0 and var limit)
                    process.FdLimit = limit;
                break;
        }
    }

    static void TakeMemory(in EventView e, Process process, int first)
    {
        process.VmSizeKiB = (uint)e.Int64(first, process.VmSizeKiB);
        process.VmRssKiB = (uint)e.Int64(first + 1, process.VmRssKiB);
        process.VmSwapKiB = (uint)e.Int64(first + 2, process.VmSwapKiB);
    }

    static void SetUid(Process process, in EventView e, int parameter)
    {
        // All ones leaves the number as it is.
        if (!e.TryGetInt64(parameter, out var uid) || (uint)uid == uint.MaxValue || (uint)uid == process.Uid) return;
        process.Uid = (uint)uid;
        process.Changed();
    }

    static void SetGid(Process process, in EventView e, int parameter)
    {
        if (!e.TryGetInt64(parameter, out var gid) || (uint)gid == uint.MaxValue || (uint)gid == process.Gid) return;
        process.Gid = (uint)gid;
        process.Changed();
    }

    /// <summary>The caller leads a new session and a group of its own, and loses its terminal.</summary>
    static void BeginSession(Process process, long virtualNumber)
    {
        process.SessionId = process.Pid;
        process.Pgid = process.Pid;
        process.VirtualPgid = virtualNumber;
        process.Tty = 0;
        process.Changed();
        process.LineageBits.Clear();
    }

    /// <summary>Numbers are those of the caller's pid namespace; 0 is the caller, or the process itself.</summary>
    void SetGroup(Process caller, long pid, long group)
    {
        var process = pid == 0 ? caller : FindRelative(caller, pid);
        if (process is null) return;
        if (group == 0) group = process.VirtualPid > 0 ? process.VirtualPid : process.Pid;
        process.VirtualPgid = group;
        process.Pgid = FindRelative(caller, group)?.Pid ?? (IsOfHost(caller) ? group : -1);
        process.Changed();
        process.LineageBits.Clear();
    }

    static bool IsOfHost(Process process) => process.VirtualPid <= 0 || process.VirtualPid == process.Pid;

    /// <summary>Who has that number in the caller's namespace, among the relatives that a group is made of.</summary>
    Process? FindRelative(Process caller, long number)
    {
        if (IsOfHost(caller)) return processes.FindProcess(number);
        if (caller.VirtualPid == number) return caller;
        var tries = 0;
        for (var ancestor = caller; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ancestor.VirtualPid == number) return ancestor;
            for (var child = ancestor.FirstChild; child is not null; child = child.NextSibling)
            {
                if (child.VirtualPid == number && ReferenceEquals(child.Container, caller.Container)) return child;
                if (++tries > MaxRelatives) return null;
            }

            if (!ReferenceEquals(ancestor.Container, caller.Container)) return null;
        }

        return null;
    }

    void SetName(ProcessThread thread, ReadOnlySpan<byte> name)
    {
        // The kernel cuts here; what the call was given may be longer.
        if (name.Length > 15) name = name[..15];
        var process = thread.Process;
        if (!thread.IsMain)
        {
            thread.OwnName = name.SequenceEqual(process.Name) ? null : TextKeeping.Keep(thread.OwnName ?? [], name);
            return;
        }

        var kept = TextKeeping.Keep(process.Name, name);
        if (ReferenceEquals(kept, process.Name)) return;
        process.Name = kept;
        process.Changed();
        if (process.ChildCount > 0) processes.LineageEpoch++;
    }
}
