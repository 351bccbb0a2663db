namespace Lanner.Filters;

/// <summary>
/// Matches whole texts against shell patterns, byte by byte: <c>*</c> any bytes (slashes too), <c>?</c> one byte, <c>[a-z]</c>
/// <c>[!a-z]</c> <c>[^a-z]</c> <c>[[:alpha:]]</c> one of a set, backslash for the next byte as it is. As C's fnmatch without
/// flags. Goes back only to the last star, so the time is at most the product of both lengths.
/// </summary>
static class Glob
{
    /// <summary>Has a byte with a special meaning.</summary>
    public static bool IsPattern(ReadOnlySpan<byte> text) => text.IndexOfAny("*?[\\"u8) >= 0;

    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, bool ignoreCase = false)
    {
        int p = 0, t = 0, afterStar = -1, starText = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                do p++; while (p < pattern.Length && pattern[p] == '*');
                if (p == pattern.Length) return true;
                afterStar = p;
                starText = t;
                continue;
            }

            if (p < pattern.Length && MatchOne(pattern[p..], text[t], ignoreCase, out var used))
            {
                p += used;
                t++;
                continue;
            }

            if (afterStar < 0) return false;
            p = afterStar;
            t = ++starText;
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    static bool MatchOne(ReadOnlySpan<byte> pattern, byte b, bool ignoreCase, out int used)
    {
        used = 1;
        switch (pattern[0])
        {
            case (byte)'?':
                return true;
            case (byte)'\\' when pattern.Length > 1:
                used = 2;
                return Same(pattern[1], b, ignoreCase);
            case (byte)'[' when TryMatchSet(pattern, b, ignoreCase, out used, out var matches):
                return matches;
            default:
                return Same(pattern[0], b, ignoreCase);
        }
    }

    /// <summary>False when no bracket closes the set: then the opening one stands for itself.</summary>
    static bool TryMatchSet(ReadOnlySpan<byte> pattern, byte b, bool ignoreCase, out int used, out bool matches)
    {
        used = 1;
        matches = false;
        var at = 1;
        var negated = at < pattern.Length && pattern[at] is (byte)'!' or (byte)'^';
        if (negated) at++;
        for (var first = true; at < pattern.Length; first = false)
        {
            if (pattern[at] == ']' && !first)
            {
                used = at + 1;
                matches ^= negated;
                return true;
            }

            if (TryReadClass(pattern[at..], out var name, out var length))
            {
                matches |= IsInClass(name, b) || ignoreCase && IsInClass(name, Fold.Swap(b));
                at += length;
                continue;
            }

            var low = ReadMember(pattern, ref at);
            var high = low;
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                high = ReadMember(pattern, ref at);
            }

            matches |= b >= low && b <= high;
            if (ignoreCase) matches |= Fold.Swap(b) is var swapped && swapped >= low && swapped <= high;
        }

        used = 1;
        matches = false;
        return false;
    }

    static byte ReadMember(ReadOnlySpan<byte> pattern, ref int at)
    {
        if (pattern[at] == '\\' && at + 1 < pattern.Length) at++;
        return pattern[at++];
    }

    static bool TryReadClass(ReadOnlySpan<byte> pattern, out ReadOnlySpan<byte> name, out int length)
    {
        name = default;
        length = 0;
        if (!pattern.StartsWith("[:"u8)) return false;
        var end = pattern[2..].IndexOf(":]"u8);
        if (end is < 0 or > 8) return false;
        name = pattern.Slice(2, end);
        length = end + 4;
        return true;
    }

    static bool IsInClass(ReadOnlySpan<byte> name, byte b)
    {
        var c = (char)b;
        if (name.SequenceEqual("alpha"u8)) return char.IsAsciiLetter(c);
        if (name.SequenceEqual("digit"u8)) return char.IsAsciiDigit(c);
        if (name.SequenceEqual("alnum"u8)) return char.IsAsciiLetterOrDigit(c);
        if (name.SequenceEqual("upper"u8)) return char.IsAsciiLetterUpper(c);
        if (name.SequenceEqual("lower"u8)) return char.IsAsciiLetterLower(c);
        if (name.SequenceEqual("xdigit"u8)) return char.IsAsciiHexDigit(c);
        if (name.SequenceEqual("space"u8)) return c is ' ' or >= '\t' and <= '\r';
        if (name.SequenceEqual("blank"u8)) return c is ' ' or '\t';
        if (name.SequenceEqual("punct"u8)) return c is > ' ' and < (char)0x7F && !char.IsAsciiLetterOrDigit(c);
        if (name.SequenceEqual("print"u8)) return c is >= ' ' and < (char)0x7F;
        if (name.SequenceEqual("graph"u8)) return c is > ' ' and < (char)0x7F;
        return name.SequenceEqual("cntrl"u8) && c is < ' ' or (char)0x7F;
    }

    static bool Same(byte a, byte b, bool ignoreCase) => a == b || ignoreCase && Fold.Lower(a) == Fold.Lower(b);
}
