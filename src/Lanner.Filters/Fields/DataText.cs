using System.Buffers.Text;

namespace Lanner.Filters.Fields;

/// <summary>Data that was read or written, in the forms that lists of events have for it.</summary>
static class DataText
{
    const int RowBytes = 16;

    public static void Append(ref ScratchText text, scoped ReadOnlySpan<byte> bytes, EventForm form)
    {
        if (bytes.IsEmpty) return;
        switch (form.Data)
        {
            case DataForm.Points: AppendPoints(ref text, bytes, form.Longest); return;
            case DataForm.Text: AppendLines(ref text, bytes); return;
            case DataForm.Base64: AppendBase64(ref text, bytes); return;
            default: AppendRows(ref text, bytes, form.Data == DataForm.HexText); return;
        }
    }

    static void AppendPoints(ref ScratchText text, scoped ReadOnlySpan<byte> bytes, int longest)
    {
        var shown = bytes.Length > longest ? bytes[..(longest - 3)] : bytes;
        foreach (var single in shown) text.Append(IsPrintable(single) ? single : (byte)'.');
        if (bytes.Length > longest) text.Append("..."u8);
    }

    static void AppendLines(ref ScratchText text, scoped ReadOnlySpan<byte> bytes)
    {
        text.Append((byte)'\n');
        // A line has just begun.
        var before = (byte)'\r';
        foreach (var single in bytes)
        {
            // A carriage return ends a line, and the line feed behind it does not end another.
            if (single == '\r' || single == '\n' && before != '\r') text.Append((byte)'\n');
            else if (IsPrintable(single)) text.Append(single);
            before = single;
        }
    }

    static void AppendBase64(ref ScratchText text, scoped ReadOnlySpan<byte> bytes)
    {
        // Three at a time, so that no memory beside the text's is needed.
        Span<byte> group = stackalloc byte[4];
        while (!bytes.IsEmpty)
        {
            var taken = bytes[..Math.Min(3, bytes.Length)];
            Base64.EncodeToUtf8(taken, group, out _, out var length);
            text.Append(group[..length]);
            bytes = bytes[taken.Length..];
        }
    }

    /// <summary>
    /// A row: tab, offset, eight groups of two bytes; with the text two blanks behind the place of the last group. An odd byte at the end
    /// moves the text two places to the left, as sysdig does.
    /// </summary>
    static void AppendRows(ref ScratchText text, scoped ReadOnlySpan<byte> bytes, bool withText)
    {
        for (var offset = 0; offset < bytes.Length; offset += RowBytes)
        {
            var row = bytes[offset..Math.Min(bytes.Length, offset + RowBytes)];
            text.Append("\n\t0x"u8);
            AppendHex(ref text, offset, 4);
            text.Append((byte)':');
            for (var i = 0; i < row.Length; i++)
            {
                if (i % 2 == 0) text.Append((byte)' ');
                AppendHex(ref text, row[i], 2);
            }

            if (!withText) continue;
            for (var i = (row.Length + 1) / 2; i < RowBytes / 2; i++) text.Append("     "u8);
            text.Append("  "u8);
            foreach (var single in row) text.Append(IsPrintable(single) ? single : (byte)'.');
        }

        text.Append((byte)'\n');
    }

    static void AppendHex(ref ScratchText text, int number, int digits)
    {
        for (var shift = 4 * (digits - 1); shift >= 0; shift -= 4) text.Append("0123456789abcdef"u8[number >> shift & 15]);
    }

    static bool IsPrintable(byte single) => single is >= 0x20 and < 0x7F;
}
