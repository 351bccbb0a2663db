using System.Text.Json;

namespace Lanner.Cli.Tests.Watching;

/// <summary>The section <c>metrics</c>: snapshots as alerts and in a file.</summary>
public sealed class MetricsSnapshotTests : IDisposable
{
    readonly CaptureMaker _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Snapshots_are_alerts_and_lines_of_a_file_with_the_same_fields()
    {
        var file = Path.Combine(Path.GetDirectoryName(_files.File("x", ""))!, "metrics.jsonl");
        await using var watch = await RunningWatch.Start("--json", "-o", $"metrics={{enabled: true, interval: 300ms, output_file: {file}}}");
        await Until(() => File.Exists(file) && File.ReadAllLines(file).Length >= 2);
        var (code, output, _) = await watch.End();
        Assert.Equal(0, code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? 0 : File.GetUnixFileMode(file));

        using var alert = JsonDocument.Parse(output.Split('\n')[0]);
        Assert.Equal(("Lanner internal: metrics snapshot", "internal", "Informational"), (alert.RootElement.GetProperty("rule").GetString(),
            alert.RootElement.GetProperty("source").GetString(), alert.RootElement.GetProperty("priority").GetString()));
        using var line = JsonDocument.Parse(File.ReadAllLines(file)[0]);
        Assert.Equal(1, line.RootElement.GetProperty("sample").GetInt32());
        var fields = line.RootElement.GetProperty("output_fields");
        Assert.Equal(alert.RootElement.GetProperty("output_fields").GetRawText(), fields.GetRawText());
        Assert.Equal("nodriver", fields.GetProperty("scap.engine_name").GetString());
        Assert.InRange(fields.GetProperty("falco.memory_rss_mb").GetDouble(), 1, 10_000);
        Assert.False(fields.TryGetProperty("falco.rules.matches_total", out _));
    }

    [Fact]
    public async Task Empty_values_and_plain_kilobytes_come_when_asked_for()
    {
        var file = Path.Combine(Path.GetDirectoryName(_files.File("x", ""))!, "metrics.jsonl");
        await using var watch = await RunningWatch.Start("-o", $"metrics={{enabled: true, interval: 100ms, output_file: {file}, include_empty_values: true, convert_memory_to_mb: false}}");
        await Until(() => File.Exists(file) && File.ReadAllLines(file).Length >= 1);
        await watch.End();
        using var alert = JsonDocument.Parse(File.ReadAllLines(file)[0]);
        var fields = alert.RootElement.GetProperty("output_fields");
        Assert.Equal(0, fields.GetProperty("falco.rules.matches_total").GetInt32());
        Assert.InRange(fields.GetProperty("falco.memory_rss_kb").GetInt64(), 1000, 10_000_000);
        Assert.False(fields.TryGetProperty("falco.memory_rss_mb", out _));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_once_and_nothing_else_suffers()
    {
        await using var watch = await RunningWatch.Start("-o", "metrics={enabled: true, interval: 100ms, output_rule: false, output_file: /nonexistent/metrics.jsonl}");
        await watch.Line("metrics: /nonexistent/metrics.jsonl: ");
        var (code, output, errors) = await watch.End();
        Assert.Equal((0, ""), (code, output));
        Assert.DoesNotContain("/nonexistent/metrics.jsonl", errors, StringComparison.Ordinal);
    }

    static async Task Until(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(20, limit.Token);
    }
}
