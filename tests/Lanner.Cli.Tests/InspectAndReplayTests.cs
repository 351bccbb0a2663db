using System.Text.Json;

using Lanner.Events;

namespace Lanner.Cli.Tests;

public sealed class InspectAndReplayTests : IDisposable
{
    const ulong Start = 1_700_000_000_000_000_000;
    const ulong Second = 1_000_000_000;

    readonly CaptureMaker _captures = new();

    public void Dispose() => _captures.Dispose();

    string Rules => _captures.File("rules.yaml", """
        - rule: Shadow
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow
          output: read %fd.name
          priority: ERROR
        """);

    /// <summary>A process reads, connects in vain, reads what it must not, deletes, and ends.</summary>
    string Incident => _captures.Make(
        CaptureMaker.Open("/etc/early", Start - 20 * Second),
        CaptureMaker.Open("/etc/hosts", Start - 3 * Second),
        Unlink("/tmp/a\e[2J", Start - 2 * Second),
        CaptureMaker.Open("/etc/shadow", Start),
        Unlink("/tmp/b", Start + Second),
        new EventBuilder(EventCode.ProcexitEnter, Start + 2 * Second, 100).Set("status", 0).Set("ret", 3).Set("sig", 0).Set("core", 0).Set("reaper_tid", 1).Build(),
        CaptureMaker.Open("/etc/shadow", Start + 60 * Second));

    static byte[] Unlink(string path, ulong time) => new EventBuilder(EventCode.UnlinkExit, time, 100).Set("res", 0).Set("path", path).Build();

    [Fact]
    public void Replay_tells_what_led_to_an_alert_and_what_followed()
    {
        var (code, output, errors) = Program.Run("replay", "--rules", Rules, Incident);
        Assert.Equal((0, ""), (code, errors));
        string[] expected =
        [
            "-2.000 s", "read /etc/hosts", "deleted /tmp/a\\x1B[2J", "read /etc/shadow", "=>", "ALERT 1: Error: Shadow", "+1.000 s", "deleted /tmp/b",
            "+2.000 s", "exited with code 3",
        ];
        var at = 0;
        foreach (var piece in expected)
        {
            var next = output.IndexOf(piece, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"'{piece}' is not behind {at} in:\n{output}");
            at = next;
        }

        Assert.DoesNotContain("/etc/early", output);
    }

    [Fact]
    public void Programs_permissions_and_what_is_missing_are_told_as_people_say_them()
    {
        var capture = _captures.Make(
            new EventBuilder(EventCode.ExecveExit, Start - Second, 100).Set("res", 0).Set("exe", "cat").Set("args", "/etc/shadow\0"u8).Set("tid", 100).Set("pid", 100)
                .Set("ptid", 1).Set("cwd", "/").Set("comm", "cat").Set("trusted_exepath", "/bin/busybox").Build(),
            new EventBuilder(EventCode.OpenatExit, Start - Second + 1, 100).Set("fd", -2).Set("dirfd", -100).Set("name", "/etc/gone").Set("flags", 1).Set("mode", 0).Build(),
            new EventBuilder(EventCode.ChmodExit, Start - Second + 2, 100).Set("res", 0).Set("filename", "/tmp/x").Set("mode", 0b1001_1110_1101).Build(),
            CaptureMaker.Open("/etc/shadow", Start));
        var output = Program.Run("replay", "--rules", Rules, capture).Output;
        Assert.Contains("started cat /etc/shadow (the program is /bin/busybox)", output);
        Assert.Contains("looked for /etc/gone, which is not there", output);
        Assert.Contains("changed permissions of /tmp/x to 4755, executable, with its owner's rights", output);
    }

    [Fact]
    public void The_time_around_is_chosen()
    {
        Assert.Contains("/etc/early", Program.Run("replay", "--rules", Rules, "--around", "1m", Incident).Output);
        Assert.DoesNotContain("deleted", Program.Run("replay", "--rules", Rules, "--around", "500ms", Incident).Output);
    }

    [Fact]
    public void Replay_as_json_is_one_object()
    {
        var (_, output, _) = Program.Run("replay", "--rules", Rules, "--alert", "2", "--json", Incident);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(2, json.RootElement.GetProperty("alert").GetProperty("number").GetInt32());
        Assert.Contains(json.RootElement.GetProperty("steps").EnumerateArray(), s => s.TryGetProperty("alert", out var a) && a.GetProperty("chosen").GetBoolean());
        Assert.Equal(0, json.RootElement.GetProperty("left_out").GetInt32());
    }

    [Fact]
    public void An_alert_that_is_not_there_is_told()
    {
        var (code, output, errors) = Program.Run("replay", "--rules", Rules, "--alert", "3", Incident);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("has 2 alerts by these rules; there is no number 3", errors);
    }

    [Fact]
    public void Inspect_is_one_page()
    {
        var (code, output, errors) = Program.Run("inspect", "--rules", Rules, Incident);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("(80 s)", output);
        Assert.Contains("2 by 1 rule;", output);
        Assert.Contains("2  Error: Shadow (first is number 1", output);
        Assert.Contains("2  /etc/shadow", output);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public void Inspect_as_json_is_one_object()
    {
        var (code, output, _) = Program.Run("inspect", "--rules", Rules, "--json", Incident);
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(7, json.RootElement.GetProperty("events").GetInt32());
        Assert.Equal("Shadow", json.RootElement.GetProperty("alerts")[0].GetProperty("rule").GetString());
        Assert.False(JsonDocument.Parse(Program.Run("inspect", "--no-rules", "--json", Incident).Output).RootElement.TryGetProperty("alerts", out _));
    }

    [Fact]
    public void Both_tell_what_precedes_damage()
    {
        var path = Incident;
        var bytes = File.ReadAllBytes(path);
        bytes[^4] ^= 0x55;
        File.WriteAllBytes(path, bytes);
        foreach (var verb in new[] { "inspect", "replay" })
        {
            var (code, output, errors) = Program.Run(verb, "--rules", Rules, path, "--json");
            Assert.Equal((2, verb, true), (code, verb, output.Contains("Shadow", StringComparison.Ordinal)));
            JsonDocument.Parse(output).Dispose();
            Assert.Contains("made.scap", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        }
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("inspect", "/etc/passwd")]
    [InlineData("inspect", "/nonexistent")]
    [InlineData("replay", "-")]
    [InlineData("replay", "/etc/passwd")]
    [InlineData("replay", "--alert", "0", "x")]
    [InlineData("replay", "--around", "soon", "x")]
    [InlineData("replay", "--rules", "/nonexistent", "x")]
    public void Bad_input_ends_with_2_and_says_why(params string[] arguments)
    {
        var (code, output, errors) = Program.Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.NotEqual("", errors.Trim());
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public void Help_shows_examples()
    {
        Assert.Contains("lanner replay --alert 3 --around 2m", Program.Run("replay", "--help").Output);
        Assert.Contains("lanner inspect --json", Program.Run("inspect", "--help").Output);
    }
}
