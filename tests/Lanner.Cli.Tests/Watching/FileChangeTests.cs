namespace Lanner.Cli.Tests.Watching;

/// <summary>Files of a watch that change: whatever way they do, it takes effect without being asked for.</summary>
public sealed class FileChangeTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lanner-changes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    static string Rule(string name) => $"""
        - rule: {name}
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow
          output: {name} %fd.name
          priority: ERROR

        """;

    /// <summary>Puts a whole file in its place at once, so that no half of it can be seen.</summary>
    string Write(string name, params string[] rules)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At("unfinished"), string.Concat(rules.Select(Rule)));
        File.Move(At("unfinished"), At(name), overwrite: true);
        return At(name);
    }

    [Fact]
    public async Task A_file_that_is_written_to()
    {
        await using var watch = await RunningWatch.Start("--rules", Write("rules.yaml", "A"));
        File.AppendAllText(At("rules.yaml"), Rule("B"));
        await watch.Line(": 1 rule added (B); 2 rules at work");
    }

    [Fact]
    public async Task A_file_that_an_editor_puts_in_the_place_of_the_old_one()
    {
        await using var watch = await RunningWatch.Start("--rules", Write("rules.yaml", "A"));
        foreach (var name in new[] { "B", "C" })
        {
            File.Move(Write($"rules.yaml.{name}", "A", name), At("rules.yaml"), overwrite: true);
            Assert.Contains($"1 rule added ({name})", await watch.Line("reloaded in"));
        }
    }

    [Fact]
    public async Task A_folder_that_gains_and_loses_a_file()
    {
        Write("rules.d/one.yaml", "A");
        await using var watch = await RunningWatch.Start("--rules", At("rules.d"));
        Write("rules.d/two.yaml", "B");
        Assert.Contains("1 rule added (B)", await watch.Line("reloaded in"));
        File.Delete(At("rules.d/one.yaml"));
        Assert.EndsWith(": 1 rule removed (A); 1 rule at work", await watch.Line("reloaded in"));
    }

    [Fact]
    public async Task A_link_that_is_set_anew_as_Kubernetes_does_it()
    {
        Write("..1/rules.yaml", "A");
        Directory.CreateSymbolicLink(At("..data"), "..1");
        File.CreateSymbolicLink(At("rules.yaml"), "..data/rules.yaml");
        await using var watch = await RunningWatch.Start("--rules", At("rules.yaml"));
        for (var i = 2; i < 5; i++)
        {
            Write($"..{i}/rules.yaml", "A", $"B{i}");
            Directory.CreateSymbolicLink(At("..data_tmp"), $"..{i}");
            Assert.Equal(0, Program.RunOther("/bin/mv", "-T", At("..data_tmp"), At("..data")).Code);
            Directory.Delete(At($"..{i - 1}"), recursive: true);
            Assert.Contains($"1 rule added (B{i})", await watch.Line("reloaded in"));
        }
    }

    [Fact]
    public async Task A_folder_that_another_one_takes_the_place_of()
    {
        Write("rules.d/one.yaml", "A");
        Write("other.d/one.yaml", "A", "B");
        await using var watch = await RunningWatch.Start("--rules", At("rules.d"));
        Directory.Move(At("rules.d"), At("old.d"));
        Directory.Move(At("other.d"), At("rules.d"));
        Assert.Contains("1 rule added (B)", await watch.Line("reloaded in"));
        Write("rules.d/two.yaml", "C");
        Assert.Contains("1 rule added (C)", await watch.Line("reloaded in"));
    }

    [Fact]
    public async Task Files_of_a_configuration_that_come_later()
    {
        Write("here.yaml", "A");
        File.WriteAllText(At("lanner.yaml"), $"rules_files: [{At("here.yaml")}, {At("later/rules.yaml")}]\n");
        await using var watch = await RunningWatch.Start("-c", At("lanner.yaml"));
        Write("later/rules.yaml", "B");
        Assert.Contains("1 rule added (B)", await watch.Line("reloaded in"));
        Write("third.yaml", "C");
        File.WriteAllText(At("lanner.yaml"), $"rules_files: [{At("here.yaml")}, {At("third.yaml")}]\n");
        Assert.Contains("1 rule added (C), 1 removed (B)", await watch.Line("reloaded in"));
        Write("third.yaml", "C", "D");
        Assert.Contains("1 rule added (D)", await watch.Line("reloaded in"));
    }

    [Fact]
    public async Task A_file_that_is_broken_and_mended()
    {
        await using var watch = await RunningWatch.Start("--rules", Write("rules.yaml", "A"));
        File.AppendAllText(At("rules.yaml"), "- rule: [");
        Assert.Contains("1 rule at work as before", await watch.Line("reload failed"));
        Write("rules.yaml", "A", "B");
        Assert.Contains("1 rule added (B)", await watch.Line("reloaded in"));
    }

    [Fact]
    public async Task What_says_the_same_as_before_is_no_change()
    {
        await using var watch = await RunningWatch.Start("--rules", Write("rules.yaml", "A"));
        File.SetLastWriteTimeUtc(At("rules.yaml"), DateTime.UtcNow.AddHours(1));
        Write("rules.yaml", "A");
        Write("unrelated.yaml", "X");
        Write("rules.yaml", "A", "B");
        // The first that is told is the one that changed something.
        Assert.EndsWith(": 1 rule added (B); 2 rules at work", await watch.Line("reload"));
    }

    [Fact]
    public async Task Nothing_is_looked_at_when_the_configuration_says_so()
    {
        await using var watch = await RunningWatch.Start("-o", "watch_config_files=false", "--rules", Write("rules.yaml", "A"));
        await using var witness = await RunningWatch.Start("--rules", At("rules.yaml"));
        Write("rules.yaml", "A", "B");
        await witness.Line("1 rule added (B)");
        Write("rules.yaml", "A", "B", "C");
        watch.Send(RunningWatch.HangUp);
        Assert.Contains("2 rules added (B, C)", await watch.Line("reload"));
    }
}
