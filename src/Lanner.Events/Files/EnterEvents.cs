namespace Lanner.Events.Files;

/// <summary>
/// The last enter event of each thread of an old capture. Bounded in threads and bytes: the one stored longest ago makes room, and is
/// counted. The buffers are used again, so nothing is allocated once every thread had its longest event.
/// </summary>
sealed class EnterEvents
{
    readonly Dictionary<long, int> _slotOfTid = [];
    readonly List<Slot> _slots = [];
    int _hand;
    long _bytes;

    /// <summary>Enter events that made room for others before their exit event came.</summary>
    public long Forgotten { get; private set; }

    public void Store(in EventView e)
    {
        if (!_slotOfTid.TryGetValue(e.Tid, out var index)) _slotOfTid[e.Tid] = index = TakeSlot();
        var slot = _slots[index];
        slot.Tid = e.Tid;
        slot.Length = e.Bytes.Length;
        if (slot.Buffer.Length < slot.Length) Grow(slot);
        e.Bytes.CopyTo(slot.Buffer);
    }

    /// <summary>The thread's enter event if it is of that code; valid until the next call.</summary>
    public bool TryGet(long tid, EventCode code, out EventView e)
    {
        e = default;
        if (!_slotOfTid.TryGetValue(tid, out var index) || _slots[index] is not { Length: > 0 } slot) return false;
        e = EventView.Trusted(slot.Buffer.AsSpan(0, slot.Length), default);
        return e.Code == code;
    }

    /// <summary>The call it began is over.</summary>
    public void Discard(long tid)
    {
        if (_slotOfTid.TryGetValue(tid, out var index)) _slots[index].Length = 0;
    }

    public void Clear()
    {
        _slotOfTid.Clear();
        _slots.Clear();
        _hand = 0;
        _bytes = 0;
    }

    int TakeSlot()
    {
        if (_slots.Count < CaptureLimits.EnterEventsMax)
        {
            _slots.Add(new Slot());
            return _slots.Count - 1;
        }

        var index = _hand;
        _hand = (_hand + 1) % _slots.Count;
        var slot = _slots[index];
        if (slot.Length > 0) Forgotten++;
        _slotOfTid.Remove(slot.Tid);
        return index;
    }

    void Grow(Slot slot)
    {
        var size = 128;
        while (size < slot.Length) size *= 2;
        _bytes += size - slot.Buffer.Length;
        slot.Buffer = [];
        for (var i = 0; _bytes > CaptureLimits.EnterBytesMax && i < _slots.Count; i++)
        {
            _hand = (_hand + 1) % _slots.Count;
            var other = _slots[_hand];
            if (other == slot) continue;
            if (other.Length > 0) Forgotten++;
            _bytes -= other.Buffer.Length;
            other.Buffer = [];
            other.Length = 0;
        }

        slot.Buffer = new byte[size];
    }

    sealed class Slot
    {
        public long Tid;
        public byte[] Buffer = [];
        public int Length;
    }
}
