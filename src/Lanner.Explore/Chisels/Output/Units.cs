using System.Globalization;

namespace Lanner.Explore.Chisels;

/// <summary>In what unit a column's numbers are.</summary>
public enum Unit : byte
{
    /// <summary>Plain numbers.</summary>
    None,

    Bytes,

    /// <summary>Nanoseconds.</summary>
    Time,

    /// <summary>Nanoseconds out of those that passed, as percent.</summary>
    TimePercent,
}

/// <summary>Numbers with their units, as users of sysdig know them.</summary>
public static class Units
{
    static readonly string[] s_bytes = ["B", "KB", "M", "G", "T", "P"];

    /// <summary>A number in its unit.</summary>
    /// <param name="spanNs">Time that passed, for percentages.</param>
    public static string Format(Unit unit, long value, ulong spanNs) => unit switch
    {
        Unit.Bytes => Bytes(value),
        Unit.Time => Time(value),
        Unit.TimePercent => Percent(value, spanNs),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary><c>832B</c>, <c>20.45KB</c>, <c>1.50M</c>: exact up to 1024 bytes, then with two decimals.</summary>
    public static string Bytes(double bytes)
    {
        var step = 0;
        while (bytes > 1024 && step < s_bytes.Length - 1)
        {
            bytes /= 1024;
            step++;
        }

        return step == 0 ? $"{bytes.ToString("0", CultureInfo.InvariantCulture)}B" : bytes.ToString("0.00", CultureInfo.InvariantCulture) + s_bytes[step];
    }

    /// <summary><c>532ns</c>, <c>1.40us</c>, <c>380us</c>, <c>3.44ms</c>, <c>22.03s</c>: three digits or so, the rest cut off.</summary>
    public static string Time(long ns) => ns switch
    {
        >= 1_000_000_000 => $"{Number(ns / 1_000_000_000)}.{ns % 1_000_000_000 / 10_000_000:00}s",
        >= 10_000_000 => $"{Number(ns / 1_000_000)}ms",
        >= 1_000_000 => $"{Number(ns / 1_000_000)}.{ns % 1_000_000 / 10_000:00}ms",
        >= 10_000 => $"{Number(ns / 1_000)}us",
        >= 1_000 => $"{Number(ns / 1_000)}.{ns % 1_000 / 10:00}us",
        _ => $"{Number(ns)}ns",
    };

    /// <summary>A share of the time that passed; of two busy processors 200.</summary>
    public static string Percent(long ns, ulong spanNs) =>
        spanNs == 0 ? "0.00%" : ((double)ns / spanNs * 100).ToString("0.00", CultureInfo.InvariantCulture) + "%";

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
