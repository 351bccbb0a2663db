namespace Lanner.Events.Files;

/// <summary>
/// A view on the next bytes of a capture, always in one piece. Mostly it lies in the piece the source handed over; what the last piece
/// left is put into the room before the new one. Only for a block longer than that room an array of its own is used.
/// </summary>
sealed class ByteWindow(ChunkSource source)
{
    byte[] _array = [];
    byte[]? _own;
    int _start;
    int _end;
    long _startOffset;

    public ChunkSource Source => source;

    /// <summary>Bytes at hand.</summary>
    public int Available => _end - _start;

    /// <summary>Place of the window's first byte in the uncompressed capture.</summary>
    public long Offset => _startOffset;

    /// <summary>The bytes at hand, valid until the next fill. They may be overwritten: nobody else reads them.</summary>
    public Span<byte> Bytes => _array.AsSpan(_start, _end - _start);

    public void Skip(int count)
    {
        _start += count;
        _startOffset += count;
    }

    /// <summary>
    /// Gets more until <paramref name="needed"/> bytes are at hand. False when they are not there now, or never will be: then the source
    /// has ended.
    /// </summary>
    public bool TryFill(int needed)
    {
        while (Available < needed)
        {
            var rest = Available;
            if (!source.TryTake(out var chunk, out var length)) return false;
            if (rest <= ChunkSource.Headroom) PutBefore(chunk, length, rest);
            else Append(chunk, length, Math.Max(needed, rest + length));
        }

        return true;
    }

    void PutBefore(byte[] chunk, int length, int rest)
    {
        _array.AsSpan(_start, rest).CopyTo(chunk.AsSpan(ChunkSource.Headroom - rest));
        _array = chunk;
        _start = ChunkSource.Headroom - rest;
        _end = ChunkSource.Headroom + length;
    }

    /// <summary>Puts a piece behind what is at hand, in the array for long blocks; that grows to the longest block and a piece.</summary>
    void Append(byte[] chunk, int length, int capacity)
    {
        var rest = Available;
        if (_own is null || _array != _own || _own.Length - _end < length)
        {
            var array = _own is not null && _own.Length >= rest + length ? _own : new byte[capacity];
            Bytes.CopyTo(array);
            _own = _array = array;
            (_start, _end) = (0, rest);
        }

        chunk.AsSpan(ChunkSource.Headroom, length).CopyTo(_array.AsSpan(_end));
        _end += length;
    }
}
