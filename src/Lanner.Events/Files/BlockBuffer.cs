using System.Buffers.Binary;

namespace Lanner.Events.Files;

/// <summary>Whole blocks on their way to a file. Grows to the longest block and is used again.</summary>
sealed class BlockBuffer(int capacity)
{
    byte[] _bytes = new byte[capacity];
    int _blockStart;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Gives the array with what was written, and goes on empty with another.</summary>
    public byte[] Exchange(byte[] empty)
    {
        var filled = _bytes;
        _bytes = empty;
        Length = 0;
        return filled;
    }

    /// <summary>Starts a block; its length is filled in by <see cref="End"/>.</summary>
    public void Begin(BlockType type)
    {
        _blockStart = Length;
        UInt32((uint)type);
        UInt32(0);
    }

    /// <summary>Pads the block and writes its length at both ends.</summary>
    public void End()
    {
        while ((Length - _blockStart) % 4 != 0) Byte(0);
        var length = (uint)(Length - _blockStart + 4);
        UInt32(length);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_blockStart + 4), length);
    }

    /// <summary>Room for that many bytes, which count as written.</summary>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - Length < count) Grow(count);
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Int64(long value) => UInt64((ulong)value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Exactly that many bytes, cut or filled with zeros.</summary>
    public void Fixed(ReadOnlySpan<byte> bytes, int count)
    {
        var room = Take(count);
        room.Clear();
        bytes[..Math.Min(bytes.Length, count)].CopyTo(room);
    }

    /// <summary>
    /// Text behind its length, cut to <paramref name="max"/> bytes. Of a list of texts the last one may be cut; readers put the zero
    /// behind it that is then missing.
    /// </summary>
    public void Text(ReadOnlySpan<byte> text, int max)
    {
        text = text[..Math.Min(text.Length, max)];
        UInt16((ushort)text.Length);
        Bytes(text);
    }

    /// <summary>Leaves room for the length of an entry and returns its place.</summary>
    public int BeginEntry()
    {
        UInt32(0);
        return Length - 4;
    }

    public void EndEntry(int start, bool includingItself) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(start), (uint)(Length - start - (includingItself ? 0 : 4)));

    void Grow(int count)
    {
        var size = checked(Math.Max(_bytes.Length * 2L, (long)Length + count));
        Array.Resize(ref _bytes, (int)Math.Min(size, Array.MaxLength));
    }
}
