using System.Buffers;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>
/// An alert as one line for people: local time, priority, output. With colour, the priority stands out by its gravity; the text
/// itself never colours anything, since escapes in it are made harmless.
/// </summary>
public sealed class TextAlertFormat(bool colour, bool iso = false) : IAlertFormat
{
    public void Write(IAlert alert, IBufferWriter<byte> to)
    {
        if (iso) AlertTime.WriteIsoWithOffset(alert.TimeNs, to);
        else AlertTime.WriteClock(alert.TimeNs, to);
        to.Write(": "u8);
        if (colour) to.Write(ColourOf(alert.Priority));
        to.Write(Encoding.UTF8.GetBytes(alert.Priority.Name()));
        if (colour) to.Write("\e[0m"u8);
        to.Write(" "u8);
        SafeText.Write(alert.Output, to);
        if (alert.IsInternal && alert.Fields.Count > 0) WriteFields(alert.Fields, to);
        to.Write("\n"u8);
    }

    /// <summary>An internal alert's text has no place for its numbers as a rule's output has: <c> (name=value name=value)</c>.</summary>
    static void WriteFields(IReadOnlyList<AlertField> fields, IBufferWriter<byte> to)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            to.Write(i == 0 ? " ("u8 : " "u8);
            SafeText.Write(Encoding.UTF8.GetBytes(fields[i].Name), to);
            to.Write("="u8);
            AlertFieldsJson.WriteValue(fields[i], to);
        }

        to.Write(")"u8);
    }

    static ReadOnlySpan<byte> ColourOf(RulePriority priority) => priority switch
    {
        RulePriority.Emergency or RulePriority.Alert or RulePriority.Critical => "\e[1;31m"u8,
        RulePriority.Error => "\e[31m"u8,
        RulePriority.Warning => "\e[33m"u8,
        RulePriority.Notice => "\e[36m"u8,
        _ => "\e[2m"u8,
    };
}
