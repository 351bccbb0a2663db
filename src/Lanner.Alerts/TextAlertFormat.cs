using System.Buffers;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>
/// An alert as one line for people: local time, priority, output. With colour, the priority stands out by its gravity; the text
/// itself never colours anything, since escapes in it are made harmless.
/// </summary>
public sealed class TextAlertFormat(bool colour) : IAlertFormat
{
    public void Write(Alert alert, IBufferWriter<byte> to)
    {
        AlertTime.WriteClock(alert.TimeNs, to);
        to.Write(": "u8);
        if (colour) to.Write(ColourOf(alert.Priority));
        to.Write(Encoding.UTF8.GetBytes(alert.Priority.Name()));
        if (colour) to.Write("\e[0m"u8);
        to.Write(" "u8);
        SafeText.Write(alert.Output, to);
        to.Write("\n"u8);
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
