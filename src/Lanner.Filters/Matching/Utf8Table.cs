using System.Buffers.Binary;
using System.Numerics;

namespace Lanner.Filters;

/// <summary>
/// A fixed set of byte strings with a number each, looked up by span without allocation: open addressing, half full at most, the
/// hash mixes length, first, middle and last bytes. Built once.
/// </summary>
sealed class Utf8Table
{
    readonly byte[][] _entries;
    readonly int[] _slots;
    readonly int _mask;
    readonly ulong _lengths;

    public Utf8Table(IEnumerable<byte[]> entries)
    {
        _entries = [.. entries];
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * _entries.Length));
        _slots = new int[size];
        _mask = size - 1;
        for (var i = 0; i < _entries.Length; i++)
        {
            _lengths |= LengthBit(_entries[i].Length);
            var slot = Hash(_entries[i]) & _mask;
            while (_slots[slot] != 0 && !_entries[i].AsSpan().SequenceEqual(_entries[_slots[slot] - 1])) slot = (slot + 1) & _mask;
            if (_slots[slot] == 0) _slots[slot] = i + 1;
        }
    }

    public int Count => _entries.Length;

    public IEnumerable<byte[]> Entries => _entries;

    public bool Contains(ReadOnlySpan<byte> text) => IndexOf(text) >= 0;

    /// <summary>The number of the first entry with these bytes, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> text)
    {
        if ((_lengths & LengthBit(text.Length)) == 0) return -1;
        for (var slot = Hash(text) & _mask; _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            var index = _slots[slot] - 1;
            if (text.SequenceEqual(_entries[index])) return index;
        }

        return -1;
    }

    /// <summary>Most values differ already in length: one bit for each, the last for all longer ones.</summary>
    static ulong LengthBit(int length) => 1UL << Math.Min(length, 63);

    static int Hash(ReadOnlySpan<byte> text)
    {
        ulong first, middle = 0, last;
        if (text.Length >= 8)
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(text);
            last = BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]);
            if (text.Length > 16) middle = BinaryPrimitives.ReadUInt64LittleEndian(text[(text.Length / 2 - 4)..]);
        }
        else if (text.Length >= 4)
        {
            first = BinaryPrimitives.ReadUInt32LittleEndian(text);
            last = BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]);
        }
        else
        {
            first = 0;
            foreach (var b in text) first = first << 8 | b;
            last = 0;
        }

        var mixed = (first ^ (ulong)text.Length) * 0x9E37_79B9_7F4A_7C15 ^ BitOperations.RotateLeft(last * 0xC2B2_AE3D_27D4_EB4F, 31)
            ^ middle * 0x1656_67B1_9E37_79F9;
        mixed ^= mixed >> 32;
        return (int)(mixed ^ mixed >> 15) & int.MaxValue;
    }
}
