using System.Buffers.Text;
using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Messages to the system log, with facility and severity: yellow from warnings, red from errors on.</summary>
sealed class SpySyslog(ChiselValues arguments, ChiselSurroundings surroundings) : SavingChisel(arguments, surroundings)
{
    static readonly string[] s_facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "clock", "authpriv", "ftp", "ntp", "logaudit", "logalert", "cron",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    static readonly string[] s_severities = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

    public override string Filter => "fd.name contains /dev/log and evt.is_io_write=true and evt.failed=false";

    public override int SnapLength => 1000;

    public override void OnEvent(in EventContext context)
    {
        if (!IoData.TryGet(context, out var data) || !TryParse(data, out var priority, out var message)) return;
        Pick(context);
        var facility = priority >> 3 < s_facilities.Length ? s_facilities[priority >> 3] : "<NA>";
        var severity = s_severities[priority & 7];
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("container"u8, ContainerName(context));
            row.Add("container_id"u8, ContainerId(context));
            row.Add("process"u8, ProcessName(context));
            row.Add("tid"u8, context.Event.Tid);
            row.Add("facility"u8, facility);
            row.Add("severity"u8, severity);
            row.Add("message"u8, message);
            row.End();
            return;
        }

        Output.Paint((priority & 7) switch { 4 => Colour.Yellow, < 4 => Colour.Red, _ => ColourOfPlace(context) });
        if (ShowsContainers) Output.AddFixed(ContainerId(context), 20).Add(" "u8).AddFixed(ContainerName(context), 20).Add(" "u8);
        Output.Add(facility).Add("."u8).Add(severity).Add(" "u8).AddForeign(ProcessName(context));
        Output.Add(string.Create(CultureInfo.InvariantCulture, $"[{context.Event.Tid}] ")).AddForeign(message).EndLine();
    }

    /// <summary>A message begins with its priority in angle brackets.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> data, out int priority, out ReadOnlySpan<byte> message)
    {
        priority = 0;
        message = default;
        if (data.IsEmpty || data[0] != '<' || !Utf8Parser.TryParse(data[1..], out priority, out var digits) || digits is 0 or > 4) return false;
        if (priority is < 0 or > 1023 || data.Length < digits + 2 || data[digits + 1] != '>') return false;
        message = data[(digits + 2)..].TrimEnd("\0\n"u8);
        return true;
    }
}
