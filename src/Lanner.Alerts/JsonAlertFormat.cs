using System.Buffers;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>
/// An alert as one JSON object on a line, in Falco's shape and with its keys in the same order, so that what reads Falco's alerts
/// reads these. The output has the time and the priority in front, as there.
/// </summary>
public sealed class JsonAlertFormat : IAlertFormat
{
    readonly ArrayBufferWriter<byte> _output = new(512);

    /// <summary>Not thread-safe: a format belongs to one queue.</summary>
    public void Write(Alert alert, IBufferWriter<byte> to)
    {
        to.Write("{\"hostname\":"u8);
        WriteString(alert.Hostname, to);
        to.Write(",\"output\":"u8);
        _output.ResetWrittenCount();
        AlertTime.WriteClock(alert.TimeNs, _output);
        _output.Write(": "u8);
        _output.Write(Encoding.UTF8.GetBytes(alert.Priority.Name()));
        _output.Write(" "u8);
        _output.Write(alert.Output);
        SafeText.WriteJson(_output.WrittenSpan, to);
        to.Write(",\"output_fields\":"u8);
        AlertFieldsJson.Write(alert.Fields, to);
        to.Write(",\"priority\":"u8);
        WriteString(alert.Priority.Name(), to);
        to.Write(",\"rule\":"u8);
        WriteString(alert.Rule.Name, to);
        to.Write(",\"source\":"u8);
        WriteString(alert.Source, to);
        to.Write(",\"tags\":["u8);
        for (var i = 0; i < alert.Tags.Count; i++)
        {
            if (i > 0) to.Write(","u8);
            WriteString(alert.Tags[i], to);
        }

        to.Write("],\"time\":\""u8);
        AlertTime.WriteIso(alert.TimeNs, to);
        to.Write("\"}\n"u8);
    }

    static void WriteString(string text, IBufferWriter<byte> to) => SafeText.WriteJson(Encoding.UTF8.GetBytes(text), to);
}
