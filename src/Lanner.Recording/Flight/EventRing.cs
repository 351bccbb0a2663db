using Lanner.Events;
using Lanner.State.Containers;

namespace Lanner.Recording.Flight;

/// <summary>The latest events of one container, or of the host, oldest first, and what its processes were before those events.</summary>
sealed class EventRing(Container container)
{
    readonly Queue<EventChunk> _chunks = new();
    ulong _eventsSinceNs;

    public Container Container => container;

    /// <summary>What processes were before the events that changed them.</summary>
    public FormerStates Former { get; } = new();

    /// <summary>Of what happened later nothing is missing, neither an event nor what a process was before it.</summary>
    public ulong CompleteSinceNs => Math.Max(_eventsSinceNs, Former.CompleteSinceNs);

    /// <summary>Processes outside that those in it descend from; of no use for the host.</summary>
    public AncestorNotes Ancestors { get; } = new();

    /// <summary>The chunk that is being filled; null when the next event needs a new one.</summary>
    public EventChunk? Current { get; private set; }

    public int Count => _chunks.Count;

    /// <summary>Time of the last event of the oldest chunk.</summary>
    public ulong OldestNs => _chunks.TryPeek(out var oldest) ? oldest.LastNs : 0;

    /// <summary>The capture of this container that is being written, or null.</summary>
    public FlightCapture? Capture { get; set; }

    /// <summary>The captures that take events from here: its own, and those of containers whose ancestors live here.</summary>
    public List<FlightCapture> Readers { get; } = [];

    /// <summary>Its only chunk is being filled and written from: it must not be dropped.</summary>
    public bool IsNeeded => _chunks.Count == 1 && Current is not null && Readers.Count > 0;

    public bool TryAppend(in EventView e, int pid, uint order) => Current is { } chunk && chunk.TryAppend(e, pid, order);

    public void Add(EventChunk chunk)
    {
        _chunks.Enqueue(chunk);
        Current = chunk;
    }

    /// <summary>The chunk is full: nothing more is added to it.</summary>
    public void CloseCurrent() => Current = null;

    /// <summary>An event of that time has no place.</summary>
    public void Miss(ulong timeNs) => _eventsSinceNs = Math.Max(_eventsSinceNs, timeNs + 1);

    /// <summary>Lets go of the oldest chunk. What of it a capture was given stays until it is written.</summary>
    public void DropOldest()
    {
        var chunk = _chunks.Dequeue();
        if (ReferenceEquals(chunk, Current)) Current = null;
        Miss(chunk.LastNs);
        chunk.Release();
    }

    /// <summary>Everything in it that may be as young as a time, retained for the receiver.</summary>
    public List<ChunkPart> Parts(ulong fromNs)
    {
        var parts = new List<ChunkPart>(_chunks.Count);
        foreach (var chunk in _chunks)
        {
            if (chunk.LastNs < fromNs) continue;
            chunk.Retain();
            parts.Add(new ChunkPart(chunk, 0, chunk.Length));
        }

        return parts;
    }
}
