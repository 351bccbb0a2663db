using System.Globalization;
using System.Text;

namespace Lanner.Filters.Fields;

/// <summary>Durations for people: with the unit that keeps the number short.</summary>
static class DurationText
{
    public static void Append(StringBuilder text, ulong ns)
    {
        var (unit, name) = ns switch
        {
            < 1_000 => (1UL, "ns"),
            < 1_000_000 => (1_000UL, "us"),
            < 1_000_000_000 => (1_000_000UL, "ms"),
            _ => (1_000_000_000UL, "s"),
        };
        text.Append(CultureInfo.InvariantCulture, $"{(double)ns / unit:0.##}").Append(name);
    }
}
