using System.Diagnostics.CodeAnalysis;
using Lanner.State.Containers;

namespace Lanner.Rules;

/// <summary>
/// Events that wait for their container's detail, in the order they came; bounded in number and bytes. One thread uses it.
/// </summary>
sealed class PendingQueue(int maxEvents, long maxBytes)
{
    readonly LinkedList<PendingEvent> _order = new();
    readonly Dictionary<Container, LinkedList<PendingEvent>> _byContainer = new(ReferenceEqualityComparer.Instance);

    public int Count => _order.Count;

    public long Bytes { get; private set; }

    /// <summary>An event more would pass a limit: the oldest must be taken out first.</summary>
    public bool IsFull => Count >= maxEvents || Bytes >= maxBytes;

    public bool IsWaitingFor(Container container) => Count > 0 && _byContainer.ContainsKey(container);

    public void Add(PendingEvent pending)
    {
        if (!_byContainer.TryGetValue(pending.Container, out var ofContainer))
            _byContainer.Add(pending.Container, ofContainer = new LinkedList<PendingEvent>());
        pending.InOrder = _order.AddLast(pending);
        pending.InContainer = ofContainer.AddLast(pending);
        Bytes += pending.Size;
    }

    public bool TryTakeOldest([NotNullWhen(true)] out PendingEvent? pending)
    {
        pending = _order.First?.Value;
        if (pending is null) return false;
        Remove(pending);
        return true;
    }

    /// <summary>The oldest one, if its time is up.</summary>
    public bool TryTakeExpired(ulong nowNs, [NotNullWhen(true)] out PendingEvent? pending)
    {
        pending = null;
        return _order.First is { } first && first.Value.DeadlineNs <= nowNs && TryTakeOldest(out pending);
    }

    /// <summary>The oldest one of a container.</summary>
    public bool TryTake(Container container, [NotNullWhen(true)] out PendingEvent? pending)
    {
        pending = _byContainer.TryGetValue(container, out var ofContainer) ? ofContainer.First!.Value : null;
        if (pending is null) return false;
        Remove(pending);
        return true;
    }

    void Remove(PendingEvent pending)
    {
        _order.Remove(pending.InOrder!);
        var ofContainer = pending.InContainer!.List!;
        ofContainer.Remove(pending.InContainer);
        if (ofContainer.Count == 0) _byContainer.Remove(pending.Container);
        Bytes -= pending.Size;
    }
}
