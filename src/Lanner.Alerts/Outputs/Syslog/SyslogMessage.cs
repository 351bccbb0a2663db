using System.Buffers;
using System.Globalization;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>An alert as a syslog message. Its severity is the alert's priority, which counts the same way.</summary>
sealed class SyslogMessage(SyslogOutputOptions options, IAlertFormat format)
{
    readonly int _facility = Math.Max(0, SyslogOutputOptions.Facilities.ToList().IndexOf(options.Facility));
    readonly ArrayBufferWriter<byte> _message = new(1024);
    readonly ArrayBufferWriter<byte> _line = new(1024);

    /// <summary>Valid until the next call; without an end of line.</summary>
    public ReadOnlySpan<byte> Write(IAlert alert)
    {
        _message.ResetWrittenCount();
        var code = _facility * 8 + (int)alert.Priority;
        var header = options.Format == SyslogFormat.Rfc5424
            ? Invariant($"<{code}>1 {Second(alert):yyyy-MM-dd'T'HH:mm:ss}.{alert.TimeNs / 1000 % 1_000_000:D6}Z {Host(alert)} {options.Identity} {Environment.ProcessId} - - ")
            : Invariant($"<{code}>{OldTime(Second(alert).ToLocalTime())} {(options.Transport == SyslogTransport.Local ? "" : Host(alert) + " ")}{options.Identity}[{Environment.ProcessId}]: ");
        _message.Write(Encoding.ASCII.GetBytes(header));
        _line.ResetWrittenCount();
        format.Write(alert, _line);
        _message.Write(_line.WrittenSpan.TrimEnd((byte)'\n'));
        return Cut(_message.WrittenSpan, options.MaxMessageBytes);
    }

    /// <summary>Ends between two characters.</summary>
    static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> message, int limit)
    {
        if (message.Length <= limit) return message;
        while (limit > 0 && (message[limit] & 0xC0) == 0x80) limit--;
        return message[..limit];
    }

    static DateTime Second(IAlert alert) => DateTime.UnixEpoch.AddSeconds(alert.TimeNs / 1_000_000_000);

    /// <summary>The day is padded with a blank.</summary>
    static string OldTime(DateTime time) => string.Create(CultureInfo.InvariantCulture, $"{time:MMM} {time.Day,2} {time:HH:mm:ss}");

    /// <summary>Without anything that would end the header's field.</summary>
    static string Host(IAlert alert)
    {
        var host = new string([.. alert.Hostname.Where(c => c is > ' ' and <= '~').Take(255)]);
        return host.Length > 0 ? host : "-";
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
