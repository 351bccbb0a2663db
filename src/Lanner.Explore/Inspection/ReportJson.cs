using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lanner.Explore.Inspection;

/// <summary>Writes a report as one JSON object. Bytes that are no UTF-8 become the replacement character.</summary>
public static class ReportJson
{
    /// <summary>Deepest tree written; the rest of a branch is only counted.</summary>
    const int MaxDepth = 40;

    /// <summary>Processes written in all.</summary>
    const int MaxProcesses = 2000;

    public static void Write(CaptureReport report, Stream to)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("file", report.File);
        if (report.Events > 0)
        {
            json.WriteString("first", Moment(report.FirstNs));
            json.WriteString("last", Moment(report.LastNs));
        }

        json.WriteNumber("duration_ns", report.LastNs - report.FirstNs);
        json.WriteNumber("events", report.Events);
        json.WriteNumber("events_per_second", Math.Round(report.EventsPerSecond, 1));
        json.WriteNumber("events_in_busiest_second", report.Busiest.Events);
        WriteMachine(report, json);
        WriteCounts(json, "events_by_type", "type", report.EventsByName);
        WriteContainers(report, json);
        json.WriteNumber("process_count", report.ProcessCount);
        json.WriteStartArray("processes");
        var left = MaxProcesses;
        foreach (var process in report.Processes) WriteProcess(process, 0, ref left, json);
        json.WriteEndArray();
        json.WriteNumber("file_count", report.FileCount);
        WriteFiles(json, "files_by_bytes", report.FilesByBytes);
        WriteFiles(json, "files_by_opens", report.FilesByOpens);
        json.WriteNumber("connection_count", report.ConnectionCount);
        WriteConnections(report, json);
        WriteCounts(json, "errors", "error", report.Errors);
        WriteAlerts(report, json);
        WriteCounts(json, "left_out", "what", report.Dropped);
        json.WriteEndObject();
    }

    static void WriteMachine(CaptureReport report, Utf8JsonWriter json)
    {
        if (report.Machine is not { } machine) return;
        json.WriteStartObject("machine");
        json.WriteString("hostname", machine.HostName);
        json.WriteNumber("cpus", machine.CpuCount);
        json.WriteNumber("memory_bytes", machine.MemoryBytes);
        if (machine.BootTimeNs > 0) json.WriteString("boot", Moment(machine.BootTimeNs));
        json.WriteEndObject();
    }

    static void WriteCounts(Utf8JsonWriter json, string list, string key, IReadOnlyList<(string Name, long Count)> counts)
    {
        json.WriteStartArray(list);
        foreach (var (name, count) in counts)
        {
            json.WriteStartObject();
            json.WriteString(key, name);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteContainers(CaptureReport report, Utf8JsonWriter json)
    {
        json.WriteStartArray("containers");
        foreach (var container in report.Containers)
        {
            json.WriteStartObject();
            json.WriteString("id", Text(container.Id));
            json.WriteString("name", container.Name.Length == 0 ? null : Text(container.Name));
            json.WriteString("image", container.Image.Length == 0 ? null : Text(container.Image));
            json.WriteNumber("events", container.Events);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteProcess(ProcessNode process, int depth, ref int left, Utf8JsonWriter json)
    {
        if (left <= 0) return;
        left--;
        json.WriteStartObject();
        json.WriteNumber("pid", process.Pid);
        json.WriteString("name", Text(process.Name));
        json.WriteString("command", Text(process.CommandLine));
        if (process.Container.Length > 0) json.WriteString("container", Text(process.Container));
        json.WriteNumber("events", process.Events);
        json.WriteNumber("events_with_children", process.EventsBelow);
        json.WriteNumber("programs_started", process.Execs);
        json.WriteBoolean("ended", process.HasExited);
        json.WriteNumber("processes_below", process.ProcessesBelow);
        json.WriteStartArray("children");
        if (depth < MaxDepth)
        {
            foreach (var child in process.Children.OrderByDescending(c => c.EventsBelow)) WriteProcess(child, depth + 1, ref left, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteFiles(Utf8JsonWriter json, string list, IReadOnlyList<FileLine> files)
    {
        json.WriteStartArray(list);
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", Text(file.Name));
            json.WriteNumber("opens", file.Opens);
            json.WriteNumber("bytes_read", file.BytesRead);
            json.WriteNumber("bytes_written", file.BytesWritten);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteConnections(CaptureReport report, Utf8JsonWriter json)
    {
        json.WriteStartArray("connections");
        foreach (var connection in report.Connections)
        {
            json.WriteStartObject();
            json.WriteString("client", connection.Client);
            json.WriteString("server", connection.Server);
            json.WriteString("transport", connection.Transport);
            json.WriteNumber("made", connection.Made);
            json.WriteNumber("failed", connection.Failed);
            json.WriteNumber("bytes_read", connection.BytesRead);
            json.WriteNumber("bytes_written", connection.BytesWritten);
            json.WriteString("program", Text(connection.Program));
            json.WriteString("container", connection.Container.Length == 0 ? null : Text(connection.Container));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteAlerts(CaptureReport report, Utf8JsonWriter json)
    {
        if (report.Alerts is not { } alerts) return;
        json.WriteStartArray("alerts");
        foreach (var alert in alerts)
        {
            json.WriteStartObject();
            json.WriteString("rule", alert.Rule);
            json.WriteString("priority", alert.Priority.ToString());
            json.WriteNumber("count", alert.Count);
            json.WriteNumber("first_number", alert.FirstNumber);
            json.WriteString("first", Moment(alert.FirstNs));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>ISO 8601 with all nanoseconds.</summary>
    static string Moment(ulong ns)
    {
        var ticks = (long)Math.Min(ns / 100, (ulong)(DateTime.MaxValue - DateTime.UnixEpoch).Ticks);
        return DateTime.UnixEpoch.AddTicks(ticks).ToString("yyyy-MM-ddTHH:mm:ss.", CultureInfo.InvariantCulture)
            + (ns % 1_000_000_000).ToString("D9", CultureInfo.InvariantCulture) + "Z";
    }

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
