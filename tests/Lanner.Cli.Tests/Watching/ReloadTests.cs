using System.Text.Json;

namespace Lanner.Cli.Tests.Watching;

/// <summary>Configuration and rules that change while a watch goes on, asked for by SIGHUP.</summary>
public sealed class ReloadTests : IDisposable
{
    readonly CaptureMaker _files = new();

    public void Dispose() => _files.Dispose();

    string Rules(params string[] names) => _files.File("rules.yaml", string.Concat(names.Select(name => $"""
        - rule: {name}
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow
          output: {name} %fd.name
          priority: ERROR

        """)));

    [Fact]
    public async Task What_changed_is_told_by_name()
    {
        await using var watch = await RunningWatch.Start("-o", "watch_config_files=false", "--rules", Rules("A", "B", "C"));
        Rules("B", "C", "D", "E", "F", "G");
        watch.Send(RunningWatch.HangUp);
        Assert.EndsWith(": 4 rules added (D, E, F, ...), 1 removed (A); 6 rules at work", await watch.Line("reloaded in"));
        _files.File("rules.yaml", File.ReadAllText(Rules("B", "C")).Replace("/etc/shadow", "/etc/passwd"));
        watch.Send(RunningWatch.HangUp);
        Assert.EndsWith(": 4 rules removed (D, E, F, ...), 2 changed (B, C); 2 rules at work", await watch.Line("reloaded in"));
        watch.Send(RunningWatch.HangUp);
        Assert.EndsWith(": no rule changed; 2 rules at work", await watch.Line("reloaded in"));
        Assert.Equal(0, (await watch.End()).Code);
    }

    [Theory]
    [InlineData("- rule: A\n  condition: evt.type = \n", "error")]
    [InlineData("- rule: [", "rules.yaml:")]
    [InlineData("", "no rule is left")]
    [InlineData(null, "rules.yaml")]
    public async Task Rules_that_are_broken_change_nothing(string? content, string says)
    {
        var rules = Rules("A");
        await using var watch = await RunningWatch.Start("--json", "-o", "watch_config_files=false", "--rules", rules);
        if (content is null) File.Delete(rules);
        else File.WriteAllText(rules, content);
        watch.Send(RunningWatch.HangUp);
        var line = await watch.Line("reload failed: the rules have ");
        Assert.Contains("1 rule at work as before", line);
        Assert.Contains(says, line);
        Rules("A", "B");
        watch.Send(RunningWatch.HangUp);
        Assert.EndsWith(": 1 rule added (B); 2 rules at work", await watch.Line("reloaded in"));
        var (code, output, _) = await watch.End();
        Assert.Equal(0, code);
        using var alert = JsonDocument.Parse(output);
        Assert.Equal(("Lanner internal: reload failed", "Critical", "internal"), (alert.RootElement.GetProperty("rule").GetString(),
            alert.RootElement.GetProperty("priority").GetString(), alert.RootElement.GetProperty("source").GetString()));
        Assert.Contains(says, alert.RootElement.GetProperty("output_fields").GetProperty("first_error").GetString());
    }

    [Fact]
    public async Task A_broken_configuration_changes_nothing_and_a_good_one_takes_effect()
    {
        var configuration = _files.File("lanner.yaml", $"rules_files: [{Rules("A", "B")}]\n");
        await using var watch = await RunningWatch.Start("-c", configuration, "-o", "watch_config_files=false");
        File.AppendAllText(configuration, "priority: loud\n");
        watch.Send(RunningWatch.HangUp);
        Assert.Contains("reload failed: the configuration has 1 error; 2 rules at work as before; first: ", await watch.Line("reload failed"));
        File.WriteAllText(configuration, $"rules_files: [{Rules("A", "B")}]\nrules: [{{disable: {{rule: A}}}}]\nengine: {{modern_ebpf: {{buf_size_preset: 2}}}}\n");
        watch.Send(RunningWatch.HangUp);
        Assert.EndsWith(": 1 rule removed (A); 1 rule at work", await watch.Line("reloaded in"));
        Assert.EndsWith("engine: the change takes effect only after a restart", await watch.Line("restart"));
    }

    [Fact]
    public async Task Many_reloads_at_once_are_one_after_another()
    {
        await using var watch = await RunningWatch.Start("-o", "watch_config_files=false", "--rules", Rules("A"));
        Rules("A", "B");
        for (var i = 0; i < 20; i++) watch.Send(RunningWatch.HangUp);
        Assert.EndsWith("2 rules at work", await watch.Line("reloaded in"));
        Rules("A", "B", "C");
        watch.Send(RunningWatch.HangUp);
        Assert.EndsWith("3 rules at work", await watch.Line("3 rules"));
        Assert.Equal(0, (await watch.End()).Code);
    }

    [Fact]
    public async Task A_watch_that_ends_while_it_reloads_ends()
    {
        await using var watch = await RunningWatch.Start("-o", "watch_config_files=false", "--rules", Rules("A"));
        for (var i = 0; i < 5; i++) watch.Send(RunningWatch.HangUp);
        Assert.Equal(0, (await watch.End()).Code);
    }

    [Fact]
    public async Task Outputs_change_with_the_configuration()
    {
        string Configuration(string file, string rest = "") =>
            _files.File("lanner.yaml", $"rules_files: [{Rules("A")}]\nfile_output: {{enabled: true, keep_alive: true, filename: {file}}}\n{rest}");
        var (first, second) = (_files.File("first", ""), _files.File("second", ""));
        await using var watch = await RunningWatch.Start("-c", Configuration(first), "-o", "watch_config_files=false");
        Configuration(second, "json_output: true\n");
        watch.Send(RunningWatch.HangUp);
        await watch.Line("reloaded in");
        Configuration(first, "priority: loud\n");
        watch.Send(RunningWatch.HangUp);
        await watch.Line("reload failed");
        Assert.Equal(0, (await watch.End()).Code);
        Assert.Empty(File.ReadAllText(first));
        using var alert = JsonDocument.Parse(File.ReadAllText(second));
        Assert.Equal("Lanner internal: reload failed", alert.RootElement.GetProperty("rule").GetString());
    }
}
