using System.Buffers.Text;

namespace Lanner.Capture.Proc;

/// <summary>The small pieces of text that files in /proc are made of. All input is hostile; what does not parse is 0 or empty.</summary>
static class ProcText
{
    static ReadOnlySpan<byte> Blanks => " \t\n"u8;

    /// <summary>Takes the first line off, without its end.</summary>
    public static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line;
    }

    /// <summary>Takes the first word off; blanks and tabs divide words.</summary>
    public static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> text)
    {
        var start = text.IndexOfAnyExcept(Blanks);
        if (start < 0)
        {
            text = default;
            return default;
        }

        text = text[start..];
        var end = text.IndexOfAny(Blanks);
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return word;
    }

    public static void SkipWords(scoped ref ReadOnlySpan<byte> text, int count)
    {
        for (var i = 0; i < count; i++) TakeWord(ref text);
    }

    public static long Decimal(ReadOnlySpan<byte> word) => Utf8Parser.TryParse(word, out long value, out _) ? value : 0;

    public static ulong Unsigned(ReadOnlySpan<byte> word) => Utf8Parser.TryParse(word, out ulong value, out _) ? value : 0;

    public static ulong Hexadecimal(ReadOnlySpan<byte> word) => Utf8Parser.TryParse(word, out ulong value, out _, 'x') ? value : 0;

    public static ulong Octal(ReadOnlySpan<byte> word)
    {
        ulong value = 0;
        foreach (var digit in word)
        {
            if (digit is < (byte)'0' or > (byte)'7') break;
            value = value * 8 + (uint)(digit - '0');
        }

        return value;
    }

    /// <summary>The number in <c>socket:[123]</c> and its like.</summary>
    public static ulong NumberInBrackets(ReadOnlySpan<byte> text)
    {
        var open = text.IndexOf((byte)'[');
        return open < 0 ? 0 : Unsigned(text[(open + 1)..]);
    }

    /// <summary>Undoes the kernel's escapes: backslash and three octal digits, <c>\n</c> and <c>\\</c>.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\')) return text.ToArray();
        var result = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) result[length++] = text[i];
            else if (i + 3 < text.Length && IsOctal(text.Slice(i + 1, 3)))
            {
                result[length++] = (byte)Octal(text.Slice(i + 1, 3));
                i += 3;
            }
            else result[length++] = text[++i] == 'n' ? (byte)'\n' : text[i];
        }

        return result[..length];
    }

    /// <summary>At most <paramref name="max"/> bytes of a zero-separated list, with a closing zero.</summary>
    public static byte[] List(ReadOnlySpan<byte> list, int max)
    {
        if (list.Length > max) list = list[..max];
        if (list.IsEmpty) return [];
        if (list[^1] == 0) return list.ToArray();
        var result = new byte[Math.Min(list.Length + 1, max)];
        list[..(result.Length - 1)].CopyTo(result);
        return result;
    }

    static bool IsOctal(ReadOnlySpan<byte> digits) => digits.IndexOfAnyExceptInRange((byte)'0', (byte)'7') < 0;
}
