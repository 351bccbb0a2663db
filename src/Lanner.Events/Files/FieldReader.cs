using System.Buffers.Binary;

namespace Lanner.Events.Files;

/// <summary>Reads packed fields one after another. Reading past the end gives zeros and sets <see cref="Failed"/>, so that it is asked once.</summary>
ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public bool Failed { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            Failed = true;
            return [];
        }

        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public bool Flag() => Byte() != 0;

    public ushort UInt16() => Take(2) is { Length: 2 } value ? BinaryPrimitives.ReadUInt16LittleEndian(value) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } value ? BinaryPrimitives.ReadUInt32LittleEndian(value) : 0;

    public ulong UInt64() => Take(8) is { Length: 8 } value ? BinaryPrimitives.ReadUInt64LittleEndian(value) : 0;

    public long Int64() => (long)UInt64();

    /// <summary>Text behind its 16-bit length; a fresh array.</summary>
    public byte[] Text() => Take(UInt16()).ToArray();

    /// <summary>A list of texts, each with a closing zero; some writers left the last one out.</summary>
    public byte[] List()
    {
        var list = Take(UInt16());
        return list.IsEmpty || list[^1] == 0 ? list.ToArray() : [.. list, 0];
    }
}
