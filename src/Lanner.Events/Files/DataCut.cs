using System.Buffers.Binary;

namespace Lanner.Events.Files;

/// <summary>Shortens what an event holds of the data a call read or wrote.</summary>
static class DataCut
{
    static readonly sbyte[] s_dataIndex = FindData();

    /// <summary>
    /// Where the data of an event begins and how many bytes of it are too many; false when there is nothing to cut.
    /// </summary>
    public static bool TryFind(scoped in EventView e, int keep, out int index, out int keptEnd, out int surplus)
    {
        (index, keptEnd, surplus) = (s_dataIndex[(int)e.Code], 0, 0);
        if (index < 0 || e.ParameterCount <= index) return false;
        surplus = e.Parameter(index).Length - keep;
        if (surplus <= 0) return false;
        keptEnd = EventView.HeaderSize + 2 * e.ParameterCount + keep;
        for (var i = 0; i < index; i++) keptEnd += e.Parameter(i).Length;
        return true;
    }

    /// <summary>Copies an event without the surplus; <paramref name="target"/> is exactly that much shorter.</summary>
    public static void Copy(scoped in EventView e, int index, int keptEnd, int surplus, Span<byte> target)
    {
        var bytes = e.Bytes;
        bytes[..keptEnd].CopyTo(target);
        bytes[(keptEnd + surplus)..].CopyTo(target[keptEnd..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], target.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(target[(EventView.HeaderSize + 2 * index)..], (ushort)(e.Parameter(index).Length - surplus));
    }

    static sbyte[] FindData()
    {
        var indices = new sbyte[EventTable.CodeCount];
        foreach (var info in EventTable.All)
        {
            indices[(int)info.Code] = info.Has(EventFlags.LargePayload)
                ? (sbyte)-1
                : (sbyte)Array.FindIndex(info.Parameters, p => p.Type == ParameterType.ByteBuf && p.Name == "data");
        }

        return indices;
    }
}
