namespace Lanner.Recording.Flight;

/// <summary>All chunks there may be. Made when first needed, then used again.</summary>
sealed class ChunkPool(int limit)
{
    readonly Lock _gate = new();
    readonly Stack<EventChunk> _free = new();
    int _made;

    /// <summary>Bytes of all chunks made so far.</summary>
    public long Bytes => (long)Volatile.Read(ref _made) * EventChunk.Capacity;

    /// <summary>All chunks there may be are in use.</summary>
    public bool IsUsedUp
    {
        get
        {
            lock (_gate) return _free.Count == 0 && _made >= limit;
        }
    }

    /// <summary>An empty chunk, or null when all are in use.</summary>
    public EventChunk? TryTake()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var chunk)) return chunk.Take();
            if (_made >= limit) return null;
            _made++;
        }

        return new EventChunk(this).Take();
    }

    public void Return(EventChunk chunk)
    {
        lock (_gate) _free.Push(chunk);
    }
}
