using System.Text.Json;

namespace Lanner.Cli.Tests;

public sealed class EventsTests : IDisposable
{
    readonly CaptureMaker _captures = new();

    public void Dispose() => _captures.Dispose();

    string TwoOpens => _captures.Make(CaptureMaker.Open("/etc/passwd"), CaptureMaker.Open("/etc/shadow"));

    [Fact]
    public void Every_event_of_a_capture_is_a_line()
    {
        var (code, output, errors) = Program.Run("events", "-r", TwoOpens);
        Assert.Equal((0, ""), (code, errors));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("< openat fd=3(<f>/etc/passwd)", lines[0]);
        Assert.StartsWith("2 ", lines[1]);
    }

    [Fact]
    public void The_words_of_the_filter_are_joined_also_behind_options()
    {
        var (code, output, _) = Program.Run("events", "evt.type", "=", "openat", "-r", TwoOpens, "-p", "%fd.name", "and", "fd.name=/etc/shadow");
        Assert.Equal((0, "/etc/shadow\n"), (code, output));
    }

    [Fact]
    public void Captures_are_read_one_after_another_until_there_are_enough_lines()
    {
        var path = TwoOpens;
        Assert.Equal("1\n2\n3\n", Program.Run("events", "-r", path, "-r", path, "-p", "%evt.num", "-n", "3").Output);
    }

    [Fact]
    public void Json_is_an_object_a_line()
    {
        var (_, output, _) = Program.Run("events", "-j", "-r", TwoOpens, "-n", "1");
        using var parsed = JsonDocument.Parse(output);
        Assert.Equal("openat", parsed.RootElement.GetProperty("evt.type").GetString());
        Assert.Equal(1, parsed.RootElement.GetProperty("evt.num").GetInt32());
    }

    [Fact]
    public void The_container_line_is_an_option_of_its_own_or_a_short_name()
    {
        var path = TwoOpens;
        var line = Program.Run("events", "-pc", "-r", path).Output;
        Assert.Contains(" (100:", line);
        Assert.Equal(line, Program.Run("events", "-pcontainer", "-r", path).Output);
        Assert.Equal(line, Program.Run("events", "-p", "c", "-r", path).Output);
    }

    [Fact]
    public void What_precedes_damage_is_printed_then_one_line()
    {
        var path = TwoOpens;
        var bytes = File.ReadAllBytes(path);
        bytes[^4] ^= 0x55;
        File.WriteAllBytes(path, bytes);
        var (code, output, errors) = Program.Run("events", "-r", path, "-p", "%fd.name");
        Assert.Equal((2, "/etc/passwd\n"), (code, output));
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("made.scap", errors);
    }

    [Fact]
    public void A_filter_that_is_wrong_is_shown_with_its_place()
    {
        var (code, output, errors) = Program.Run("events", "-r", TwoOpens, "evt.type=openat", "and", "fd.nme=x");
        Assert.Equal((2, ""), (code, output));
        var lines = errors.TrimEnd().Split('\n');
        Assert.Equal(lines[1].IndexOf("fd.nme", StringComparison.Ordinal), lines[2].IndexOf("^^^^^^", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("events", "-n", "0")]
    [InlineData("events", "-s", "70000")]
    [InlineData("events", "-p", "%nothing", "-r", "/dev/null")]
    [InlineData("events", "-r", "/etc/passwd")]
    [InlineData("events", "-r", "/nonexistent")]
    [InlineData("events", "-r", "/etc/passwd", "(((")]
    public void Bad_input_ends_with_2_and_says_why(params string[] arguments)
    {
        var (code, output, errors) = Program.Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.NotEqual("", errors.Trim());
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public void A_reader_that_has_seen_enough_is_no_failure()
    {
        var path = _captures.Make([.. Enumerable.Range(0, 20_000).Select(i => CaptureMaker.Open($"/etc/{i}"))]);
        var (code, output, errors) = Program.RunShell($"\"$LANNER\" events -r '{path}' | head -1; echo ${{PIPESTATUS[0]}}");
        Assert.Equal((0, ""), (code, errors));
        Assert.EndsWith("\n0\n", output);
    }

    [Fact]
    public void Help_shows_examples_and_the_list_the_events()
    {
        Assert.Contains("sudo lanner events evt.type=execve", Program.Run("events", "--help").Output);
        var (code, output, _) = Program.Run("events", "--list-events");
        Assert.Equal(0, code);
        Assert.Contains("< openat(fd, dirfd, name, flags, mode, dev, ino)", output);
        Assert.Contains("> procexit(", output);
    }
}
