using Lanner.Events;
using Lanner.State;

namespace Lanner.Recording.Flight;

/// <summary>
/// Which events from outside a container belong into its capture: those that change what the ancestors of its processes are, and, of an
/// ancestor born within the capture, those that make the descriptors it hands down. What older ones open stays with them: they are
/// daemons, which open much and hand down nothing. That somebody is an ancestor shows when the runtime's last process has become one of the container, some hundred milliseconds after the
/// first, so what was passed over lately is kept for a second look. Used by the writing thread.
/// </summary>
sealed class Lineage
{
    /// <summary>A runtime needs less to bring a process into a container.</summary>
    const ulong SecondLookNs = 2_000_000_000;

    /// <summary>So much of a busy host is kept for it at most: about 6000 events.</summary>
    const int MaxKept = 16;

    /// <summary>Births outside remembered at most, and threads: of a host that starts a thousand programs a second, those of a minute.</summary>
    const int MaxBirths = 1 << 16;

    const int ParentParameter = 5;

    static readonly bool[] s_state = Codes(HostState.RequiredEvents);

    readonly HashSet<int> _pids = [];
    readonly HashSet<int> _born = [];
    readonly Dictionary<int, long> _parentTids = [];
    readonly Dictionary<long, int> _threads = [];
    readonly Queue<ChunkPart> _passed = new();

    /// <summary>Whether an event of another source is to be in the capture.</summary>
    public bool Has(in EventView e, int pid)
    {
        if (!_pids.Contains(pid) || (int)e.Code >= s_state.Length || !s_state[(int)e.Code]) return false;
        if (IsBirth(e, pid)) _born.Add(pid);
        return ProcessChanges.Concerns(e.Code) || IsClone(e.Code) || _born.Contains(pid);
    }

    /// <summary>Whether the process is an ancestor.</summary>
    public bool Has(int pid) => _pids.Contains(pid);

    /// <summary>
    /// Looks at the events of other sources before any of them is asked for: who made whom. The maker of an ancestor may be gone before
    /// anything is in the container, as the part of the runtime that starts the one that stays.
    /// </summary>
    public void Learn(IEnumerable<ChunkPart> parts)
    {
        foreach (var part in parts)
        {
            for (var at = part.From; at < part.To;)
            {
                var e = part.Chunk.Read(ref at, out var pid);
                if (e.Tid != pid && _threads.Count < MaxBirths) _threads[e.Tid] = pid;
                if (IsBirth(e, pid) && _parentTids.Count < MaxBirths) _parentTids[pid] = e.Int64(ParentParameter, -1);
            }
        }
    }

    /// <summary>Adds ancestors and those who made them, and gives what was passed over of theirs to the writer.</summary>
    public void Add(IReadOnlyCollection<int> pids, Action<EventView> write)
    {
        if (pids.Count == 0) return;
        var news = new HashSet<int>();
        var open = new Stack<int>(pids);
        while (open.TryPop(out var pid))
        {
            if (!_pids.Add(pid)) continue;
            news.Add(pid);
            if (_parentTids.TryGetValue(pid, out var tid) && tid is > 0 and <= int.MaxValue) open.Push(_threads.GetValueOrDefault(tid, (int)tid));
        }

        if (news.Count == 0) return;
        foreach (var part in _passed)
        {
            for (var at = part.From; at < part.To;)
            {
                var e = part.Chunk.Read(ref at, out var pid);
                if (news.Contains(pid) && Has(e, pid)) write(e);
            }
        }
    }

    /// <summary>Keeps the parts of other sources for a while, beyond their release by who had them.</summary>
    public void Keep(IEnumerable<ChunkPart> parts)
    {
        foreach (var part in parts)
        {
            part.Chunk.Retain();
            _passed.Enqueue(part);
        }

        if (_passed.Count == 0) return;
        var newestNs = _passed.Max(part => part.Chunk.LastNs);
        while (_passed.TryPeek(out var oldest) && (_passed.Count > MaxKept || oldest.Chunk.LastNs + SecondLookNs < newestNs)) _passed.Dequeue().Chunk.Release();
    }

    public void Release()
    {
        while (_passed.TryDequeue(out var part)) part.Chunk.Release();
    }

    static bool IsClone(EventCode code) => code is EventCode.CloneExit or EventCode.Clone3Exit or EventCode.ForkExit or EventCode.VforkExit;

    /// <summary>A process's own return from the call that made it.</summary>
    static bool IsBirth(in EventView e, int pid) => IsClone(e.Code) && e.Tid == pid && e.TryGetInt64(0, out var result) && result == 0;

    static bool[] Codes(ReadOnlySpan<EventCode> events)
    {
        var codes = new bool[EventTable.CodeCount];
        foreach (var code in events) codes[(int)code] = true;
        return codes;
    }
}
