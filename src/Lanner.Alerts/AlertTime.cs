using System.Buffers;

namespace Lanner.Alerts;

/// <summary>Writes event times; they have nanoseconds, which the platform's types have not.</summary>
public static class AlertTime
{
    /// <summary><c>2026-01-31T12:34:56.123456789Z</c>, UTC.</summary>
    public static void WriteIso(ulong timeNs, IBufferWriter<byte> to) =>
        Write(DateTime.UnixEpoch.AddSeconds(timeNs / 1_000_000_000), "yyyy-MM-dd'T'HH:mm:ss", timeNs, "Z"u8, to);

    /// <summary><c>2026-01-31T12:34:56.123456789+0000</c>, UTC, as Falco writes it before the text of an alert.</summary>
    public static void WriteIsoWithOffset(ulong timeNs, IBufferWriter<byte> to) =>
        Write(DateTime.UnixEpoch.AddSeconds(timeNs / 1_000_000_000), "yyyy-MM-dd'T'HH:mm:ss", timeNs, "+0000"u8, to);

    /// <summary><c>12:34:56.123456789</c>, local time.</summary>
    public static void WriteClock(ulong timeNs, IBufferWriter<byte> to) =>
        Write(DateTime.UnixEpoch.AddSeconds(timeNs / 1_000_000_000).ToLocalTime(), "HH:mm:ss", timeNs, ""u8, to);

    static void Write(DateTime second, string format, ulong timeNs, ReadOnlySpan<byte> suffix, IBufferWriter<byte> to)
    {
        var span = to.GetSpan(40);
        second.TryFormat(span, out var written, format);
        span[written++] = (byte)'.';
        (timeNs % 1_000_000_000).TryFormat(span[written..], out var digits, "D9");
        written += digits;
        suffix.CopyTo(span[written..]);
        to.Advance(written + suffix.Length);
    }
}
