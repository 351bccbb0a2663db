using System.Buffers.Text;
using System.Text;

namespace Lanner.Events.Files;

/// <summary>The container event of the first years, whose fields are parameters: id, kind, name, image.</summary>
static class OldContainer
{
    /// <summary>Adds the fields as the JSON text that later events carry.</summary>
    public static bool AddJson(EventAssembler assembler, in EventView e)
    {
        var free = assembler.Free;
        var at = 0;
        if (!Append("{\"container\":{\"id\":\""u8, free, ref at) || !AppendEscaped(e.Text(0), free, ref at)
            || !Append("\",\"type\":"u8, free, ref at) || !Utf8Formatter.TryFormat(e.Int64(1), free[at..], out var digits)) return false;
        at += digits;
        return Append(",\"name\":\""u8, free, ref at) && AppendEscaped(e.Text(2), free, ref at)
            && Append("\",\"image\":\""u8, free, ref at) && AppendEscaped(e.Text(3), free, ref at)
            && Append("\"}}\0"u8, free, ref at) && assembler.AddWritten(at);
    }

    static bool Append(ReadOnlySpan<byte> text, Span<byte> free, ref int at)
    {
        if (!text.TryCopyTo(free[at..])) return false;
        at += text.Length;
        return true;
    }

    static bool AppendEscaped(ReadOnlySpan<byte> text, Span<byte> free, ref int at)
    {
        while (!text.IsEmpty)
        {
            // What is not UTF-8 becomes the replacement character: JSON has no other place for it.
            var status = Rune.DecodeFromUtf8(text, out var rune, out var used);
            text = text[used..];
            if (free.Length - at < 6) return false;
            if (status == System.Buffers.OperationStatus.Done && rune.Value is '"' or '\\')
            {
                free[at++] = (byte)'\\';
                free[at++] = (byte)rune.Value;
            }
            else if (rune.Value < 0x20)
            {
                Append("\\u00"u8, free, ref at);
                free[at++] = HexDigit(rune.Value >> 4);
                free[at++] = HexDigit(rune.Value & 15);
            }
            else at += rune.EncodeToUtf8(free[at..]);
        }

        return true;
    }

    static byte HexDigit(int value) => (byte)"0123456789abcdef"[value];
}
