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

    static readonly bool[] s_state = Codes(HostState.RequiredEvents);

    readonly HashSet<int> _pids = [];
    readonly HashSet<int> _born = [];
    readonly Queue<ChunkPart> _passed = new();

    /// <summary>Whether an event of another source is to be in the capture.</summary>
    public bool Has(in EventView e, int pid)
    {
        if (!_pids.Contains(pid) || (int)e.Code >= s_state.Length || !s_state[(int)e.Code]) return false;
        if (e.Code is EventCode.CloneExit or EventCode.Clone3Exit or EventCode.ForkExit or EventCode.VforkExit)
        {
            if (e.Tid == pid && e.TryGetInt64(0, out var child) && child == 0) _born.Add(pid);
            return true;
        }

        return ProcessChanges.Concerns(e.Code) || _born.Contains(pid);
    }

    /// <summary>Whether the process is an ancestor.</summary>
    public bool Has(int pid) => _pids.Contains(pid);

    /// <summary>Adds ancestors, and gives what was passed over of theirs to the writer.</summary>
    public void Add(IReadOnlyCollection<int> pids, Action<EventView> write)
    {
        if (pids.Count == 0) return;
        var news = pids.Where(_pids.Add).ToHashSet();
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

    static bool[] Codes(ReadOnlySpan<EventCode> events)
    {
        var codes = new bool[EventTable.CodeCount];
        foreach (var code in events) codes[(int)code] = true;
        return codes;
    }
}
