using Xunit;

namespace Lanner.Live.Tests;

/// <summary>Input that cannot be used ends with a message that says where and what to do, and with the right exit code.</summary>
public sealed class BadInputTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lanner-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [LiveFact]
    public async Task A_rule_file_that_is_not_there_is_named()
    {
        var file = Path.Combine(folder.FullName, "absent.yaml");

        var result = await WatchWith(file);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(file, Message(result), StringComparison.Ordinal);
    }

    [LiveFact]
    public async Task Broken_yaml_is_pointed_at()
    {
        var file = Write("- rule: Broken\n  condition: [unclosed\n  output: x\n");

        var result = await WatchWith(file);

        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"rules\.yaml:[0-9]+:[0-9]+", Message(result));
    }

    [LiveFact]
    public async Task An_unknown_field_is_pointed_at()
    {
        var file = Write("""
            - rule: Unknown field
              desc: a field that is none
              condition: evt.type = execve and proc.nonsense = bash
              output: "x"
              priority: WARNING
            """);

        var result = await WatchWith(file);

        Assert.Equal(2, result.ExitCode);
        var message = Message(result);
        Assert.Contains("rules.yaml:3:", message, StringComparison.Ordinal);
        Assert.Contains("proc.nonsense", message, StringComparison.Ordinal);
    }

    [LiveFact]
    public async Task Without_root_it_says_that_root_is_missing()
    {
        var program = CopyForEverybody();

        var result = await Command.Run(
            "setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", program, "watch", "--json"]);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("root", Message(result), StringComparison.Ordinal);
    }

    static Task<Command.Result> WatchWith(string rules) => Command.Run(Machine.Program, ["watch", "--json", "--rules", rules]);

    // What it says: something, for a person, and nothing on standard output.
    static string Message(Command.Result result)
    {
        Assert.Empty(result.Output);
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(lines.Length, 1, 10);
        Assert.DoesNotContain(lines, line => line.StartsWith("   at ", StringComparison.Ordinal) || line.Contains("Unhandled", StringComparison.Ordinal));
        return result.Error;
    }

    string Write(string text)
    {
        var file = Path.Combine(folder.FullName, "rules.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    // The checkout may lie in root's home, where nobody else may look.
    string CopyForEverybody()
    {
        var source = Path.GetDirectoryName(Environment.GetEnvironmentVariable("LANNER_BINARY"));
        if (source is null) return Machine.Program;
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder.FullName, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Path.Combine(folder.FullName, "lanner");
    }
}
