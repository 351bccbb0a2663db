using System.Text.Json;

namespace Lanner.Cli.Tests;

/// <summary>`lanner record` on captures: what is written must tell the same as what was read.</summary>
public sealed class RecordTests : IDisposable
{
    const string Rules = """
        - rule: Container opens shadow
          desc: for tests
          condition: evt.type = openat and fd.name endswith shadow and container.name = web
          output: read %fd.name by %proc.name in %container.name
          priority: ERROR
        - rule: Read of shadow
          desc: for tests
          condition: evt.type = read and fd.name endswith shadow
          output: read %fd.name by %proc.name
          priority: WARNING
        """;

    readonly string _folder = Directory.CreateTempSubdirectory("lanner-record-").FullName;

    string this[string name] => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A program in a container opens and reads a file.</summary>
    /// <param name="answersLate">The container's engine answers after the open; else before.</param>
    string Incident(bool answersLate = false)
    {
        var answer = SmallCapture.Container(SmallCapture.Id('a'), "web", SmallCapture.Start + (answersLate ? 4u : 1));
        List<byte[]> events =
        [
            SmallCapture.Exec("sh", SmallCapture.Start, 100, SmallCapture.Id('a')),
            SmallCapture.ChangeDirectory("/etc", SmallCapture.Start + 1),
            SmallCapture.ChangeDirectory("sub", SmallCapture.Start + 2),
            SmallCapture.Open("shadow", SmallCapture.Start + 3),
            SmallCapture.Read(SmallCapture.Start + 5),
            SmallCapture.Open("/tmp/x", SmallCapture.Start + 6, fd: 4),
            SmallCapture.Read(SmallCapture.Start + 7),
        ];
        events.Insert(answersLate ? 4 : 1, answer);
        return SmallCapture.Write(this["incident.scap"], events);
    }

    List<string> Alerts(params string[] captures)
    {
        File.WriteAllText(this["r.yaml"], Rules);
        var (code, output, errors) = Program.Run(["watch", "--json", "--rules", this["r.yaml"], .. captures.SelectMany(c => new[] { "-r", c })]);
        Assert.True(code == 0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using var alert = JsonDocument.Parse(line);
            return alert.RootElement.GetProperty("time").GetString() + " " + alert.RootElement.GetProperty("output").GetString();
        })];
    }

    static string Record(params string[] arguments)
    {
        var (code, output, errors) = Program.Run(["record", .. arguments]);
        Assert.True(code == 0, errors);
        Assert.Equal("", output);
        return errors;
    }

    [Theory]
    [InlineData("again.scap", false), InlineData("again.scap.gz", true)]
    public void A_recording_gives_the_alerts_of_its_original(string name, bool answersLate)
    {
        var original = Incident(answersLate);
        Assert.Contains("8 events, 0 dropped", Record("-r", original, "-w", this[name]));
        Assert.Equal(3, Alerts(original).Count);
        Assert.Equal(Alerts(original), Alerts(this[name]));
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal), File.ReadAllBytes(this[name]).AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]));
    }

    [Fact]
    public void What_is_watched_can_be_recorded_and_judged_again()
    {
        var original = Incident(answersLate: true);
        var expected = Alerts(original);
        var (code, output, errors) = Program.Run("watch", "--rules", this["r.yaml"], "-r", original, "-w", this["seen.scap.gz"]);
        Assert.Equal(0, code);
        Assert.NotEqual("", output);
        Assert.Contains("8 events, 0 dropped, recorded", errors);
        Assert.Equal(expected, Alerts(this["seen.scap.gz"]));
        // A recording that cannot be made does not keep the rules from judging.
        (code, output, errors) = Program.Run("watch", "--rules", this["r.yaml"], "-r", original, "-w", this["no/such/x"]);
        Assert.Equal(expected.Count, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("nothing is recorded any more", errors);
    }

    [Fact]
    public void A_capture_around_an_alert_is_of_its_container_and_gives_the_alert_again()
    {
        File.WriteAllText(this["r.yaml"], Rules);
        var original = SmallCapture.Write(this["two.scap"],
            SmallCapture.Exec("sh", SmallCapture.Start, 100, SmallCapture.Id('a')),
            SmallCapture.Exec("sh", SmallCapture.Start + 1, 200, SmallCapture.Id('b')),
            SmallCapture.Open("/b/shadow", SmallCapture.Start + 2, tid: 200),
            SmallCapture.Open("/a/shadow", SmallCapture.Start + 3),
            SmallCapture.Container(SmallCapture.Id('a'), "web", SmallCapture.Start + 4));
        var (code, output, errors) = Program.Run("watch", "--rules", this["r.yaml"], "-r", original,
            "--flight-recorder", "60s,8MB", "--capture-on", "error", "--capture-dir", this["captures"]);
        Assert.True(code == 0, errors);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("1 captures", errors);
        var capture = Assert.Single(Directory.GetFiles(this["captures"], "*.gz"));
        Assert.EndsWith("_Container-opens-shadow_aaaaaaaaaaaa.scap.gz", capture);
        Assert.Single(Alerts(capture), alert => alert.Contains("read /a/shadow by sh in web", StringComparison.Ordinal));
        Assert.Contains("lanner: 3 events", Program.Run("watch", "--rules", this["r.yaml"], "-r", capture).Errors);
    }

    [Theory]
    [InlineData("--flight-recorder", "soon"), InlineData("--flight-recorder", "60s,tiny"), InlineData("--flight-recorder", "64MB,60s")]
    [InlineData("--capture-on", "warning"), InlineData("--flight-recorder", "60s", "--capture-on", "bad")]
    [InlineData("--flight-recorder", "60s", "--capture-after", "2d"), InlineData("--flight-recorder", "60s", "--capture-max-total", "1KB")]
    public void Wrong_arguments_of_the_flight_recorder_end_with_2(params string[] arguments)
    {
        var (code, _, errors) = Program.Run(["watch", "-r", Incident(), .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(arguments[^2], errors);
    }

    [Fact]
    public void A_flight_recorder_that_would_never_write_is_told_of()
    {
        File.WriteAllText(this["r.yaml"], Rules);
        var errors = Program.Run("watch", "--rules", this["r.yaml"], "-r", Incident(), "--flight-recorder", "60s", "--capture-dir", this["captures"]).Errors;
        Assert.Contains("no rule says capture: true", errors);
    }

    [Fact]
    public void What_is_printed_can_be_recorded()
    {
        var (code, output, errors) = Program.Run("events", "-r", Incident(), "-w", this["printed"], "-n", "1", "evt.type=read");
        Assert.True(code == 0, errors);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("lanner: 1 events, 0 dropped, recorded", errors);
        Assert.Single(Alerts(this["printed"]), a => a.Contains("read /etc/sub/shadow by sh", StringComparison.Ordinal));
        Assert.Equal(3, Program.Run("events", "-r", Incident(), "-w", this["no/such/x"]).Code);
    }

    [Fact]
    public void Compression_is_by_name_unless_the_user_says_otherwise()
    {
        var original = Incident();
        Record("-r", original, "-w", this["a"], "-z");
        Record("-r", original, "-w", this["b.gz"], "--plain");
        Assert.Equal(0x1f, File.ReadAllBytes(this["a"])[0]);
        Assert.Equal(0x0a, File.ReadAllBytes(this["b.gz"])[0]);
        Assert.Equal(Alerts(original), Alerts(this["b.gz"]));
    }

    [Fact]
    public void Every_file_of_a_rotation_stands_alone()
    {
        var original = Incident();
        Assert.Contains("8 files", Record("-r", original, "-w", this["x"], "-e", "1"));
        var files = Enumerable.Range(0, 8).Select(n => this["x" + n]).ToArray();
        // The directory, relative to which the open is, was set in an earlier file; the name of what is read too.
        Assert.Single(Alerts(files[4]), a => a.Contains("/etc/sub/shadow", StringComparison.Ordinal));
        Assert.Single(Alerts(files[5]), a => a.Contains("read /etc/sub/shadow by sh", StringComparison.Ordinal));
        Assert.Equal(Alerts(original), files.SelectMany(f => Alerts(f)));
    }

    [Fact]
    public void Only_the_newest_files_are_kept_and_their_numbers_used_again()
    {
        Record("-r", Incident(), "-w", this["x"], "-e", "2", "-W", "2");
        Assert.Equal([this["x0"], this["x1"]], Directory.GetFiles(_folder, "x*").Order());
    }

    [Fact]
    public void What_a_filter_leaves_out_still_brings_state_up_to_date()
    {
        var original = Incident();
        var errors = Record("-r", original, "-w", this["reads"], "evt.type=read", "and", "fd.num=3");
        Assert.Contains("lanner: 2 events", errors);
        Assert.Contains("6 further events", errors);
        var alerts = Alerts(this["reads"]);
        // The open is there for state's sake and is not judged.
        Assert.Equal(2, alerts.Count);
        Assert.All(alerts, a => Assert.Contains("read /etc/sub/shadow by sh", a));
        // Once more, without a filter: marked events stay marked.
        Record("-r", this["reads"], "-w", this["copy"]);
        Assert.Equal(alerts, Alerts(this["copy"]));
    }

    [Fact]
    public void The_number_of_events_can_be_limited()
    {
        Assert.Contains("lanner: 1 events", Record("-r", Incident(), "-w", this["one"], "-n", "1", "evt.type=openat"));
        Assert.Single(Alerts(this["one"]));
    }

    [Fact]
    public void Several_captures_become_one_with_a_section_each()
    {
        var first = Incident();
        var second = SmallCapture.Write(this["other.scap"], SmallCapture.Read(SmallCapture.Start + 10), SmallCapture.Open("/x/shadow", SmallCapture.Start + 11), SmallCapture.Read(SmallCapture.Start + 12));
        Record("-r", first, "-r", second, "-w", this["both"]);
        Assert.Equal(Alerts(first, second), Alerts(this["both"]));
        Assert.Equal(4, Alerts(this["both"]).Count);
    }

    [Fact]
    public void A_capture_of_ours_and_one_of_an_old_sysdig_can_be_recorded_again_for_an_old_sysdig()
    {
        Record("-r", Incident(), "-w", this["old"], "--compat");
        Assert.Equal(Alerts(Incident()), Alerts(this["old"]));
    }

    [Theory]
    [InlineData("record")]
    [InlineData("record", "-w", "/tmp/x", "-W", "3")]
    [InlineData("record", "-w", "-", "-C", "1")]
    [InlineData("record", "-w", "/tmp/x", "-z", "--plain")]
    [InlineData("record", "-w", "/tmp/x", "-C", "0")]
    [InlineData("record", "-w", "/tmp/x", "-r", "/nonexistent/x.scap")]
    [InlineData("record", "-w", "/tmp/x", "-r", "/etc/passwd", "evt.typ=open")]
    public void Bad_input_ends_with_2_and_says_why(params string[] arguments)
    {
        var (code, output, errors) = Program.Run([.. arguments.Select(a => a == "/tmp/x" ? this["never"] : a)]);
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.NotEqual("", errors.Trim());
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public void A_file_that_cannot_be_written_ends_with_3_and_says_why()
    {
        var (code, _, errors) = Program.Run("record", "-r", Incident(), "-w", this["no/such/folder"]);
        Assert.Equal(3, code);
        Assert.Contains("no/such/folder: cannot be written", errors);
    }

    [Fact]
    public void Standard_output_can_be_piped_into_another()
    {
        var (code, output, errors) = Program.Run("record", "-r", Incident(), "-w", "-", "--plain");
        Assert.True(code == 0, errors);
        Assert.StartsWith("\n\r\r\n", output);
    }
}
