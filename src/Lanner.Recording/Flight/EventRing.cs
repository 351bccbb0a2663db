using Lanner.Events;
using Lanner.State.Containers;

namespace Lanner.Recording.Flight;

/// <summary>The latest events of one container, or of the host, oldest first.</summary>
sealed class EventRing(Container container)
{
    readonly Queue<EventChunk> _chunks = new();

    public Container Container => container;

    /// <summary>The chunk that is being filled; null when the next event needs a new one.</summary>
    public EventChunk? Current { get; private set; }

    public int Count => _chunks.Count;

    /// <summary>Time of the last event of the oldest chunk.</summary>
    public ulong OldestNs => _chunks.TryPeek(out var oldest) ? oldest.LastNs : 0;

    /// <summary>The capture that these events go to now, or null.</summary>
    public FlightCapture? Capture { get; set; }

    /// <summary>Its only chunk is being filled and written from: it must not be dropped.</summary>
    public bool IsNeeded => _chunks.Count == 1 && Current is not null && Capture is not null;

    public bool TryAppend(in EventView e) => Current is { } chunk && chunk.TryAppend(e);

    public void Add(EventChunk chunk)
    {
        _chunks.Enqueue(chunk);
        Current = chunk;
    }

    /// <summary>The chunk is full: nothing more is added to it.</summary>
    public void CloseCurrent() => Current = null;

    /// <summary>Lets go of the oldest chunk. What of it a capture was given stays until it is written.</summary>
    public void DropOldest()
    {
        var chunk = _chunks.Dequeue();
        if (ReferenceEquals(chunk, Current)) Current = null;
        chunk.Release();
    }

    /// <summary>Everything in it, retained for the receiver.</summary>
    public List<ChunkPart> Parts()
    {
        var parts = new List<ChunkPart>(_chunks.Count);
        foreach (var chunk in _chunks)
        {
            chunk.Retain();
            parts.Add(new ChunkPart(chunk, 0, chunk.Length));
        }

        return parts;
    }
}
