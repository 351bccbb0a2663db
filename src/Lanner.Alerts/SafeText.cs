using System.Buffers;
using System.Text;

namespace Lanner.Alerts;

/// <summary>
/// Makes text that a watched process chose harmless. Suspect are control characters (and with them every escape sequence and line
/// break), the second control range of Unicode, marks that turn the direction of writing, and bytes that are not UTF-8. Everything
/// else goes through as it is, plain ASCII in one copy.
/// </summary>
public static class SafeText
{
    static readonly SearchValues<byte> s_suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 256).Where(b => b is < 0x20 or >= 0x7F).Select(b => (byte)b)]);

    static readonly SearchValues<byte> s_jsonSuspects = SearchValues.Create(
        [.. Enumerable.Range(0, 256).Where(b => b is < 0x20 or >= 0x7F or '"' or '\\').Select(b => (byte)b)]);

    /// <summary>For a terminal or a log line: suspects are written as <c>\xNN</c> or <c>\u{N}</c>.</summary>
    public static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        while (true)
        {
            var plain = text.IndexOfAny(s_suspects);
            if (plain < 0) break;
            to.Write(text[..plain]);
            text = text[plain..];
            var valid = Rune.DecodeFromUtf8(text, out var rune, out var consumed) == OperationStatus.Done;
            if (!valid) WriteNumber(to, "\\x"u8, text[0], "X2", ""u8);
            else if (!IsDangerous(rune)) to.Write(text[..consumed]);
            else if (rune.IsAscii) WriteNumber(to, "\\x"u8, rune.Value, "X2", ""u8);
            else WriteNumber(to, "\\u{"u8, rune.Value, "X", "}"u8);
            text = text[(valid ? consumed : 1)..];
        }

        to.Write(text);
    }

    /// <summary>As <see cref="Write"/>, for a message.</summary>
    public static string ToString(ReadOnlySpan<byte> text)
    {
        var safe = new ArrayBufferWriter<byte>(text.Length + 16);
        Write(text, safe);
        return Encoding.UTF8.GetString(safe.WrittenSpan);
    }

    /// <summary>The text as a JSON string with its quotes; bytes that are not UTF-8 become the replacement character.</summary>
    public static void WriteJson(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        to.Write("\""u8);
        while (true)
        {
            var plain = text.IndexOfAny(s_jsonSuspects);
            if (plain < 0) break;
            to.Write(text[..plain]);
            text = text[plain..];
            var valid = Rune.DecodeFromUtf8(text, out var rune, out var consumed) == OperationStatus.Done;
            if (!valid) to.Write("\\ufffd"u8);
            else if (rune.Value is '"' or '\\') to.Write([(byte)'\\', text[0]]);
            else if (rune.Value == '\n') to.Write("\\n"u8);
            else if (rune.Value == '\t') to.Write("\\t"u8);
            else if (IsDangerous(rune)) WriteNumber(to, "\\u"u8, rune.Value, "x4", ""u8);
            else to.Write(text[..consumed]);
            text = text[(valid ? consumed : 1)..];
        }

        to.Write(text);
        to.Write("\""u8);
    }

    /// <summary>Dangerous are only characters of the basic plane, so four digits are enough in JSON.</summary>
    static bool IsDangerous(Rune rune) => rune.Value switch
    {
        < 0x20 or 0x7F => true,
        >= 0x80 and < 0xA0 => true,
        0x200E or 0x200F or 0x061C => true,
        >= 0x2028 and <= 0x202E => true,
        >= 0x2066 and <= 0x2069 => true,
        _ => false,
    };

    static void WriteNumber(IBufferWriter<byte> to, ReadOnlySpan<byte> prefix, int value, string format, ReadOnlySpan<byte> suffix)
    {
        Span<byte> digits = stackalloc byte[8];
        value.TryFormat(digits, out var written, format);
        to.Write(prefix);
        to.Write(digits[..written]);
        to.Write(suffix);
    }
}
