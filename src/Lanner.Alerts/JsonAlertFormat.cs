using System.Buffers;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>
/// An alert as one JSON object on a line, in Falco's shape and with its keys in the same order (by name), so that what reads Falco's
/// alerts reads these. A rule's output has the time and the priority in front and the time among its fields, as there; an internal
/// alert has neither, and no tags.
/// </summary>
public sealed class JsonAlertFormat : IAlertFormat
{
    readonly AlertRendering _rendering;
    readonly AlertField[] _staticFields;
    readonly ArrayBufferWriter<byte> _output = new(512);
    readonly List<AlertField> _fields = [];

    public JsonAlertFormat(AlertRendering? rendering = null)
    {
        _rendering = rendering ?? new AlertRendering { Json = true };
        _staticFields = [.. _rendering.StaticFields.Select(f => AlertField.Of("static." + f.Key, f.Value))];
    }

    /// <summary>Not thread-safe: a format belongs to one queue.</summary>
    public void Write(IAlert alert, IBufferWriter<byte> to)
    {
        to.Write("{\"hostname\":"u8);
        WriteString(_rendering.Hostname ?? alert.Hostname, to);
        if (_rendering.IncludeMessage)
        {
            to.Write(",\"message\":"u8);
            SafeText.WriteJson(alert.Output, to);
        }

        if (_rendering.IncludeOutput) WriteOutput(alert, to);
        if (_rendering.IncludeOutputFields) WriteFields(alert, to);
        to.Write(",\"priority\":"u8);
        WriteString(alert.Priority.Name(), to);
        to.Write(",\"rule\":"u8);
        WriteString(alert.RuleName, to);
        to.Write(",\"source\":"u8);
        WriteString(alert.Source, to);
        if (_rendering.IncludeTags && !alert.IsInternal) WriteTags(alert.Tags, to);
        to.Write(",\"time\":\""u8);
        AlertTime.WriteIso(alert.TimeNs, to);
        to.Write("\"}\n"u8);
    }

    void WriteOutput(IAlert alert, IBufferWriter<byte> to)
    {
        to.Write(",\"output\":"u8);
        if (alert.IsInternal)
        {
            SafeText.WriteJson(alert.Output, to);
            return;
        }

        _output.ResetWrittenCount();
        if (_rendering.TimeIso8601) AlertTime.WriteIsoWithOffset(alert.TimeNs, _output);
        else AlertTime.WriteClock(alert.TimeNs, _output);
        _output.Write(": "u8);
        _output.Write(Encoding.UTF8.GetBytes(alert.Priority.Name()));
        _output.Write(" "u8);
        _output.Write(alert.Output);
        SafeText.WriteJson(_output.WrittenSpan, to);
    }

    void WriteFields(IAlert alert, IBufferWriter<byte> to)
    {
        _fields.Clear();
        _fields.AddRange(alert.Fields);
        if (!alert.IsInternal) AddField(AlertField.Of(_rendering.TimeIso8601 ? "evt.time.iso8601" : "evt.time", alert.TimeNs));
        foreach (var field in _staticFields) AddField(field);
        _fields.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        to.Write(",\"output_fields\":"u8);
        AlertFieldsJson.Write(_fields, to);
    }

    /// <summary>Unless the rule's own output has it.</summary>
    void AddField(AlertField field)
    {
        foreach (var known in _fields)
        {
            if (known.Name == field.Name) return;
        }

        _fields.Add(field);
    }

    static void WriteTags(IReadOnlyList<string> tags, IBufferWriter<byte> to)
    {
        to.Write(",\"tags\":["u8);
        for (var i = 0; i < tags.Count; i++)
        {
            if (i > 0) to.Write(","u8);
            WriteString(tags[i], to);
        }

        to.Write("]"u8);
    }

    static void WriteString(string text, IBufferWriter<byte> to) => SafeText.WriteJson(Encoding.UTF8.GetBytes(text), to);
}
