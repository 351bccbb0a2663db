namespace Lanner.Filters.Fields;

/// <summary>Times as text in scratch memory, without making strings.</summary>
static class ClockText
{
    const ulong NsPerSecond = 1_000_000_000;

    /// <summary>More than any of the forms needs.</summary>
    const int Longest = 64;

    /// <summary><c>15:04:05.123456789</c>, or without the fraction; local time.</summary>
    public static ReadOnlySpan<byte> Time(FieldScratch scratch, ulong timeNs, bool fraction)
    {
        var text = new ScratchText(scratch, Longest);
        AppendTime(ref text, Local(timeNs), timeNs, fraction);
        return text.Text;
    }

    /// <summary><c>1.000000123</c>: seconds with nanoseconds.</summary>
    public static ReadOnlySpan<byte> Seconds(FieldScratch scratch, ulong ns)
    {
        var text = new ScratchText(scratch, Longest);
        text.Append((long)(ns / NsPerSecond));
        text.Append((byte)'.');
        text.Append((long)(ns % NsPerSecond), 9);
        return text.Text;
    }

    /// <summary><c>2026-01-31 15:04:05.123456789</c>, or without the fraction; local time.</summary>
    public static ReadOnlySpan<byte> DateTime(FieldScratch scratch, ulong timeNs, bool fraction)
    {
        var text = new ScratchText(scratch, Longest);
        AppendDateTime(ref text, Local(timeNs), timeNs, fraction);
        return text.Text;
    }

    /// <summary>Appends date and time of day of a moment; the fraction comes from the time, which is finer.</summary>
    public static void AppendDateTime(ref ScratchText text, DateTime moment, ulong timeNs, bool fraction = true)
    {
        AppendDate(ref text, moment);
        text.Append((byte)' ');
        AppendTime(ref text, moment, timeNs, fraction);
    }

    /// <summary><c>2026-01-31T15:04:05.123456789+0000</c>, UTC.</summary>
    public static ReadOnlySpan<byte> Iso8601(FieldScratch scratch, ulong timeNs)
    {
        var text = new ScratchText(scratch, Longest);
        var utc = Utc(timeNs);
        AppendDate(ref text, utc);
        text.Append((byte)'T');
        AppendTime(ref text, utc, timeNs, fraction: true);
        text.Append("+0000"u8);
        return text.Text;
    }

    /// <summary>A time as a moment; those beyond the calendar's end count as its end.</summary>
    public static DateTime Utc(ulong timeNs)
    {
        var ticks = Math.Min(timeNs / 100, (ulong)(System.DateTime.MaxValue.Ticks - System.DateTime.UnixEpoch.Ticks));
        return System.DateTime.UnixEpoch.AddTicks((long)ticks);
    }

    static DateTime Local(ulong timeNs) => TimeZoneInfo.ConvertTimeFromUtc(Utc(timeNs), TimeZoneInfo.Local);

    static void AppendDate(ref ScratchText text, DateTime moment)
    {
        text.Append(moment.Year, 4);
        text.Append((byte)'-');
        text.Append(moment.Month, 2);
        text.Append((byte)'-');
        text.Append(moment.Day, 2);
    }

    static void AppendTime(ref ScratchText text, DateTime moment, ulong timeNs, bool fraction)
    {
        text.Append(moment.Hour, 2);
        text.Append((byte)':');
        text.Append(moment.Minute, 2);
        text.Append((byte)':');
        text.Append(moment.Second, 2);
        if (!fraction) return;
        text.Append((byte)'.');
        text.Append((long)(timeNs % NsPerSecond), 9);
    }
}
