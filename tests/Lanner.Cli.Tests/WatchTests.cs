using System.Text.Json;

using Lanner.Events;

namespace Lanner.Cli.Tests;

public sealed class WatchTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lanner-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string FileOf(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A capture as small as one can be: a section header and the given events.</summary>
    string Capture(params byte[][] events)
    {
        var path = Path.Combine(_folder, "made.scap");
        using var file = new BinaryWriter(File.Create(path));
        foreach (var word in new uint[] { 0x0A0D0D0A, 28, 0x1A2B3C4D, 0x0002_0001, uint.MaxValue, uint.MaxValue, 28 }) file.Write(word);
        foreach (var bytes in events)
        {
            var length = (8 + 2 + bytes.Length + 4 + 3) / 4 * 4;
            file.Write(0x216);
            file.Write(length);
            file.Write((ushort)0);
            file.Write(bytes);
            file.Write(new byte[length - 14 - bytes.Length]);
            file.Write(length);
        }

        return path;
    }

    static byte[] Open(string name, ulong time = 1_700_000_000_000_000_000) => new EventBuilder(EventCode.OpenatExit, time, 100)
        .Set("fd", 3).Set("dirfd", -100).Set("name", name).Set("flags", 1).Set("mode", 0).Set("dev", 1).Set("ino", 1).Build();

    const string ShadowRule = """
        - rule: Shadow
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow
          output: read %fd.name
          priority: ERROR
          tags: [secret]
        """;

    [Fact]
    public void With_stats_it_tells_what_each_rule_cost()
    {
        var rules = FileOf("r.yaml", ShadowRule + "\n" + ShadowRule.Replace("Shadow", "Never").Replace("/etc/shadow", "/never") + "\n");
        var (code, _, errors) = Program.Run("watch", "--stats", "--rules", rules, "-r", Capture(Open("/etc/passwd"), Open("/etc/shadow"), Open("/etc/shadow")));
        Assert.Equal(0, code);
        var lines = errors.Split('\n');
        var table = lines.SkipWhile(line => !line.StartsWith("what rules cost", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["evaluated", "asked", "matched", "share", "ns/ask", "rule"], table[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["3", "2", "2"], table.Single(line => line.EndsWith("  Shadow", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3]);
        Assert.Contains("  1 rules never had to be asked", table);
        Assert.DoesNotContain("what rules cost", Program.Run("watch", "--rules", rules, "-r", Capture(Open("/etc/shadow"))).Item3, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    public void A_wrong_interval_of_stats_is_refused(string interval)
    {
        var (code, _, errors) = Program.Run("watch", "--stats-interval", interval, "-r", Capture(Open("/x")));
        Assert.Equal(2, code);
        Assert.Contains($"--stats-interval: '{interval}' is not a number of seconds", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_capture_it_is_only_said_what_would_be_done()
    {
        var rules = FileOf("r.yaml", ShadowRule + "\n  respond: [kill, pause]\n");
        var (code, output, errors) = Program.Run("watch", "--json", "--rules", rules, "--respond", "on", "-o", "responses.allow_host=true", "-r", Capture(Open("/etc/shadow")));
        Assert.Equal(0, code);
        var said = JsonDocument.Parse(output).RootElement.GetProperty("output_fields").GetProperty("response").GetString();
        Assert.Equal("would kill pid 100; pause container host: left alone, it happened outside of containers", said);
        Assert.Contains("1 rule asks for a response; of a capture it is only said what would be done", errors, StringComparison.Ordinal);
        Assert.Contains("response: would kill pid 100, for rule 'Shadow'", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--respond", "kill", "--respond: 'kill' is none of off, dry-run, on")]
    [InlineData("-o", "responses.mode=yes", "'responses.mode' must be one of off, dry-run, on")]
    [InlineData("-o", "responses.limit=often", "'responses.limit' must be such as '5 per minute'")]
    public void A_wrong_word_about_responses_is_refused(string option, string value, string message)
    {
        var (code, _, errors) = Program.Run("watch", option, value, "-r", Capture(Open("/x")));
        Assert.Equal(2, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_audit_file_that_cannot_be_written_ends_the_start()
    {
        var (code, _, errors) = Program.Run("watch", "--respond", "dry-run", "-o", "responses.audit_file=/nonexistent/a.jsonl", "-r", Capture(Open("/x")));
        Assert.Equal(3, code);
        Assert.Contains("/nonexistent/a.jsonl", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_is_judged_like_a_live_host()
    {
        var (code, output, errors) = Program.Run(
            "watch", "--json", "--rules", FileOf("r.yaml", ShadowRule), "-r", Capture(Open("/etc/passwd"), Open("/etc/shadow")));
        Assert.Equal(0, code);
        using var alert = JsonDocument.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("Shadow", alert.RootElement.GetProperty("rule").GetString());
        Assert.Equal("/etc/shadow", alert.RootElement.GetProperty("output_fields").GetProperty("fd.name").GetString());
        Assert.Equal("2023-11-14T22:13:20.000000000Z", alert.RootElement.GetProperty("time").GetString());
        Assert.Contains("2 events, 0 dropped, 1 alerts", errors);
    }

    [Fact]
    public void Rules_are_switched_by_name_tag_and_priority()
    {
        var rules = FileOf("r.yaml", ShadowRule);
        var capture = Capture(Open("/etc/shadow"));
        Assert.Equal("", Program.Run("watch", "--rules", rules, "-r", capture, "--disable", "Sha*").Output);
        Assert.Equal(2, Program.Run("watch", "--rules", rules, "-r", capture, "--disable-tag", "secret").Code);
        Assert.Equal(2, Program.Run("watch", "--rules", rules, "-r", capture, "--priority", "critical").Code);
        Assert.NotEqual("", Program.Run("watch", "--rules", rules, "-r", capture, "--disable", "*", "--enable", "Shadow").Output);
    }

    [Fact]
    public void A_damaged_capture_gives_what_precedes_the_damage_then_one_line()
    {
        var path = Capture(Open("/etc/shadow"), Open("/etc/passwd"));
        var bytes = File.ReadAllBytes(path);
        // The second event's block claims another length at its end than at its start.
        bytes[^4] ^= 0x55;
        File.WriteAllBytes(path, bytes);
        var (code, output, errors) = Program.Run("watch", "--rules", FileOf("r.yaml", ShadowRule), "-r", path);
        Assert.Equal(2, code);
        Assert.Contains("read /etc/shadow", output);
        Assert.Contains("made.scap", errors.TrimEnd().Split('\n')[^1]);
    }

    [Theory]
    [InlineData("watch", "--rules", "/nonexistent/rules.yaml")]
    [InlineData("watch", "-r", "/nonexistent/file.scap")]
    [InlineData("watch", "-r", "/etc/passwd")]
    [InlineData("watch", "--priority", "urgent")]
    [InlineData("watch", "--for", "soon")]
    [InlineData("watch", "--buffer", "3")]
    [InlineData("watch", "--follow")]
    [InlineData("watch", "--no-such-option")]
    [InlineData("no-such-verb")]
    public void Bad_input_ends_with_2_and_says_why(params string[] arguments)
    {
        var (code, output, errors) = Program.Run(arguments);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.NotEqual("", errors.Trim());
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public void A_broken_rule_is_shown_with_its_place()
    {
        var rules = FileOf("broken.yaml", "- rule: X\n  desc: d\n  condition: evt.type = openat and fd.nme = /etc/shadow\n  output: x\n  priority: ERROR\n");
        var (code, _, errors) = Program.Run("watch", "--rules", rules);
        Assert.Equal(2, code);
        Assert.Contains("broken.yaml:3:36: error", errors);
        Assert.Contains("fd.name", errors);
        Assert.Contains("nothing was started", errors);
    }

    [Fact]
    public void Help_shows_examples_and_exit_codes()
    {
        var (code, output, _) = Program.Run("watch", "--help");
        Assert.Equal(0, code);
        Assert.Contains("sudo lanner watch --rules", output);
        Assert.Contains("Exit codes", output);
        Assert.Contains("--disable-tag", output);
    }

    [Fact]
    public void Fields_lists_what_rules_can_ask()
    {
        var (code, output, _) = Program.Run("fields", "container.");
        Assert.Equal(0, code);
        Assert.Contains("container.id", output);
        Assert.DoesNotContain("proc.name", output);
    }

    [Fact]
    public void Text_of_a_hostile_capture_cannot_steer_the_terminal()
    {
        var rules = FileOf("r.yaml", ShadowRule.Replace("fd.name = /etc/shadow", "fd.name contains evil", StringComparison.Ordinal));
        var (_, output, _) = Program.Run("watch", "--rules", rules, "-r", Capture(Open("/evil\e[2J\u009b")));
        Assert.Contains("\\x1B[2J", output);
        Assert.DoesNotContain(output, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void A_recording_that_cannot_be_written_is_told_and_ends_with_3()
    {
        var (code, output, errors) = Program.Run(
            "watch", "--rules", FileOf("r.yaml", ShadowRule), "-r", Capture(Open("/etc/shadow")), "-w", "/nonexistent/x.scap");
        Assert.Equal(3, code);
        Assert.Contains("read /etc/shadow", output);
        Assert.Contains("/nonexistent/x.scap", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public void A_capture_that_grows_is_followed_until_told_to_stop()
    {
        var rules = FileOf("r.yaml", ShadowRule);
        var whole = File.ReadAllBytes(Capture(Open("/etc/shadow"), Open("/etc/shadow")));
        var half = 28 + (whole.Length - 28) / 2;
        var path = Path.Combine(_folder, "grows.scap");
        File.WriteAllBytes(path, whole[..half]);
        File.WriteAllBytes(path + ".rest", whole[half..]);
        var (code, output, _) = Program.RunShell($"""
            cd {_folder} && mkfifo alerts
            "$LANNER" watch --rules {rules} -r grows.scap --follow >alerts 2>/dev/null & lanner=$!
            exec 3<alerts
            read -r first <&3
            cat grows.scap.rest >>grows.scap
            read -r second <&3
            kill -TERM $lanner
            wait $lanner
            echo "ended with $?"
            echo "$first"
            echo "$second"
            """);
        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("ended with 0", lines[0]);
        Assert.All(lines[1..], line => Assert.Contains("read /etc/shadow", line));
        Assert.Equal(3, lines.Length);
    }
}
