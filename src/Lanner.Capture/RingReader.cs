using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lanner.Events;

namespace Lanner.Capture;

/// <summary>
/// Reads one BPF ring buffer in place. The protocol is that of kernel/bpf/ringbuf.c: two positions that only grow, and before each
/// record an 8-byte header whose first word is the length with two bits of state. The data is mapped twice in a row, so a record
/// that wraps is contiguous. One thread reads; the position is told to the kernel per batch, so what was handed out stays valid
/// until <see cref="Publish"/>.
/// </summary>
/// <remarks>
/// Ordering: the kernel reserves (moves the producer position, length word busy) and commits (clears the busy bit with full
/// ordering). Reading the position and the length word with acquire semantics is what makes the payload visible.
/// </remarks>
sealed unsafe class RingReader
{
    /// <summary>The record is reserved and not yet committed.</summary>
    public const uint BusyBit = 1u << 31;

    /// <summary>The record was given up by the probe.</summary>
    public const uint DiscardBit = 1u << 30;

    /// <summary>Bytes before each record.</summary>
    public const int HeaderSize = 8;

    const uint LengthMask = ~(BusyBit | DiscardBit);

    readonly ulong* _consumer;
    readonly ulong* _producer;
    readonly byte* _data;
    readonly ulong _size;
    ulong _position;
    ulong _published;
    ulong _end;
    byte* _event;
    int _eventLength;
    uint _step;

    /// <summary>Takes mapped memory that outlives the reader. <paramref name="size"/> is a power of two.</summary>
    public RingReader(ulong* consumer, ulong* producer, byte* data, ulong size)
    {
        _consumer = consumer;
        _producer = producer;
        _data = data;
        _size = size;
        _position = _published = _end = *consumer;
    }

    /// <summary>Bytes of data the ring holds.</summary>
    public ulong Size => _size;

    /// <summary>Bytes reserved or not yet given back. Any thread may ask.</summary>
    public ulong Used => Math.Min(Volatile.Read(ref *_producer) - Volatile.Read(ref *_consumer), _size);

    /// <summary>Events handed out so far.</summary>
    public ulong EventsRead { get; private set; }

    /// <summary>Records whose event does not read as one: a probe that does not fit this program.</summary>
    public ulong Malformed { get; private set; }

    /// <summary>Times the ring's own bookkeeping made no sense and everything in it was given up.</summary>
    public ulong Corrupt { get; private set; }

    /// <summary>
    /// Makes the oldest event current: true when there is one. Stays on it until <see cref="Skip"/>. False when the ring is empty
    /// or its oldest record is not committed yet.
    /// </summary>
    public bool TryPeek(out ulong timeNs)
    {
        timeNs = 0;
        if (_event == null && !Find()) return false;
        timeNs = Unsafe.ReadUnaligned<ulong>(_event + sizeof(RecordHeader));
        return true;
    }

    /// <summary>Gives up the current event.</summary>
    public void Skip()
    {
        _position += _step;
        _event = null;
    }

    /// <summary>
    /// Hands events to the consumer, oldest first, until there are none, <paramref name="max"/> were handed out, or the next one is
    /// later than <paramref name="until"/>. Returns how many.
    /// </summary>
    public int Drain<TConsumer>(ref TConsumer consumer, int max, ulong until) where TConsumer : IEventConsumer, allows ref struct
    {
        var count = 0;
        while (count < max && TryPeek(out var time) && time <= until)
        {
            var record = (RecordHeader*)_event;
            var origins = new EventOrigins(record->CgroupId, record->LatencyNs, (int)record->Tgid, record->Cpu, (record->Flags & RecordHeader.StateOnly) != 0);
            var bytes = new ReadOnlySpan<byte>(_event + sizeof(RecordHeader), _eventLength - sizeof(RecordHeader));
            Skip();
            if (!EventView.TryRead(bytes, origins, out var view))
            {
                Malformed++;
                continue;
            }

            count++;
            EventsRead++;
            // A thread's end is no call: what stands there is processor time.
            if (view.Code == EventCode.ProcexitEnter)
                view = EventView.Trusted(view.Bytes, origins with { LatencyNs = 0, ProcessorNs = origins.LatencyNs });
            consumer.OnEvent(in view);
            // A long batch must not keep the ring full.
            if (_position - _published >= _size / 8) Publish();
        }

        return count;
    }

    /// <summary>Tells the kernel that everything up to here may be written over.</summary>
    public void Publish()
    {
        if (_published == _position) return;
        _published = _position;
        Volatile.Write(ref *_consumer, _position);
    }

    /// <summary>Whether the kernel has written anything new. Does not look at whether it is committed.</summary>
    public bool HasNews => Volatile.Read(ref *_producer) != _position;

    bool Find()
    {
        while (true)
        {
            if (_position == _end)
            {
                _end = Volatile.Read(ref *_producer);
                if (_position == _end) return false;
                if (_end - _position > _size) return GiveUp();
            }

            var header = _data + (_position & (_size - 1));
            var word = Volatile.Read(ref *(uint*)header);
            if ((word & BusyBit) != 0) return false;
            var length = word & LengthMask;
            _step = (length + HeaderSize + 7) & ~7u;
            if (_step > _end - _position) return GiveUp();
            if ((word & DiscardBit) != 0 || length < sizeof(RecordHeader) + EventView.HeaderSize)
            {
                if ((word & DiscardBit) == 0) Malformed++;
                _position += _step;
                continue;
            }

            _event = header + HeaderSize;
            _eventLength = (int)length;
            return true;
        }
    }

    bool GiveUp()
    {
        Corrupt++;
        _position = _end = Volatile.Read(ref *_producer);
        Publish();
        return false;
    }
}
