namespace Lanner.Filters;

/// <summary>Upper and lower case of ASCII letters in bytes; all other bytes are left alone.</summary>
static class Fold
{
    public static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    public static byte Upper(byte b) => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b & ~0x20) : b;

    /// <summary>The letter in its other case.</summary>
    public static byte Swap(byte b) => char.IsAsciiLetter((char)b) ? (byte)(b ^ 0x20) : b;

    /// <summary>Whether <paramref name="text"/> contains <paramref name="lowered"/>, which is in lower case, in any case.</summary>
    public static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowered)
    {
        if (lowered.IsEmpty) return true;
        var first = lowered[0];
        var upper = Upper(first);
        while (text.Length >= lowered.Length)
        {
            var at = text[..(text.Length - lowered.Length + 1)].IndexOfAny(first, upper);
            if (at < 0) return false;
            text = text[at..];
            if (StartsWith(text, lowered)) return true;
            text = text[1..];
        }

        return false;
    }

    static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowered)
    {
        for (var i = 0; i < lowered.Length; i++)
        {
            if (Lower(text[i]) != lowered[i]) return false;
        }

        return true;
    }
}
