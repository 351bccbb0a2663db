using System.Text;

namespace Lanner.Metrics.Tests;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Everything_there_is_reads_as_the_format_says(bool openMetrics)
    {
        var read = ExpositionReader.Read(PrometheusText.Write(Snapshots.Full(), MetricGroups.All, openMetrics), openMetrics);
        // A family without a sample would be one that the test does not cover.
        Assert.Equal(MetricCatalogue.All.Count + 1, read.Types.Count);
        Assert.Equal(1, read.Series["falcosecurity_falco_sha256_config_files_info{file_name=\"lanner.yaml\",sha256=\"" + new string('a', 64) + "\"}"]);
    }

    [Fact]
    public void Names_of_rules_come_back_as_they_are()
    {
        var read = ExpositionReader.Read(PrometheusText.Write(Snapshots.Full(), MetricGroups.Rules, openMetrics: false), openMetrics: false);
        Assert.Contains("falcosecurity_falco_rules_matches_total{priority=\"5\",rule_name=\"Odd \"name\"\\ with\nline\",source=\"syscall\"}", read.Series.Keys);
        Assert.Contains("falcosecurity_falco_rules_matches_total{priority=\"4\",rule_name=\"Plain\",source=\"syscall\",tag_T1059_004=\"true\",tag_container=\"true\"}", read.Series.Keys);
    }

    [Fact]
    public void Values_are_those_of_the_snapshot()
    {
        var series = ExpositionReader.Read(PrometheusText.Write(Snapshots.Full(), MetricGroups.All, openMetrics: false), openMetrics: false).Series;
        Assert.Equal(1010, series["falcosecurity_scap_n_evts_total"]);
        Assert.Equal(1000, series["lanner_events_read_total"]);
        Assert.Equal(1, series["lanner_events_total{type=\"execve\"}"]);
        Assert.Equal(33, series["falcosecurity_scap_n_drops_total"]);
        Assert.Equal(30, series["lanner_drops_total{reason=\"ring_full\"}"]);
        Assert.Equal(20, series["falcosecurity_scap_n_drops_buffer_total{dir=\"exit\",drop=\"open\"}"]);
        Assert.Equal(3, series["falcosecurity_scap_n_drops_scratch_map_total"]);
        Assert.Equal(410, series["falcosecurity_scap_n_evts_cpu_total{cpu=\"1\"}"]);
        Assert.Equal(20, series["falcosecurity_scap_n_threads_total"]);
        Assert.Equal(5, series["falcosecurity_falco_outputs_queue_num_drops_total"]);
        Assert.Equal(7, series["lanner_output_queued{output=\"http\"}"]);
        Assert.Equal(1, series["lanner_output_failing{output=\"http\"}"]);
        Assert.Equal(64 << 20, series["falcosecurity_falco_memory_rss_bytes"]);
        Assert.Equal(3, series["lanner_rules_loaded"]);
        Assert.Equal(12, series["lanner_alerts_folded_total"]);
        Assert.Equal(0, series["lanner_rule_memory_keys{rule_name=\"Counting\",source=\"syscall\"}"]);
    }

    [Fact]
    public void Times_in_nanoseconds_are_exact()
    {
        var text = Encoding.UTF8.GetString(PrometheusText.Write(Snapshots.Full(), MetricGroups.Base, openMetrics: false));
        Assert.Contains("\nfalcosecurity_falco_start_timestamp_nanoseconds 1767323045123456700\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_configuration_switches_off_is_not_there()
    {
        var read = ExpositionReader.Read(PrometheusText.Write(Snapshots.Full(), MetricGroups.Base | MetricGroups.State, openMetrics: false), openMetrics: false);
        Assert.Contains("lanner_processes", read.Types.Keys);
        Assert.DoesNotContain("falcosecurity_falco_rules_matches_total", read.Types.Keys);
        Assert.DoesNotContain("falcosecurity_scap_n_evts_total", read.Types.Keys);
        Assert.DoesNotContain("process_resident_memory_bytes", read.Types.Keys);
    }

    [Fact]
    public void More_rules_than_an_answer_has_room_for_are_left_out_and_counted()
    {
        var rules = string.Concat(Enumerable.Range(0, 5000).Select(i => $"- {{rule: R{i}, desc: d, condition: evt.type = execve, output: o, priority: DEBUG}}\n"));
        var bytes = PrometheusText.Write(Snapshots.Full(Snapshots.Engine(rules)), MetricGroups.Rules, openMetrics: false);
        var read = ExpositionReader.Read(bytes, openMetrics: false);
        Assert.Equal(4 * (5000 - MetricSamples.Most), read.Series["lanner_metrics_left_out"]);
        Assert.True(bytes.Length < 4_000_000);
    }

    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("text/plain", false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    public void OpenMetrics_is_for_who_asks_for_it(string accept, bool isWanted) => Assert.Equal(isWanted, PrometheusText.WantsOpenMetrics(accept));
}
