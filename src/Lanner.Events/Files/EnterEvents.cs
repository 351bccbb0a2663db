using System.Buffers.Binary;
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

    /// <summary>Keeps a copy of an event that was measured.</summary>
    [MethodImpl(FirstCall.Optimized)]
    public void Store(ReadOnlySpan<byte> e)
    {
        var tid = BinaryPrimitives.ReadInt64LittleEndian(e[8..]);
        var slot = Find(tid) ?? Add(tid);
        slot.Length = e.Length;
        if (slot.Buffer.Length < e.Length) Grow(slot);
        e.CopyTo(slot.Buffer);
    }

    /// <summary>The thread's enter event if it is of that code, valid until the next call; else no bytes.</summary>
    public ReadOnlySpan<byte> Get(long tid, EventCode code)
    {
        if (Find(tid) is not { Length: > 0 } slot) return default;
        var stored = slot.Buffer.AsSpan(0, slot.Length);
        return BinaryPrimitives.ReadUInt16LittleEndian(stored[20..]) == (int)code ? stored : default;
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

    Slot Add(long tid)
    {
        var index = TakeSlot();
        _slotOfTid[tid] = index;
        _last = _slots[index];
        _last.Tid = tid;
        return _last;
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
