using System.Text.Json;

namespace Lanner.Cli.Tests.Watching;

/// <summary>Floods of the same alert.</summary>
public sealed class FoldTests : IDisposable
{
    const ulong Second = 1_000_000_000;

    const string Rules = """
        - rule: Shadow
          desc: for tests
          condition: evt.type = openat and fd.name startswith /etc/shadow
          output: read %fd.name
          priority: ERROR
        - rule: Shadow again
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow-other
          output: read %fd.name as well
          priority: ERROR
        """;

    readonly CaptureMaker _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>Opens of a file each second, one after the other.</summary>
    static IEnumerable<byte[]> Opens(int count, int from = 0, string name = "/etc/shadow") =>
        Enumerable.Range(from, count).Select(i => SmallCapture.Open($"{name}", SmallCapture.Start + (ulong)(i + 1) * Second));

    (string[] Lines, string Errors) Watch(IEnumerable<byte[]> events, params string[] arguments)
    {
        var capture = _files.Make([SmallCapture.Exec("cat", SmallCapture.Start, 100), .. events]);
        var (code, output, errors) = Program.Run(["watch", "--rules", _files.File("rules.yaml", Rules), "-r", capture, .. arguments]);
        Assert.True(code == 0, errors);
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
    }

    [Fact]
    public void After_ten_they_are_counted_and_the_last_says_how_many()
    {
        var (lines, errors) = Watch(Opens(25));
        Assert.Equal(11, lines.Length);
        Assert.All(lines[..10], line => Assert.DoesNotContain("such alerts", line));
        Assert.Matches(@" Error read /etc/shadow .*\(15 such alerts since \d\d:\d\d:\d\d\.000\)$", lines[10]);
        Assert.Contains("25 alerts in", errors);
        Assert.Contains("15 of the alerts were repeats and went out as 1 count", errors);
    }

    [Fact]
    public void The_count_is_a_field_with_the_first_and_the_last_time()
    {
        var (lines, _) = Watch(Opens(25), "--json");
        using var alert = JsonDocument.Parse(lines[^1]);
        var root = alert.RootElement;
        var fields = root.GetProperty("output_fields");
        Assert.Equal(15, fields.GetProperty("alert.count").GetInt32());
        Assert.Equal(fields.GetProperty("alert.last_time").GetString(), root.GetProperty("time").GetString());
        var time = DateTime.Parse(fields.GetProperty("alert.last_time").GetString()!) - DateTime.Parse(fields.GetProperty("alert.first_time").GetString()!);
        Assert.Equal(14, time.TotalSeconds);
        Assert.Equal(("Shadow", "Error", "/etc/shadow"), (root.GetProperty("rule").GetString(), root.GetProperty("priority").GetString(), fields.GetProperty("fd.name").GetString()));
        using var first = JsonDocument.Parse(lines[0]);
        Assert.False(first.RootElement.GetProperty("output_fields").TryGetProperty("alert.count", out _));
    }

    [Fact]
    public void Each_window_begins_anew_and_its_count_goes_out_before_the_next()
    {
        var (lines, _) = Watch(Opens(100), "--fold", "30s,2");
        // From the first alert on, 30 seconds at a time: 30, 30, 30 and 10.
        int[] counts = [28, 28, 28, 8];
        Assert.Equal(12, lines.Length);
        for (var i = 0; i < 4; i++) Assert.Contains($"({counts[i]} such alerts", lines[3 * i + 2]);
        Assert.Equal(4, lines.Count(line => line.Contains("such alerts")));
    }

    [Fact]
    public void Only_what_is_of_one_rule_and_one_program_is_folded()
    {
        var events = Opens(3).Concat(Opens(3, 3, "/etc/shadow-other")).Append(SmallCapture.Exec("dog", SmallCapture.Start + 7 * Second, 100)).Concat(Opens(3, 8));
        var (lines, _) = Watch(events, "--fold", "60s,1");
        Assert.Equal(["(5 such alerts", "(2 such alerts", "(2 such alerts"], lines.Where(line => line.Contains("such alerts")).Select(line => line[line.LastIndexOf('(')..][..14]));
        Assert.Equal(6, lines.Length);
    }

    [Fact]
    public void A_single_repeat_is_told_as_it_is()
    {
        var (lines, _) = Watch(Opens(11));
        Assert.Equal(11, lines.Length);
        Assert.All(lines, line => Assert.DoesNotContain("such alerts", line));
    }

    [Theory]
    [InlineData("--fold", "off")]
    [InlineData("-o", "fold.enabled=false")]
    [InlineData("-o", "fold={after: 1000, window: 1h}")]
    public void It_can_be_switched_off(params string[] arguments) => Assert.Equal(25, Watch(Opens(25), arguments).Lines.Length);

    [Fact]
    public void Who_is_called_falco_does_not_fold()
    {
        var capture = _files.Make([SmallCapture.Exec("cat", SmallCapture.Start, 100), .. Opens(25)]);
        var (code, output, errors) = Program.Run("falco", "-c", _files.File("falco.yaml", "log_syslog: false\n"), "-r", _files.File("rules.yaml", Rules), "-e", capture);
        Assert.True(code == 0, errors);
        Assert.Equal(25, output.Split('\n').Count(line => line.Contains("read /etc/shadow")));
    }

    [Theory]
    [InlineData("never")]
    [InlineData("0s")]
    [InlineData("60s,-1")]
    [InlineData("60s,1,2")]
    [InlineData("60s,99999999999999999999")]
    public void What_is_no_time_and_number_is_refused(string text)
    {
        var (code, _, errors) = Program.Run("watch", "--fold", text);
        Assert.Equal(2, code);
        Assert.Contains($"--fold: '{text}' is neither off nor a time and a number like 60s,10", errors);
    }

    [Fact]
    public void A_wrong_value_in_the_configuration_is_told_with_its_place()
    {
        var (code, _, errors) = Program.Run("watch", "-c", _files.File("lanner.yaml", "fold:\n  window: 1ms\n  after: many\n  windw: 3s\n"));
        Assert.Equal(2, code);
        Assert.Contains("lanner.yaml:2:11: error: 'fold.window' must be a time", errors);
        Assert.Contains("lanner.yaml:3:10: error: 'fold.after' must be a whole number", errors);
        Assert.Contains("did you mean 'window'?", errors);
    }
}
