using System.Globalization;

using Lanner.Alerts;

namespace Lanner.Explore.Inspection;

/// <summary>Writes a report as a page for people. Nothing that a capture holds can steer the terminal.</summary>
public static class ReportText
{
    const int Lines = 15;
    const int WidestName = 100;

    public static void Write(CaptureReport report, TextWriter to)
    {
        WriteHead(report, to);
        if (report.Events == 0) return;
        WriteAlerts(report, to);
        WriteContainers(report, to);
        Section(to, "Processes", $"{report.ProcessCount} that did something, with their ancestors; events of each with all below it");
        ProcessTreeText.Write(report.Processes, to);
        WriteFiles(report, to);
        WriteConnections(report, to);
        if (report.Errors.Count > 0)
        {
            Section(to, "Errors", "");
            foreach (var (error, count) in report.Errors) to.WriteLine($"  {Number(count),12}  {Safe(System.Text.Encoding.UTF8.GetBytes(error))}");
        }

        Section(to, "Events", $"{report.EventsByName.Count} kinds");
        foreach (var (name, count) in report.EventsByName.Take(Lines)) to.WriteLine($"  {Number(count),12}  {name}");
        More(to, report.EventsByName.Count - Lines, "kinds");
        if (report.Dropped.Count > 0)
            to.WriteLine($"\nLeft out for want of room, the least first: {string.Join(", ", report.Dropped.Select(d => $"{Number(d.Count)} {d.What}"))}");
    }

    static void WriteHead(CaptureReport report, TextWriter to)
    {
        to.WriteLine(report.File);
        if (report.Events == 0)
        {
            to.WriteLine("  no events");
            return;
        }

        to.WriteLine($"  time      {Moment(report.FirstNs)} to {Moment(report.LastNs)} UTC ({report.Duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s)");
        to.WriteLine($"  events    {Number(report.Events)}, {Number((long)report.EventsPerSecond)} a second; "
            + $"most in the second from {Moment(report.Busiest.Second * 1_000_000_000)[11..19]}: {Number(report.Busiest.Events)}");
        if (report.Machine is not { } machine) return;
        var boot = machine.BootTimeNs == 0 ? "" : $", up since {Moment(machine.BootTimeNs)[..19]}";
        to.WriteLine($"  machine   {Safe(System.Text.Encoding.UTF8.GetBytes(machine.HostName))}, {machine.CpuCount} CPUs, {Bytes((long)Math.Min(machine.MemoryBytes, long.MaxValue))} of memory{boot}");
    }

    static void WriteAlerts(CaptureReport report, TextWriter to)
    {
        if (report.Alerts is not { } alerts) return;
        Section(to, "Alerts", alerts.Count == 0 ? "none of the rules fired" : $"{Number(alerts.Sum(a => a.Count))} by {alerts.Count} {(alerts.Count == 1 ? "rule" : "rules")}; see one with: lanner replay --alert NUMBER FILE");
        foreach (var alert in alerts) to.WriteLine($"  {Number(alert.Count),12}  {alert.Priority}: {alert.Rule} (first is number {alert.FirstNumber}, {Moment(alert.FirstNs)[11..23]})");
    }

    static void WriteContainers(CaptureReport report, TextWriter to)
    {
        Section(to, "Containers", report.Containers.Count == 0 ? "none" : $"{report.Containers.Count}, with their events");
        foreach (var container in report.Containers.Take(2 * Lines))
        {
            var image = container.Image.Length == 0 ? "" : $"  {Safe(container.Image)}";
            to.WriteLine($"  {Number(container.Events),12}  {Safe(container.Id)}  {(container.Name.Length == 0 ? "(name unknown)" : Safe(container.Name))}{image}");
        }

        More(to, report.Containers.Count - 2 * Lines, "containers");
    }

    static void WriteFiles(CaptureReport report, TextWriter to)
    {
        if (report.FileCount == 0) return;
        if (report.FilesByBytes.Count > 0) Section(to, "Files by bytes", $"{Number(report.FileCount)} files in all; read, written");
        foreach (var file in report.FilesByBytes) to.WriteLine($"  {Bytes(file.BytesRead),12} {Bytes(file.BytesWritten),12}  {SafePath(file.Name)}");
        if (report.FilesByOpens.Count > 0) Section(to, "Files by opens", report.FilesByBytes.Count > 0 ? "" : $"{Number(report.FileCount)} files in all");
        foreach (var file in report.FilesByOpens) to.WriteLine($"  {Number(file.Opens),12}  {SafePath(file.Name)}");
    }

    static void WriteConnections(CaptureReport report, TextWriter to)
    {
        if (report.ConnectionCount == 0) return;
        Section(to, "Connections", $"{report.ConnectionCount} pairs of client and service; made, failed, read, written");
        foreach (var c in report.Connections)
        {
            var where = c.Container.Length == 0 ? "" : $" in {Safe(c.Container)}";
            to.WriteLine($"  {Number(c.Made),8} {Number(c.Failed),6} {Bytes(c.BytesRead),10} {Bytes(c.BytesWritten),10}  {c.Client} -> {c.Server} {c.Transport}  ({Safe(c.Program)}{where})");
        }

        More(to, report.ConnectionCount - report.Connections.Count, "pairs");
    }

    static void Section(TextWriter to, string title, string note) => to.WriteLine(note.Length == 0 ? $"\n{title}" : $"\n{title} ({note})");

    static void More(TextWriter to, int count, string what)
    {
        if (count > 0) to.WriteLine($"  {"",12}  and {Number(count)} more {what}");
    }

    internal static string Safe(byte[] text) => SafeText.ToString(text.Length > WidestName ? [.. text[..WidestName], .. "..."u8] : text);

    /// <summary>A path tells most at its end.</summary>
    static string SafePath(byte[] path) =>
        SafeText.ToString(path.Length > WidestName ? [.. path[..(WidestName / 3)], .. "..."u8, .. path[^(2 * WidestName / 3)..]] : path);

    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Bytes(long bytes)
    {
        double amount = bytes;
        var unit = 0;
        while (amount >= 1024 && unit < 4)
        {
            amount /= 1024;
            unit++;
        }

        return amount.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + (unit switch { 0 => " B", 1 => " KiB", 2 => " MiB", 3 => " GiB", _ => " TiB" });
    }

    static string Moment(ulong ns) => DateTime.UnixEpoch.AddTicks((long)Math.Min(ns / 100, (ulong)(DateTime.MaxValue - DateTime.UnixEpoch).Ticks))
        .ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
