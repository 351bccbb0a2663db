using System.Buffers;
using System.Globalization;

namespace Lanner.Configuration;

/// <summary>Times as people write them: numbers with a unit, one behind the other.</summary>
static class Durations
{
    static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    static readonly SearchValues<char> s_unitEnds = SearchValues.Create("0123456789. ");

    static readonly (string Unit, double Seconds)[] s_units =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 7 * 86_400), ("y", 365 * 86_400.0)];

    /// <summary>A number needs its unit; blanks between are allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        var seconds = 0.0;
        var rest = text.Trim();
        if (rest.IsEmpty) return false;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(s_digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            var length = rest.IndexOfAny(s_unitEnds);
            if (length < 0) length = rest.Length;
            var factor = Factor(rest[..length]);
            if (factor == 0) return false;
            seconds += number * factor;
            rest = rest[length..].TrimStart();
        }

        if (seconds > 1e10) return false;
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The shortest way to write it with one unit.</summary>
    public static string Text(TimeSpan time)
    {
        var (unit, seconds) = s_units.LastOrDefault(u => u.Unit is not ("w" or "y") && time.TotalSeconds >= u.Seconds && time.TotalSeconds % u.Seconds == 0, s_units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds / seconds:0.###}{unit}");
    }

    static double Factor(ReadOnlySpan<char> unit)
    {
        foreach (var (word, seconds) in s_units)
        {
            if (unit.SequenceEqual(word)) return seconds;
        }

        return 0;
    }
}
