using System.Globalization;

namespace Lanner.Rules.Files;

/// <summary>Times as rules write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>.</summary>
static class DurationText
{
    static readonly (string Unit, TimeSpan Length)[] s_units =
        [("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1))];

    /// <summary>False for what is no time, or none at all.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        var (unit, length) = Array.Find(s_units, unit => unit.Unit == text[digits..]);
        if (unit is null || number > TimeSpan.MaxValue / length) return false;
        time = number * length;
        return time > TimeSpan.Zero;
    }

    /// <summary>In the greatest unit that gives a whole number.</summary>
    public static string Of(TimeSpan time)
    {
        foreach (var (unit, length) in s_units.OrderByDescending(unit => unit.Length))
        {
            if (time.Ticks % length.Ticks == 0) return string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / length.Ticks}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms");
    }
}
