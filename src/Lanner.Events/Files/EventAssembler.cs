using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lanner.Events.Files;

/// <summary>
/// Puts an event together in a buffer that is used again and again. The room for the lengths is set aside at the start, so each
/// parameter is copied once, to its place.
/// </summary>
sealed class EventAssembler
{
    /// <summary>Most events are shorter; the buffer grows for those that are not.</summary>
    const int FirstSize = 16 << 10;

    byte[] _buffer = [];
    int _lengthWidth;
    int _parameterCount;
    int _added;
    int _end;

    /// <summary>Starts an event with the time and thread of another one.</summary>
    /// <param name="like">The bytes of that other one.</param>
    [MethodImpl(FirstCall.Optimized)]
    public void Begin(ReadOnlySpan<byte> like, EventCode code, int parameterCount)
    {
        if (_buffer.Length == 0) _buffer = GC.AllocateUninitializedArray<byte>(FirstSize);
        like[..16].CopyTo(_buffer);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(20), (ushort)code);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(22), parameterCount);
        _lengthWidth = EventView.LengthWidth(code);
        _parameterCount = parameterCount;
        _added = 0;
        _end = EventView.HeaderSize + parameterCount * _lengthWidth;
    }

    /// <summary>Adds all parameters of an event with lengths of the same width, in two copies. To be called first.</summary>
    /// <param name="count">How many the event has.</param>
    [MethodImpl(FirstCall.Optimized)]
    public bool AddAll(ReadOnlySpan<byte> e, int count)
    {
        var lengths = count * _lengthWidth;
        var values = e[(EventView.HeaderSize + lengths)..];
        if (_added > 0 || count > _parameterCount || !Fits(values.Length)) return false;
        e.Slice(EventView.HeaderSize, lengths).CopyTo(_buffer.AsSpan(EventView.HeaderSize));
        values.CopyTo(_buffer.AsSpan(_end));
        // Bytes behind the last value are none's: what was added starts right behind it.
        for (var i = 0; i < count; i++) _end += LengthAt(i);
        _added = count;
        return true;
    }

    /// <summary>Adds the next parameter. False when the event would become too long; it is then of no use.</summary>
    [MethodImpl(FirstCall.Optimized)]
    public bool Add(ReadOnlySpan<byte> value)
    {
        if (!Fits(value.Length) || _added >= _parameterCount || (_lengthWidth == 2 && value.Length > ushort.MaxValue))
            return false;
        var at = _buffer.AsSpan(EventView.HeaderSize + _added * _lengthWidth);
        if (_lengthWidth == 2) BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(at, value.Length);
        value.CopyTo(_buffer.AsSpan(_end));
        _end += value.Length;
        _added++;
        return true;
    }

    /// <summary>
    /// Adds the first parameters of an event in two copies, if each has the width it is to have; else nothing, and false.
    /// </summary>
    [MethodImpl(FirstCall.Optimized)]
    public bool TryAddRun(ReadOnlySpan<byte> e, ReadOnlySpan<PlannedValue> values)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(e[22..]);
        var isWide = EventView.LengthWidth((EventCode)BinaryPrimitives.ReadUInt16LittleEndian(e[20..])) != 2;
        if (isWide || _lengthWidth != 2 || values.Length > count || values.Length > _parameterCount - _added) return false;
        var lengths = e.Slice(EventView.HeaderSize, 2 * values.Length);
        var total = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(lengths[(2 * i)..]);
            if (values[i].Width != 0 && length != 0 && length != values[i].Width) return false;
            total += length;
        }

        if (!Fits(total)) return false;
        lengths.CopyTo(_buffer.AsSpan(EventView.HeaderSize + 2 * _added));
        e.Slice(EventView.HeaderSize + 2 * count, total).CopyTo(_buffer.AsSpan(_end));
        _end += total;
        _added += values.Length;
        return true;
    }

    /// <summary>Room for a value of at most that many bytes, which <see cref="AddWritten"/> then adds.</summary>
    public Span<byte> Free
    {
        get
        {
            Fits(CaptureLimits.UpgradedEventMax - _end);
            return _buffer.AsSpan(_end, CaptureLimits.UpgradedEventMax - _end);
        }
    }

    public bool AddWritten(int length) => Add(Free[..length]);

    /// <summary>Makes room for so many more bytes; false beyond the limit.</summary>
    bool Fits(int length) => length <= _buffer.Length - _end || Grow(length);

    bool Grow(int length)
    {
        if (length > CaptureLimits.UpgradedEventMax - _end) return false;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(_end + length));
        var buffer = GC.AllocateUninitializedArray<byte>(Math.Min(size, CaptureLimits.UpgradedEventMax));
        _buffer.AsSpan(0, _end).CopyTo(buffer);
        _buffer = buffer;
        return true;
    }

    int LengthAt(int index)
    {
        var at = _buffer.AsSpan(EventView.HeaderSize + index * _lengthWidth);
        return _lengthWidth == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadInt32LittleEndian(at);
    }

    /// <summary>The event, valid until the next <see cref="Begin"/>. Parameters not added are absent.</summary>
    public EventView End(scoped in EventOrigins origins) => EventView.Trusted(End(), origins);

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> End()
    {
        while (_added < _parameterCount) Add([]);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(16), _end);
        return _buffer.AsSpan(0, _end);
    }
}
