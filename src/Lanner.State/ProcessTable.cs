using System.Diagnostics;

namespace Lanner.State;

/// <summary>
/// The threads and processes of a host, by number, with the tree they form. Bounded: when full, of the processes next in turn the
/// one goes that has been silent for longest, one without children first.
/// </summary>
public sealed class ProcessTable
{
    /// <summary>How many processes are looked at to find one that may go.</summary>
    const int SampleSize = 64;

    /// <summary>Deepest tree that is walked; a parent beyond it counts as unknown.</summary>
    internal const int MaxDepth = 4096;

    readonly StateOptions _options;
    readonly Dictionary<int, ProcessThread> _threads = [];
    ProcessThread? _lastFound;
    Process? _first;
    Process? _last;
    Process? _hand;

    internal ProcessTable(StateOptions options) => _options = options;

    /// <summary>Processes known.</summary>
    public int Count { get; private set; }

    /// <summary>Threads known, those included that exited before the rest of their process.</summary>
    public int ThreadCount => _threads.Count;

    /// <summary>See <see cref="HostState.LineageEpoch"/>.</summary>
    internal ulong LineageEpoch { get; set; } = 1;

    /// <summary>The process that the event at hand is about: it never makes room for another.</summary>
    internal Process? Pinned { get; set; }

    /// <summary>Counts events: how long a process has been silent.</summary>
    internal ulong Clock { get; set; }

    internal long TextBytes { get; private set; }

    internal long ProcessesEvicted { get; private set; }

    internal long ThreadsEvicted { get; private set; }

    /// <summary>The thread of that number, or null.</summary>
    public ProcessThread? Find(long tid)
    {
        var last = _lastFound;
        if (last is not null && last.Tid == tid) return last;
        if (tid is < int.MinValue or > int.MaxValue || !_threads.TryGetValue((int)tid, out var thread)) return null;
        _lastFound = thread;
        return thread;
    }

    /// <summary>The process (thread group) of that number, or null.</summary>
    public Process? FindProcess(long pid) => Find(pid) is { IsMain: true } thread ? thread.Process : null;

    /// <summary>All processes, the oldest known first. The table must not change meanwhile.</summary>
    public IEnumerable<Process> All
    {
        get
        {
            for (var process = _first; process is not null; process = process.NextInTable) yield return process;
        }
    }

    /// <summary>Puts in a new process with its main thread. The number must be free: see <see cref="Clear"/>.</summary>
    internal ProcessThread Add(Process process)
    {
        Debug.Assert(!_threads.ContainsKey(process.Pid));
        MakeRoom();
        var thread = new ProcessThread(process.Pid, process);
        process.MainThread = thread;
        process.ThreadCount = 1;
        process.IsInTable = true;
        process.LastEvent = Clock;
        process.PreviousInTable = _last;
        if (_last is null) _first = process;
        else _last.NextInTable = process;
        _last = process;
        Count++;
        _threads.Add(process.Pid, thread);
        Measure(process);
        return thread;
    }

    /// <summary>Puts in a further thread of a process. The number must be free.</summary>
    internal ProcessThread AddThread(int tid, Process process)
    {
        Debug.Assert(process.IsInTable && !_threads.ContainsKey(tid));
        if (_threads.Count >= _options.MaxThreads)
        {
            if (process.MainThread!.NextOfProcess is { } sibling)
            {
                ThreadsEvicted++;
                Unlink(sibling);
            }
            else
            {
                EvictOne(process);
            }
        }

        var thread = new ProcessThread(tid, process);
        var main = process.MainThread!;
        thread.PreviousOfProcess = main;
        thread.NextOfProcess = main.NextOfProcess;
        if (main.NextOfProcess is { } next) next.PreviousOfProcess = thread;
        main.NextOfProcess = thread;
        process.ThreadCount++;
        _threads.Add(tid, thread);
        return thread;
    }

    /// <summary>
    /// A thread exited. The last one takes its process with it, whose children go to <paramref name="reaper"/> (null: unknown).
    /// </summary>
    internal void Remove(ProcessThread thread, Process? reaper, int reaperPid)
    {
        var process = thread.Process;
        if (!process.IsInTable) return;
        if (!thread.IsMain)
        {
            if (Find(thread.Tid) == thread) Unlink(thread);
        }
        else if (!thread.HasExited)
        {
            thread.HasExited = true;
            process.ThreadCount--;
        }

        if (process.ThreadCount <= 0) Remove(process, reaper, reaperPid);
    }

    internal void Remove(Process process, Process? reaper, int reaperPid)
    {
        if (!process.IsInTable) return;
        if (process.ChildCount > 0) LineageEpoch++;
        while (process.FirstChild is { } child)
        {
            SetParent(child, ReferenceEquals(reaper, process) ? null : reaper);
            child.ParentPid = reaperPid;
        }

        Detach(process);
        RemoveOtherThreads(process);
        _threads.Remove(process.Pid);
        _lastFound = null;
        if (_hand == process) _hand = process.NextInTable;
        if (process.PreviousInTable is { } previous) previous.NextInTable = process.NextInTable;
        else _first = process.NextInTable;
        if (process.NextInTable is { } next) next.PreviousInTable = process.PreviousInTable;
        else _last = process.PreviousInTable;
        process.PreviousInTable = process.NextInTable = null;
        process.IsInTable = false;
        process.Descriptors.Release();
        TextBytes -= process.TextSize;
        process.TextSize = 0;
        Count--;
    }

    /// <summary>Frees a number: whatever is known under it is of a thread that is no more.</summary>
    internal void Clear(int tid)
    {
        if (Find(tid) is not { } stale) return;
        if (stale.IsMain) Remove(stale.Process, null, -1);
        else Unlink(stale);
    }

    /// <summary>exec leaves only the main thread.</summary>
    internal void RemoveOtherThreads(Process process)
    {
        while (process.MainThread!.NextOfProcess is { } other) Unlink(other);
        if (!process.MainThread.HasExited) return;
        process.MainThread.HasExited = false;
        process.ThreadCount = 1;
    }

    /// <summary>
    /// Moves a process below another in the tree. What would make a circle (numbers used again while events were lost) is not
    /// done: the parent is then unknown.
    /// </summary>
    internal void SetParent(Process process, Process? parent)
    {
        if (!process.IsInTable) return;
        if (parent is not null && (!parent.IsInTable || WouldCircle(process, parent))) parent = null;
        if (ReferenceEquals(process.Parent, parent)) return;
        Detach(process);
        process.LineageBits.Clear();
        if (process.ChildCount > 0) LineageEpoch++;
        if (parent is null) return;
        process.Parent = parent;
        process.NextSibling = parent.FirstChild;
        if (parent.FirstChild is { } sibling) sibling.PreviousSibling = process;
        parent.FirstChild = process;
        parent.ChildCount++;
    }

    /// <summary>Counts a process's texts anew after they changed, and makes room when all are too much.</summary>
    internal void Measure(Process process)
    {
        if (!process.IsInTable) return;
        var size = process.MeasureText();
        TextBytes += size - process.TextSize;
        process.TextSize = size;
        for (var i = 0; i < 8 && TextBytes > _options.MaxProcessTextBytes && Count > 1; i++) EvictOne(process);
    }

    /// <summary>Of the processes next in turn, the one with most descriptors forgets them all.</summary>
    internal void ForgetDescriptors(DescriptorBudget budget)
    {
        Process? greatest = null;
        for (var i = 0; i < SampleSize; i++)
        {
            _hand = _hand?.NextInTable ?? _first;
            if (_hand is null) return;
            if (greatest is null || _hand.Descriptors.Bytes > greatest.Descriptors.Bytes) greatest = _hand;
        }

        budget.Evicted += greatest!.Descriptors.Count;
        greatest.Descriptors.Clear();
    }

    static bool WouldCircle(Process process, Process parent)
    {
        if (process.ChildCount == 0) return ReferenceEquals(process, parent);
        var depth = 0;
        for (var at = parent; at is not null; at = at.Parent)
        {
            if (ReferenceEquals(at, process) || ++depth > MaxDepth) return true;
        }

        return false;
    }

    static void Detach(Process process)
    {
        if (process.Parent is not { } parent) return;
        if (process.PreviousSibling is { } previous) previous.NextSibling = process.NextSibling;
        else parent.FirstChild = process.NextSibling;
        if (process.NextSibling is { } next) next.PreviousSibling = process.PreviousSibling;
        process.PreviousSibling = process.NextSibling = null;
        process.Parent = null;
        parent.ChildCount--;
    }

    void Unlink(ProcessThread thread)
    {
        thread.PreviousOfProcess!.NextOfProcess = thread.NextOfProcess;
        if (thread.NextOfProcess is { } next) next.PreviousOfProcess = thread.PreviousOfProcess;
        thread.NextOfProcess = thread.PreviousOfProcess = null;
        thread.Process.ThreadCount--;
        _threads.Remove(thread.Tid);
        _lastFound = null;
    }

    void MakeRoom()
    {
        if (Count >= _options.MaxProcesses || _threads.Count >= _options.MaxThreads) EvictOne(null);
    }

    void EvictOne(Process? spared)
    {
        Process? silent = null;
        for (var i = 0; i < SampleSize; i++)
        {
            _hand = _hand?.NextInTable ?? _first;
            if (_hand is null) return;
            if (ReferenceEquals(_hand, spared) || ReferenceEquals(_hand, Pinned)) continue;
            if (silent is null || IsBetterVictim(_hand, silent)) silent = _hand;
        }

        if (silent is null) return;
        ProcessesEvicted++;
        Remove(silent, null, silent.Pid);
    }

    static bool IsBetterVictim(Process candidate, Process victim) => candidate.ChildCount == 0 == (victim.ChildCount == 0)
        ? candidate.LastEvent < victim.LastEvent
        : candidate.ChildCount == 0;
}
