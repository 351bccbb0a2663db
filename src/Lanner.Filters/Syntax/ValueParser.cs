using System.Globalization;
using System.Text;

namespace Lanner.Filters;

/// <summary>Reads values: without quotes up to a blank or a separator, or in quotes with escapes.</summary>
static class ValueParser
{
    /// <summary>The value that begins here; null with a diagnostic when none does.</summary>
    public static ValueText? Parse(Scanner scanner, string what = "a value")
    {
        if (scanner.Current is '"' or '\'') return ParseQuoted(scanner);
        var start = scanner.Position;
        while (!scanner.AtEnd && CharacterClass.IsBare(scanner.Current)) scanner.Position++;
        return scanner.Position == start
            ? scanner.FailExpected<ValueText>(what)
            : new ValueText(scanner.Text[start..scanner.Position], false, scanner.SpanFrom(start));
    }

    public static ValueText? ParseQuoted(Scanner scanner)
    {
        var start = scanner.Position;
        var quote = scanner.Current;
        var end = FindEnd(scanner, quote);
        if (end < 0)
        {
            return scanner.Fail<ValueText>(DiagnosticCodes.UnclosedString, TextSpan.Between(start, scanner.Text.Length),
                "this string is not closed", $"put a {quote} where it ends");
        }

        var inner = scanner.Text.AsSpan(start + 1, end - start - 1);
        scanner.Position = end + 1;
        if (!inner.Contains('\\')) return new ValueText(inner.ToString(), true, scanner.SpanFrom(start));

        var bytes = new List<byte>(inner.Length);
        return TryUnescape(scanner, inner, start + 1, quote, bytes)
            ? new ValueText(Encoding.UTF8.GetString([.. bytes]), true, scanner.SpanFrom(start)) { Bytes = bytes.ToArray() }
            : null;
    }

    /// <summary>Steps over a text in quotes, to the end when it is not closed; nothing is told.</summary>
    public static void SkipQuoted(Scanner scanner)
    {
        var end = FindEnd(scanner, scanner.Current);
        scanner.Position = end < 0 ? scanner.Text.Length : end + 1;
    }

    static int FindEnd(Scanner scanner, char quote)
    {
        for (var at = scanner.Position + 1; at < scanner.Text.Length; at++)
        {
            if (scanner.Text[at] == quote) return at;
            if (scanner.Text[at] == '\\') at++;
        }

        return -1;
    }

    static bool TryUnescape(Scanner scanner, ReadOnlySpan<char> inner, int offset, char quote, List<byte> bytes)
    {
        Span<byte> encoded = stackalloc byte[4];
        var isRight = true;
        for (var at = 0; at < inner.Length;)
        {
            if (inner[at] != '\\')
            {
                Rune.DecodeFromUtf16(inner[at..], out var rune, out var used);
                bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
                at += used;
                continue;
            }

            // FindEnd saw to it that a character follows.
            var next = inner[at + 1];
            if (next == 'x')
            {
                if (at + 4 > inner.Length || !byte.TryParse(inner.Slice(at + 2, 2), NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture, out var value))
                {
                    isRight = Refuse(scanner, offset + at, 2, "\\x needs two hexadecimal digits");
                    at += 2;
                    continue;
                }

                bytes.Add(value);
                at += 4;
                continue;
            }

            // A backslash before a blank is only a backslash.
            var plain = next switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '\\' or '/' => next,
                _ when next == quote => next,
                _ when CharacterClass.IsBlank(next) => '\\',
                _ => '\0',
            };
            if (plain == '\0') isRight = Refuse(scanner, offset + at, 2, $"\\{next} is no escape");
            bytes.Add((byte)plain);
            at += CharacterClass.IsBlank(next) ? 1 : 2;
        }

        return isRight;
    }

    static bool Refuse(Scanner scanner, int at, int length, string message)
    {
        scanner.Fail<ValueText>(DiagnosticCodes.BadEscape, new TextSpan(at, length), message,
            "escapes are \\b \\f \\n \\r \\t \\\\ \\/ \\xHH and the quote; write \\\\ for a backslash");
        return false;
    }
}
