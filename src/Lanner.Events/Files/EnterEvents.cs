using System.Runtime.CompilerServices;

namespace Lanner.Events.Files;

/// <summary>
/// The last enter event of each thread of an old capture. Bounded in threads and bytes: the one stored longest ago makes room, and is
/// counted. The buffers are used again, so nothing is allocated once every thread had its longest event.
/// </summary>
sealed class EnterEvents
{
    readonly Dictionary<long, int> _slotOfTid = [];
    readonly List<Slot> _slots = [];
    Slot? _last;
    int _hand;
    long _bytes;

    /// <summary>Enter events that made room for others before their exit event came.</summary>
    public long Forgotten { get; private set; }

    [MethodImpl(FirstCall.Optimized)]
    public void Store(in EventView e)
    {
        var slot = Find(e.Tid);
        if (slot is null)
        {
            var index = TakeSlot();
            _slotOfTid[e.Tid] = index;
            _last = slot = _slots[index];
            slot.Tid = e.Tid;
        }

        slot.Length = e.Bytes.Length;
        if (slot.Buffer.Length < slot.Length) Grow(slot);
        e.Bytes.CopyTo(slot.Buffer);
    }

    /// <summary>The thread's enter event if it is of that code; valid until the next call.</summary>
    public bool TryGet(long tid, EventCode code, out EventView e)
    {
        e = default;
        if (Find(tid) is not { Length: > 0 } slot) return false;
        var stored = EventView.Trusted(slot.Buffer.AsSpan(0, slot.Length), default);
        if (stored.Code != code) return false;
        e = stored;
        return true;
    }

    /// <summary>The call it began is over.</summary>
    public void Discard(long tid)
    {
        if (Find(tid) is { } slot) slot.Length = 0;
    }

    public void Clear()
    {
        _slotOfTid.Clear();
        _slots.Clear();
        _last = null;
        _hand = 0;
        _bytes = 0;
    }

    /// <summary>The exit of a call mostly follows its entry, so the last slot is asked first.</summary>
    Slot? Find(long tid)
    {
        if (_last is { } last && last.Tid == tid) return last;
        if (!_slotOfTid.TryGetValue(tid, out var index)) return null;
        return _last = _slots[index];
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
