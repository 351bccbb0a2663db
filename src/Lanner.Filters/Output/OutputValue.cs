using System.Buffers;
using System.Buffers.Text;

using Lanner.Filters.Fields;

namespace Lanner.Filters;

/// <summary>Values as text.</summary>
static class OutputValue
{
    /// <param name="memory">Tells how raw data is written.</param>
    public static void Write(FieldType type, in FieldValue value, IBufferWriter<byte> writer, OutputMemory memory)
    {
        switch (type)
        {
            case FieldType.Text:
                writer.Write(value.Text);
                break;
            case FieldType.Bytes:
                if (memory.Form is { Data: not DataForm.Points } form) WriteForm(value.Text, form, writer);
                else if (memory.Base64) WriteBase64(value.Text, writer);
                else WriteBytes(value.Text, writer);
                break;
            case FieldType.Bool:
                writer.Write(value.Number != 0 ? "true"u8 : "false"u8);
                break;
            case FieldType.IpAddress or FieldType.IpNetwork:
                value.Address.TryFormat(writer.GetSpan(64), out var length);
                writer.Advance(length);
                break;
            default:
                WriteNumber(type, value, writer);
                break;
        }
    }

    static void WriteNumber(FieldType type, in FieldValue value, IBufferWriter<byte> writer)
    {
        var room = writer.GetSpan(400);
        int length;
        if (type == FieldType.Real) value.Real.TryFormat(room, out length, "0.0##", System.Globalization.CultureInfo.InvariantCulture);
        else if (type is FieldType.Unsigned or FieldType.AbsoluteTime) Utf8Formatter.TryFormat((ulong)value.Number, room, out length);
        else Utf8Formatter.TryFormat(value.Number, room, out length);
        writer.Advance(length);
    }

    static void WriteForm(ReadOnlySpan<byte> bytes, EventForm form, IBufferWriter<byte> writer)
    {
        // Rows of hexadecimal need the most: 68 characters for 16 bytes.
        var room = writer.GetSpan(68 * (bytes.Length / 16 + 1) + 1);
        var text = new ScratchText(room);
        DataText.Append(ref text, bytes, form);
        writer.Advance(text.Length);
    }

    static void WriteBase64(ReadOnlySpan<byte> bytes, IBufferWriter<byte> writer)
    {
        Base64.EncodeToUtf8(bytes, writer.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var length);
        writer.Advance(length);
    }

    /// <summary>Raw data: what is no printable ASCII becomes a point.</summary>
    static void WriteBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> writer)
    {
        if (bytes.IsEmpty) return;
        var room = writer.GetSpan(bytes.Length);
        for (var i = 0; i < bytes.Length; i++) room[i] = bytes[i] is >= 0x20 and < 0x7F ? bytes[i] : (byte)'.';
        writer.Advance(bytes.Length);
    }
}

/// <summary>A text padded with blanks or cut to a number of characters; a character of several bytes stays whole.</summary>
static class OutputColumn
{
    public static void Write(ReadOnlySpan<byte> text, int width, IBufferWriter<byte> writer)
    {
        var end = 0;
        var characters = 0;
        while (end < text.Length && characters < width)
        {
            System.Text.Rune.DecodeFromUtf8(text[end..], out _, out var used);
            end += used;
            characters++;
        }

        writer.Write(text[..end]);
        if (characters == width) return;
        writer.GetSpan(width - characters)[..(width - characters)].Fill((byte)' ');
        writer.Advance(width - characters);
    }
}
