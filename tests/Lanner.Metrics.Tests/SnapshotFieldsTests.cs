using System.Text;
using System.Text.Json;

using Lanner.Rules;

namespace Lanner.Metrics.Tests;

public sealed class SnapshotFieldsTests
{
    [Fact]
    public void Names_and_values_are_Falcos()
    {
        var fields = Read(new SnapshotFields(MetricGroups.All, memoryInMegabytes: true, emptyValues: false), Snapshots.Full());
        Assert.Equal(1010, fields.GetProperty("scap.n_evts").GetInt32());
        Assert.Equal(1000, fields.GetProperty("falco.num_evts").GetInt32());
        Assert.Equal(20, fields.GetProperty("scap.n_drops_buffer_open_exit").GetInt32());
        Assert.Equal(600, fields.GetProperty("scap.n_evts_cpu_0").GetInt32());
        Assert.Equal(17, fields.GetProperty("falco.rules.matches_total").GetInt32());
        Assert.Equal(new string('a', 64), fields.GetProperty("falco.sha256_config_file.lanner_yaml").GetString());
        Assert.Equal(64, fields.GetProperty("falco.memory_rss_mb").GetDouble());
        Assert.Equal(1.2, fields.GetProperty("falco.cpu_usage_perc").GetDouble());
        Assert.Equal(1767323045123456700, fields.GetProperty("falco.start_ts").GetInt64());
        Assert.Equal("node\"1\"", fields.GetProperty("evt.hostname").GetString());
        Assert.Equal(5, fields.GetProperty("lanner.output_dropped.http.queue_full").GetInt32());
        Assert.Equal(2, fields.GetProperty("lanner.captures_begun").GetInt32());
        Assert.False(fields.TryGetProperty("falco.rules.Plain", out _));
    }

    [Fact]
    public void Rates_are_between_two_snapshots()
    {
        var writer = new SnapshotFields(MetricGroups.All, memoryInMegabytes: true, emptyValues: true);
        var first = Read(writer, Snapshots.Full());
        Assert.Equal(10, first.GetProperty("falco.evts_rate_sec").GetDouble());
        var second = Read(writer, Snapshots.Full() with
        {
            Elapsed = TimeSpan.FromSeconds(110), EventsRead = 1500, Capture = Snapshots.Capture(1500, 1510, ("ring_full", 533)),
        });
        Assert.Equal(50, second.GetProperty("falco.evts_rate_sec").GetDouble());
        Assert.Equal(50, second.GetProperty("scap.evts_rate_sec").GetDouble());
        Assert.Equal(50, second.GetProperty("scap.evts_drop_rate_sec").GetDouble());
        Assert.Equal(50, second.GetProperty("scap.n_drops_perc").GetDouble());
        Assert.Equal((1000, 1010, 33), (second.GetProperty("falco.num_evts_prev").GetInt32(), second.GetProperty("scap.n_evts_prev").GetInt32(), second.GetProperty("scap.n_drops_prev").GetInt32()));
    }

    [Fact]
    public void Empty_values_memory_in_kilobytes_and_groups_are_as_asked_for()
    {
        var fields = Read(new SnapshotFields(MetricGroups.Base | MetricGroups.Resources | MetricGroups.Rules, memoryInMegabytes: false, emptyValues: true), Snapshots.Full());
        Assert.Equal(64 << 10, fields.GetProperty("falco.memory_rss_kb").GetInt32());
        Assert.Equal(1, fields.GetProperty("lanner.capture_memory_bytes").GetInt32());
        Assert.Equal(0, fields.GetProperty("falco.rules.Plain").GetInt32());
        Assert.Equal(0, fields.GetProperty("falco.rules.Odd__name___with_line").GetInt32());
        Assert.False(fields.TryGetProperty("scap.n_evts", out _));
        Assert.False(fields.TryGetProperty("falco.n_threads", out _));
    }

    /// <summary>As a line of the file has them.</summary>
    static JsonElement Read(SnapshotFields writer, WatchSnapshot snapshot)
    {
        IReadOnlyList<AlertField> fields = writer.Of(snapshot, 1767323145000000000);
        var line = Encoding.UTF8.GetString(SnapshotLine.Write(fields, 3));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        using var document = JsonDocument.Parse(line);
        Assert.Equal(3, document.RootElement.GetProperty("sample").GetInt32());
        return document.RootElement.GetProperty("output_fields").Clone();
    }
}
