using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>All parameters of one event with their places found once: for events of which many are read.</summary>
readonly ref struct EventParameters
{
    readonly ReadOnlySpan<byte> _bytes;
    readonly Ends _ends;
    readonly int _count;

    public EventParameters(in EventView e)
    {
        var count = e.ParameterCount;
        var bytes = e.Bytes;
        var end = EventView.HeaderSize + 2 * count;
        for (var i = 0; i < count; i++)
        {
            _ends[i] = end;
            end += BinaryPrimitives.ReadUInt16LittleEndian(bytes[(EventView.HeaderSize + 2 * i)..]);
        }

        _ends[count] = end;
        _count = count;
        _bytes = bytes;
    }

    /// <summary>The bytes; empty when absent.</summary>
    public ReadOnlySpan<byte> this[int index] => (uint)index < (uint)_count ? _bytes[_ends[index].._ends[index + 1]] : default;

    public bool Has(int index) => !this[index].IsEmpty;

    /// <summary>Text without its closing zero.</summary>
    public ReadOnlySpan<byte> Text(int index)
    {
        var bytes = this[index];
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>A number of 8 or (taken for unsigned) 4 bytes.</summary>
    public long Int64(int index, long missing) => this[index] switch
    {
        { Length: 8 } bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        { Length: 4 } bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => missing,
    };

    /// <summary>A thread's or process's number; <paramref name="missing"/> for what no kernel gives.</summary>
    public int Pid(int index, int missing = -1) => Int64(index, missing) is >= 0 and <= int.MaxValue and var pid ? (int)pid : missing;

    public uint UInt32(int index, uint missing) => this[index] is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : missing;

    public ulong UInt64(int index, ulong missing) => this[index] is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : missing;

    [InlineArray(EventTable.MaxParameters + 1)]
    struct Ends
    {
        int _first;
    }
}
