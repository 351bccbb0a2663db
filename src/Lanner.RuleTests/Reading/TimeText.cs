using System.Buffers;
using System.Globalization;

namespace Lanner.RuleTests.Reading;

/// <summary>A span of time as people write it: a number and its unit.</summary>
static class TimeText
{
    static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    static readonly (string Unit, double Seconds)[] s_units =
        [("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    /// <summary>At most ten years.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        text = text.Trim();
        var digits = text.IndexOfAnyExcept(s_digits);
        if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        var unit = text[digits..].Trim();
        foreach (var (word, seconds) in s_units)
        {
            if (!unit.SequenceEqual(word) || number * seconds > 10 * 365 * 86_400.0) continue;
            time = TimeSpan.FromSeconds(number * seconds);
            return true;
        }

        return false;
    }
}
