using System.Runtime.InteropServices;

using Lanner.State.Containers;

namespace Lanner.Recording.Flight;

/// <summary>
/// The rings of all containers, which share one memory. When it is used up, the container that holds most gives its oldest chunk: a busy
/// one shortens its own memory, not that of a quiet one. The event thread uses it.
/// </summary>
/// <param name="pool">The memory for events.</param>
/// <param name="formerLimit">Bytes for what processes were before events changed them.</param>
sealed class RingSet(ChunkPool pool, long formerLimit)
{
    readonly Dictionary<Container, EventRing> _rings = new(ReferenceEqualityComparer.Instance);
    EventRing? _last;

    /// <summary>Bytes of what processes were.</summary>
    public long FormerBytes { get; private set; }

    /// <summary>Chunks that were given up before their time, because others needed the room.</summary>
    public long Evicted { get; private set; }

    /// <summary>The ring of a container; an empty one when it has none.</summary>
    public EventRing Of(Container container)
    {
        if (_last is { } last && ReferenceEquals(last.Container, container)) return last;
        ref var ring = ref CollectionsMarshal.GetValueRefOrAddDefault(_rings, container, out _);
        return _last = ring ??= new EventRing(container);
    }

    /// <summary>A chunk more for a ring; null when writers hold everything.</summary>
    public EventChunk? Take(EventRing ring)
    {
        while (true)
        {
            if (pool.TryTake() is { } chunk)
            {
                ring.Add(chunk);
                return chunk;
            }

            if (Largest() is not { } largest) return null;
            largest.DropOldest();
            Evicted++;
        }
    }

    /// <summary>Keeps what a thread of a container was. When that is too much, the container with most forgets its oldest.</summary>
    public void Keep(Container container, in FormerState state)
    {
        FormerBytes += Of(container).Former.Add(state);
        while (FormerBytes > formerLimit && _rings.Values.MaxBy(ring => ring.Former.Bytes) is { Former.Count: > 0 } most) FormerBytes -= most.Former.DropOldest();
    }

    /// <summary>Lets go of what ended before a time, and of rings that have nothing left.</summary>
    public void Expire(ulong beforeNs)
    {
        List<Container>? empty = null;
        foreach (var ring in _rings.Values)
        {
            while (ring.Count > 0 && ring.OldestNs < beforeNs && !ring.IsNeeded) ring.DropOldest();
            FormerBytes -= ring.Former.Expire(beforeNs);
            ring.Ancestors.Expire(beforeNs);
            if (ring.Count + ring.Former.Count + ring.Readers.Count == 0) (empty ??= []).Add(ring.Container);
        }

        if (empty is null) return;
        _last = null;
        foreach (var container in empty) _rings.Remove(container);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (var ring in _rings.Values)
        {
            while (ring.Count > 0) ring.DropOldest();
        }

        _rings.Clear();
        FormerBytes = 0;
        _last = null;
    }

    /// <summary>The ring with most chunks, of several the one whose oldest is oldest.</summary>
    EventRing? Largest()
    {
        EventRing? largest = null;
        foreach (var ring in _rings.Values)
        {
            if (ring.Count == 0 || ring.IsNeeded) continue;
            if (largest is null || ring.Count > largest.Count || (ring.Count == largest.Count && ring.OldestNs < largest.OldestNs)) largest = ring;
        }

        return largest;
    }
}
