using System.Buffers.Binary;

using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// Lists of polled descriptors. Layout: count u16, then for each its number i64 and the poll flags i16. The count is the sender's
/// word; what the bytes hold decides.
/// </summary>
static class FdListText
{
    const int EntrySize = 10;

    public static int Count(ReadOnlySpan<byte> list) =>
        list.Length < 2 ? 0 : Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(list), (list.Length - 2) / EntrySize);

    public static long Number(ReadOnlySpan<byte> list, int index) =>
        BinaryPrimitives.ReadInt64LittleEndian(list[(2 + index * EntrySize)..]);

    public static FileDescriptor? Find(in EventContext context, long number) => context.Process?.Descriptors.Find(number);

    /// <summary><c>3:p1 5:45</c>: number, letter of the kind, flags in hexadecimal.</summary>
    public static void Append(ref ScratchText text, in EventContext context, ReadOnlySpan<byte> list)
    {
        var count = Count(list);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Append((byte)' ');
            var number = Number(list, i);
            text.Append(number);
            text.Append((byte)':');
            text.Append(DescriptorKindNames.Letter(Find(in context, number)?.Kind ?? Events.DescriptorKind.Unknown));
            text.AppendHex(BinaryPrimitives.ReadUInt16LittleEndian(list[(2 + i * EntrySize + 8)..]));
        }
    }
}
