using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>
/// Finds the thread of an event. One whose birth was lost is asked for once at /proc, and else made with what little the event
/// tells; its next events complete it.
/// </summary>
sealed class ThreadFinder(ProcessTable processes, Snapshots snapshots, StateOptions options, DescriptorBudget budget, IProcessLookup? lookup)
{
    /// <summary>How many unknown ancestors one unknown thread may bring with it.</summary>
    const int MaxAncestors = 16;

    ulong _second;
    int _asked;
    ulong _nowNs;

    public long Unknown { get; private set; }

    public long LookedUp { get; private set; }

    public long Failed { get; private set; }

    public long Skipped { get; private set; }

    /// <summary>The thread that made an event; null only for numbers no kernel gives.</summary>
    public ProcessThread? Find(in EventView e, EventCode code)
    {
        _nowNs = e.TimeNs;
        var tid = e.Tid;
        var pid = e.Origins.Pid;
        if (processes.Find(tid) is { } known)
            return known.Process.IsIncomplete && pid > 0 && pid != known.Process.Pid ? Regroup(known, pid) : known;
        if (tid is <= 0 or > int.MaxValue) return null;
        Unknown++;
        // A clone or exec event tells more than /proc would, and sooner; after an exit /proc has nothing left.
        var mayAsk = code is not (EventCode.CloneExit or EventCode.Clone3Exit or EventCode.ForkExit or EventCode.VforkExit
            or EventCode.ExecveExit or EventCode.ExecveatExit or EventCode.ProcexitEnter);
        if (pid > 0 && pid != tid && processes.FindProcess(pid) is { } process) return processes.AddThread((int)tid, process);
        return mayAsk && TryLookUp((int)tid) is { } thread ? thread : Make((int)tid, pid > 0 ? pid : (int)tid);
    }

    /// <summary>
    /// A process that another one names as its parent, by the number of any of its threads. Null when there is none (0 is the kernel).
    /// </summary>
    public Process? FindParent(int tid)
    {
        if (tid <= 0) return null;
        if (processes.Find(tid) is { } known) return known.Process;
        return (TryLookUp(tid) ?? Make(tid, tid)).Process;
    }

    /// <summary>The process of that thread, where it is known or the machine knows it.</summary>
    public Process? FindOrLookUp(int tid) => (processes.Find(tid) ?? TryLookUp(tid))?.Process;

    /// <summary>The process of that number, made when it is not known.</summary>
    public Process FindOrMake(int pid) => processes.FindProcess(pid) ?? MakeProcess(pid);

    /// <summary>
    /// A number that a child gave for its parent may be that of a thread, and was taken for a process while nothing else was known:
    /// puts the thread into the process it is of, with the children that were thought its own.
    /// </summary>
    public ProcessThread Regroup(ProcessThread thread, int pid)
    {
        if (!thread.IsMain || pid == thread.Tid) return thread;
        var process = FindOrMake(pid);
        // Making room may have taken the one that is to be moved.
        processes.Remove(thread.Process, process, process.Pid);
        return processes.Find(thread.Tid) ?? processes.AddThread(thread.Tid, process);
    }

    /// <summary>A process of which only the existence is known.</summary>
    ProcessThread Make(int tid, int pid)
    {
        var process = FindOrMake(pid);
        return tid == pid ? process.MainThread! : processes.AddThread(tid, process);
    }

    Process MakeProcess(int pid)
    {
        processes.Clear(pid);
        var process = new Process(pid) { IsIncomplete = true, Descriptors = new DescriptorTable(budget) };
        processes.Add(process);
        return process;
    }

    ProcessThread? TryLookUp(int tid)
    {
        if (lookup is null) return null;
        var thread = Ask(tid);
        // The ancestors too: rules ask for them.
        var child = thread?.Process;
        for (var i = 0; i < MaxAncestors && child is { Parent: null, ParentPid: > 0 }; i++)
        {
            var parent = processes.Find(child.ParentPid)?.Process ?? Ask(child.ParentPid)?.Process;
            if (parent is null) break;
            processes.SetParent(child, parent);
            child = parent;
        }

        return thread;
    }

    ProcessThread? Ask(int tid)
    {
        var second = _nowNs / 1_000_000_000;
        if (second != _second)
        {
            _second = second;
            _asked = 0;
        }

        if (_asked >= options.MaxLookupsPerSecond)
        {
            Skipped++;
            return null;
        }

        _asked++;
        if (!lookup!.TryRead(tid, out var snapshot) || snapshot.Tid != tid)
        {
            Failed++;
            return null;
        }

        LookedUp++;
        return snapshots.Take(snapshot, _nowNs);
    }
}
