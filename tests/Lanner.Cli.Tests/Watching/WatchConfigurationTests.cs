using System.Text.Json;

namespace Lanner.Cli.Tests.Watching;

/// <summary>What a configuration makes of lanner watch, and what the command line makes of a configuration.</summary>
public sealed class WatchConfigurationTests : IDisposable
{
    const string Rules = """
        - rule: Shadow
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow
          output: read %fd.name
          priority: ERROR
        """;

    readonly CaptureMaker _captures = new();

    public void Dispose() => _captures.Dispose();

    string Configuration(string content) => _captures.File("lanner.yaml", content);

    [Fact]
    public void The_command_line_wins()
    {
        var rules = _captures.File("rules.yaml", Rules);
        var capture = _captures.Make(CaptureMaker.Open("/etc/shadow"));
        var configuration = Configuration($"json_output: false\nrules_files: [/nonexistent.yaml]\npriority: critical\nengine: {{kind: replay, replay: {{capture_file: /nonexistent.scap}}}}\n");
        var (code, output, _) = Program.Run("watch", "-c", configuration, "--json", "--rules", rules, "--priority", "debug", "-r", capture);
        Assert.Equal(0, code);
        using var alert = JsonDocument.Parse(output);
        Assert.Equal("Shadow", alert.RootElement.GetProperty("rule").GetString());
    }

    [Fact]
    public void Built_in_rules_can_stand_beside_others()
    {
        var rules = _captures.File("rules.yaml", Rules);
        var (code, output, _) = Program.Run("watch", "-c", Configuration($"rules_files: [built-in, {rules}]\n"), "-r", _captures.Make(CaptureMaker.Open("/etc/shadow")), "--disable", "*", "--enable", "Shadow");
        Assert.Equal(0, code);
        Assert.Contains("read /etc/shadow", output);
    }

    [Fact]
    public void Rules_that_are_all_missing_are_no_reason_to_watch_with_others()
    {
        var (code, _, errors) = Program.Run("watch", "-c", Configuration("rules_files: [/nonexistent/a.yaml]\n"), "-r", _captures.Make());
        Assert.Equal(2, code);
        Assert.Contains("none of the rule files of the configuration is there", errors);
    }

    [Fact]
    public void All_mistakes_are_told_and_nothing_is_started()
    {
        var (code, output, errors) = Program.Run("watch", "-c", Configuration("json_output: maybe\nengin: {kind: x}\nlog_level: loud\n"));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("lanner.yaml:1:14: error", errors);
        Assert.Contains("lanner.yaml:2:1: warning", errors);
        Assert.Contains("lanner.yaml:3:12: error", errors);
        Assert.Contains("the configuration has 2 errors; nothing was started", errors);
    }

    [Fact]
    public void Lost_events_give_an_alert_and_may_end_the_program()
    {
        var (code, output, errors) = Program.Run("watch", "-j", "-o", "engine.kind=nodriver", "-o", "syscall_event_drops.simulate_drops=true", "-o", "syscall_event_drops.actions=[log, alert, exit]", "--for", "60");
        Assert.Equal(4, code);
        using var alert = JsonDocument.Parse(output);
        Assert.Equal(("Lanner internal: syscall event drop", "internal", 1), (alert.RootElement.GetProperty("rule").GetString(),
            alert.RootElement.GetProperty("source").GetString(), alert.RootElement.GetProperty("output_fields").GetProperty("n_drops").GetInt32()));
        Assert.Contains("1 events were lost", errors);
    }

    [Fact]
    public void Captures_around_alerts_are_switched_on_by_the_configuration()
    {
        var folder = Path.Combine(Path.GetDirectoryName(_captures.File("rules.yaml", Rules))!, "around");
        var rules = _captures.File("rules.yaml", Rules);
        var (code, _, errors) = Program.Run("watch", "-c", Configuration($"rules_files: [{rules}]\ncapture: {{enabled: true, mode: all_rules, path_prefix: {folder}}}\n"),
            "-r", _captures.Make(SmallCapture.Exec("cat", SmallCapture.Start, 100), SmallCapture.Open("/etc/shadow", SmallCapture.Start + 1)));
        Assert.Equal(0, code);
        Assert.Contains($"1 captures in {folder}", errors);
        Assert.Single(Directory.GetFiles(folder, "*.scap.gz"));
    }

    [Fact]
    public void Messages_of_its_own_can_be_switched_off()
    {
        var rules = _captures.File("rules.yaml", Rules);
        var (code, _, errors) = Program.Run("watch", "-c", Configuration($"rules_files: [{rules}]\nlog_stderr: false\n"), "-r", _captures.Make(CaptureMaker.Open("/etc/shadow")));
        Assert.Equal((0, ""), (code, errors));
    }

    [Fact]
    public void A_bucket_gives_its_burst_at_once_and_then_by_its_rate()
    {
        var bucket = new TokenBucket(0.5, 2);
        bool[] taken = [.. new double[] { 0, 0, 0, 1, 2, 3, 100, 100, 100 }.Select(second => bucket.TryTake(TimeSpan.FromSeconds(second)))];
        Assert.Equal([true, true, false, false, true, false, true, true, false], taken);
    }
}
