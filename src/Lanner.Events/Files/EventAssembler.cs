using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lanner.Events.Files;

/// <summary>
/// Puts an event together in a buffer that is used again and again. The room for the lengths is set aside at the start, so each
/// parameter is copied once, to its place.
/// </summary>
sealed class EventAssembler
{
    readonly byte[] _buffer = new byte[CaptureLimits.UpgradedEventMax];
    int _lengthWidth;
    int _parameterCount;
    int _added;
    int _end;

    /// <summary>Starts an event with the time and thread of another one.</summary>
    [MethodImpl(FirstCall.Optimized)]
    public void Begin(scoped in EventView like, EventCode code, int parameterCount)
    {
        like.Bytes[..16].CopyTo(_buffer);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(20), (ushort)code);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(22), parameterCount);
        _lengthWidth = EventTable.Get(code).Has(EventFlags.LargePayload) ? 4 : 2;
        _parameterCount = parameterCount;
        _added = 0;
        _end = EventView.HeaderSize + parameterCount * _lengthWidth;
    }

    /// <summary>Adds all parameters of an event with lengths of the same width, in two copies. To be called first.</summary>
    [MethodImpl(FirstCall.Optimized)]
    public bool AddAll(scoped in EventView e)
    {
        var count = e.ParameterCount;
        var lengths = count * _lengthWidth;
        var values = e.Bytes[(EventView.HeaderSize + lengths)..];
        if (_added > 0 || count > _parameterCount || values.Length > _buffer.Length - _end) return false;
        e.Bytes.Slice(EventView.HeaderSize, lengths).CopyTo(_buffer.AsSpan(EventView.HeaderSize));
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
        if (value.Length > _buffer.Length - _end || _added >= _parameterCount || (_lengthWidth == 2 && value.Length > ushort.MaxValue))
            return false;
        var at = _buffer.AsSpan(EventView.HeaderSize + _added * _lengthWidth);
        if (_lengthWidth == 2) BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value.Length);
        else BinaryPrimitives.WriteInt32LittleEndian(at, value.Length);
        value.CopyTo(_buffer.AsSpan(_end));
        _end += value.Length;
        _added++;
        return true;
    }

    /// <summary>Room for a value of at most that many bytes, which <see cref="AddWritten"/> then adds.</summary>
    public Span<byte> Free => _buffer.AsSpan(_end);

    public bool AddWritten(int length) => Add(Free[..length]);

    int LengthAt(int index)
    {
        var at = _buffer.AsSpan(EventView.HeaderSize + index * _lengthWidth);
        return _lengthWidth == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadInt32LittleEndian(at);
    }

    /// <summary>The event, valid until the next <see cref="Begin"/>. Parameters not added are absent.</summary>
    public EventView End(scoped in EventOrigins origins)
    {
        while (_added < _parameterCount) Add([]);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(16), _end);
        return EventView.Trusted(_buffer.AsSpan(0, _end), origins);
    }
}
