using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Events;

/// <summary>
/// One event, read in place. Layout (little endian, packed): time u64 in ns since the epoch, thread id u64, length u32 (this
/// header, the length array and the parameters), code u16, parameter count u32, then one length per parameter (u16, or u32 for
/// codes with <see cref="EventFlags.LargePayload"/>), then the parameters without gaps. The memory belongs to whoever made the
/// view (the ring, a file buffer) and is valid until that source moves on; copy <see cref="Bytes"/> to keep an event.
/// </summary>
public readonly ref struct EventView
{
    /// <summary>Bytes before the length array.</summary>
    public const int HeaderSize = 26;

    readonly ReadOnlySpan<byte> _bytes;

    EventView(ReadOnlySpan<byte> bytes, scoped in EventOrigins origins)
    {
        _bytes = bytes;
        Origins = origins;
    }

    /// <summary>What the live source knows beside the event's own bytes; zeros in a replay.</summary>
    public EventOrigins Origins { get; }

    /// <summary>The whole event, header included: what a capture file stores.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public ulong TimeNs => BinaryPrimitives.ReadUInt64LittleEndian(_bytes);

    /// <summary>The thread; -1 for events without one.</summary>
    public long Tid => BinaryPrimitives.ReadInt64LittleEndian(_bytes[8..]);

    public EventCode Code => (EventCode)BinaryPrimitives.ReadUInt16LittleEndian(_bytes[20..]);

    public int ParameterCount => BinaryPrimitives.ReadInt32LittleEndian(_bytes[22..]);

    public EventInfo Info => EventTable.Get(Code);

    /// <summary>
    /// Takes the event at the start of <paramref name="bytes"/>. Returns false when its lengths do not add up within the bytes
    /// given; nothing else is looked at, so a parameter of the wrong size is for the reader of that parameter to refuse.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, scoped in EventOrigins origins, out EventView view)
    {
        var length = Measure(bytes);
        view = length < 0 ? default : new EventView(bytes[..length], origins);
        return length >= 0;
    }

    /// <summary>Bytes of the event at the start of <paramref name="bytes"/>, or -1 when its lengths do not add up within them.</summary>
    internal static int Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize) return -1;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        var code = (EventCode)BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[22..]);
        if (length > (uint)bytes.Length || length < HeaderSize || count > EventTable.MaxParameters) return -1;
        if (LengthWidth(code) != 2) return MeasureLarge(bytes[..(int)length], (int)count);
        var total = HeaderSize + 2 * (int)count;
        if (total > (int)length) return -1;
        ref readonly var lengths = ref MemoryMarshal.GetReference(bytes[HeaderSize..]);
        for (var i = 0; i < (int)count; i++) total += ReadLength(in lengths, i);
        return total > (int)length ? -1 : (int)length;
    }

    /// <summary>A view on bytes that <see cref="TryRead"/> accepted before: a stored copy of an event.</summary>
    public static EventView Trusted(ReadOnlySpan<byte> bytes, scoped in EventOrigins origins) => new(bytes, origins);

    /// <summary>The bytes of a parameter; empty when the event has it not, or has no value for it.</summary>
    public ReadOnlySpan<byte> Parameter(int index) => Parameter(_bytes, index);

    /// <summary>The same of bytes that were measured.</summary>
    internal static ReadOnlySpan<byte> Parameter(ReadOnlySpan<byte> bytes, int index)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
        if ((uint)index >= (uint)count) return default;
        if (LengthWidth((EventCode)BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..])) != 2) return LargeParameter(bytes, index, count);
        ref readonly var lengths = ref bytes[HeaderSize];
        var offset = HeaderSize + 2 * count;
        for (var i = 0; i < index; i++) offset += ReadLength(in lengths, i);
        return bytes.Slice(offset, ReadLength(in lengths, index));
    }

    /// <summary>
    /// A whole-number parameter, sign-extended for the signed types; false when absent or not of 1, 2, 4 or 8 bytes.
    /// </summary>
    public bool TryGetInt64(int index, out long value)
    {
        var bytes = Parameter(index);
        switch (bytes.Length)
        {
            case 8: value = BinaryPrimitives.ReadInt64LittleEndian(bytes); return true;
            case 4:
                value = IsSigned(index) ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                return true;
            case 2:
                value = IsSigned(index) ? BinaryPrimitives.ReadInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
                return true;
            case 1: value = IsSigned(index) ? (sbyte)bytes[0] : bytes[0]; return true;
            default: value = 0; return false;
        }
    }

    /// <summary>A whole-number parameter, or <paramref name="missing"/>.</summary>
    public long Int64(int index, long missing = 0) => TryGetInt64(index, out var value) ? value : missing;

    /// <summary>A text parameter without its closing zero; empty when absent.</summary>
    public ReadOnlySpan<byte> Text(int index)
    {
        var bytes = Parameter(index);
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>
    /// The result of a system call: the first parameter when it is a result, a descriptor or a process id. False for events
    /// that have none.
    /// </summary>
    public bool TryGetResult(out long result)
    {
        result = 0;
        var info = Info;
        if (!info.IsExit || info.Parameters.Length == 0) return false;
        var first = info.Parameters[0];
        return first.Type is ParameterType.Errno or ParameterType.Fd or ParameterType.Pid or ParameterType.Int64 or ParameterType.UInt64
            && first.Name is "res" or "fd" && TryGetInt64(0, out result);
    }

    bool IsSigned(int index)
    {
        var parameters = Info.Parameters;
        return index < parameters.Length && parameters[index].Type is ParameterType.Int8 or ParameterType.Int16 or ParameterType.Int32
            or ParameterType.Fd32 or ParameterType.Pid32;
    }

    /// <summary>Bytes of one length of an event of that code: <see cref="EventFlags.LargePayload"/>, without a look at the table.</summary>
    internal static int LengthWidth(EventCode code) =>
        code is EventCode.PlugineventEnter or EventCode.ContainerEnter or EventCode.AsynceventEnter ? 4 : 2;

    static ushort ReadLength(ref readonly byte lengths, int index) =>
        Unsafe.ReadUnaligned<ushort>(in Unsafe.Add(ref Unsafe.AsRef(in lengths), 2 * index));

    static int MeasureLarge(ReadOnlySpan<byte> bytes, int count)
    {
        var total = HeaderSize + 4L * count;
        if (total > bytes.Length) return -1;
        for (var i = 0; i < count; i++) total += BinaryPrimitives.ReadUInt32LittleEndian(bytes[(HeaderSize + i * 4)..]);
        return total > bytes.Length ? -1 : bytes.Length;
    }

    static ReadOnlySpan<byte> LargeParameter(ReadOnlySpan<byte> bytes, int index, int count)
    {
        var offset = HeaderSize + 4 * count;
        for (var i = 0; i < index; i++) offset += BinaryPrimitives.ReadInt32LittleEndian(bytes[(HeaderSize + 4 * i)..]);
        return bytes.Slice(offset, BinaryPrimitives.ReadInt32LittleEndian(bytes[(HeaderSize + 4 * index)..]));
    }
}
