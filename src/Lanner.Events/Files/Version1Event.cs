using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Lanner.Events.Files;

/// <summary>Events of the first years do not store how many parameters they have: that follows from their length.</summary>
static class Version1Event
{
    const int HeaderSize = EventView.HeaderSize - 4;

    /// <summary>
    /// Makes a version 1 event into a version 2 event in place. False when no number of parameters gives its length.
    /// </summary>
    /// <param name="room">Four bytes that may be overwritten, then the event.</param>
    public static bool TryAddCount(Span<byte> room, [NotNullWhen(false)] out string? problem)
    {
        var bytes = (ReadOnlySpan<byte>)room[4..];
        problem = "the lengths of an event do not add up";
        var code = BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        // Old writers gave these two a length that is three too large.
        if (code is (int)EventCode.NotificationEnter or (int)EventCode.InfraEnter && !TryCount(bytes, code, length, out _)) length -= 3;
        if (!TryCount(bytes, code, length, out var count)) return false;
        bytes[..HeaderSize].CopyTo(room);
        BinaryPrimitives.WriteUInt32LittleEndian(room[16..], length + 4);
        BinaryPrimitives.WriteInt32LittleEndian(room[HeaderSize..], count);
        problem = null;
        return true;
    }

    /// <summary>The sum of the lengths falls with the number of parameters, so the first that fits is the only one.</summary>
    static bool TryCount(ReadOnlySpan<byte> bytes, int code, uint length, out int count)
    {
        count = 0;
        if (length < HeaderSize || length > (uint)bytes.Length) return false;
        var info = EventTable.Get((EventCode)code);
        var width = info.Has(EventFlags.LargePayload) ? 4 : 2;
        // Summed once upwards: the number is the one where header, lengths and values give the whole.
        long total = HeaderSize;
        for (count = 0; total < length && count < info.Parameters.Length; count++)
        {
            var at = HeaderSize + count * width;
            if (at + width > (int)length) return false;
            total += width + (width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]));
        }

        return total == length;
    }
}
