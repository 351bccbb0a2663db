using System.Text.Json;

using Lanner.Events;
using Lanner.Recording.Flight;
using Lanner.Rules;

namespace Lanner.Recording.Tests;

public sealed class FlightRecorderTests
{
    static readonly FlightRecorderOptions s_onWarning = new() { CaptureOn = RulePriority.Warning, Before = TimeSpan.FromSeconds(60), After = TimeSpan.FromSeconds(5) };

    [Fact]
    public void A_capture_has_what_was_before_and_after_the_alert_and_nothing_of_other_containers()
    {
        using var bench = new FlightBench(s_onWarning);
        bench.Seed(1);
        bench.Seed(10, FlightBench.Id('a'));
        bench.Seed(20, FlightBench.Id('b'));
        bench.Open(10, "/too-old");
        bench.NowNs += 100 * FlightBench.Second;
        bench.Open(10, "/before");
        bench.Open(20, "/other");
        bench.Open(1, "/host");
        bench.Open(10, "/alarm");
        bench.NowNs += 4 * FlightBench.Second;
        bench.Open(10, "/after");
        bench.NowNs += 4 * FlightBench.Second;
        bench.Open(10, "/too-late");
        bench.Recorder.Dispose();
        Assert.Equal(["/before", "/alarm", "/after"], FlightBench.Read(Assert.Single(bench.Files), out var tables));
        // The family: the container's process and its ancestor.
        Assert.Equal([1, 10], tables.Threads.Select(t => (int)t.Pid).Order());
    }

    [Fact]
    public void The_name_of_a_capture_is_safe_and_the_index_line_is_the_alert_with_its_capture()
    {
        using var bench = new FlightBench(s_onWarning);
        bench.Seed(10, FlightBench.Id('a'));
        bench.Open(10, "/alarm");
        bench.Recorder.Dispose();
        var name = Path.GetFileName(Assert.Single(bench.Files));
        Assert.Equal("20231114T221320.000Z_Alarm-..-bell_aaaaaaaaaaaa.scap.gz", name);
        using var line = JsonDocument.Parse(Assert.Single(bench.IndexLines));
        Assert.Equal("Alarm / ../ bell", line.RootElement.GetProperty("rule").GetString());
        Assert.Equal(name, line.RootElement.GetProperty("file").GetString());
        Assert.Equal("2023-11-14T22:13:20.000000000Z", line.RootElement.GetProperty("from").GetString());
        Assert.Equal("2023-11-14T22:13:25.000000000Z", line.RootElement.GetProperty("to").GetString());
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(mode, File.GetUnixFileMode(bench.Files[0]));
        Assert.Equal(mode, File.GetUnixFileMode(Path.Combine(Path.GetDirectoryName(bench.Files[0])!, CaptureFolder.IndexName)));
        Assert.Equal(mode | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(bench.Files[0])!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_replay_waits_for_the_writer_where_memory_is_used_up(bool compatible)
    {
        using var bench = new FlightBench(s_onWarning with { MemoryBytes = 1 << 20, Compatible = compatible });
        bench.Seed(10, FlightBench.Id('a'));
        for (var i = 0; i < 20_000; i++) bench.Open(10, $"/before{i}");
        bench.Open(10, "/alarm");
        for (var i = 0; i < 4000; i++) bench.Open(10, $"/after{i}");
        bench.Recorder.Dispose();
        Assert.Equal(0, bench.Recorder.Statistics.EventsLost);
        var names = FlightBench.Read(Assert.Single(bench.Files), out _);
        var alarm = names.IndexOf("/alarm");
        Assert.True(alarm > 1000, $"{alarm}");
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => $"/after{i}"), names.Skip(alarm + 1));
    }

    [Fact]
    public void A_second_alert_while_a_capture_is_written_makes_it_longer()
    {
        using var bench = new FlightBench(s_onWarning);
        bench.Seed(10, FlightBench.Id('a'));
        bench.Open(10, "/1alarm");
        bench.NowNs += 4 * FlightBench.Second;
        bench.Open(10, "/2alarm");
        bench.NowNs += 4 * FlightBench.Second;
        bench.Open(10, "/still");
        bench.NowNs += 4 * FlightBench.Second;
        bench.Open(10, "/over");
        bench.Open(10, "/3alarm");
        bench.Recorder.Dispose();
        Assert.Equal(2, bench.Files.Length);
        Assert.Equal(["/1alarm", "/2alarm", "/still"], FlightBench.Read(bench.Files[0], out _));
        // A new capture looks back as far as the first did.
        Assert.Equal(["/1alarm", "/2alarm", "/still", "/over", "/3alarm"], FlightBench.Read(bench.Files[1], out _));
        var files = bench.IndexLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("file").GetString());
        Assert.Equal([Path.GetFileName(bench.Files[0]), Path.GetFileName(bench.Files[0]), Path.GetFileName(bench.Files[1])], files);
        Assert.Equal((2, 1), (bench.Recorder.Statistics.Captures, bench.Recorder.Statistics.Extended));
    }

    [Theory]
    [InlineData("  capture: true", 1)]
    [InlineData("", 0)]
    public void Without_a_priority_only_rules_that_ask_for_it_are_captured(string key, int captures)
    {
        using var bench = new FlightBench(s_onWarning with { CaptureOn = null }, key);
        bench.Seed(10);
        bench.Open(10, "/alarm");
        bench.Recorder.Dispose();
        Assert.Equal(captures, bench.Files.Length);
    }

    [Fact]
    public void A_rule_may_say_how_long_its_capture_goes_on()
    {
        using var bench = new FlightBench(s_onWarning, "  capture: true\n  capture_duration: 20000");
        bench.Seed(10);
        bench.Open(10, "/alarm");
        bench.NowNs += 15 * FlightBench.Second;
        bench.Open(10, "/within");
        bench.Recorder.Dispose();
        Assert.Equal(["/alarm", "/within"], FlightBench.Read(bench.Files[0], out _));
    }

    [Fact]
    public void What_the_events_tell_anew_is_not_in_the_tables_before_them()
    {
        using var bench = new FlightBench(s_onWarning);
        bench.Seed(10, FlightBench.Id('a'),
            new DescriptorSnapshot { Fd = 3, Kind = DescriptorKind.File, Name = "/old"u8.ToArray() },
            new DescriptorSnapshot { Fd = 4, Kind = DescriptorKind.File, Name = "/kept"u8.ToArray() });
        bench.Send(new EventBuilder(EventCode.ChdirExit, bench.NowNs, 10).Set("res", 0).Set("path", "sub"));
        bench.Open(10, "/new");
        bench.Open(10, "/alarm", fd: 5);
        bench.Recorder.Dispose();
        Assert.Equal(["chdir", "/new", "/alarm"], FlightBench.Read(bench.Files[0], out var tables));
        var process = Assert.Single(tables.Threads);
        Assert.Equal([4], process.Descriptors.Select(d => d.Fd));
        Assert.Equal("/"u8.ToArray(), process.Cwd);
    }

    [Fact]
    public void A_busy_container_shortens_its_own_memory_and_not_that_of_a_quiet_one()
    {
        using var bench = new FlightBench(s_onWarning with { MemoryBytes = 1 << 20 });
        bench.Seed(10, FlightBench.Id('a'));
        bench.Seed(20, FlightBench.Id('b'));
        bench.Open(10, "/quiet");
        for (var i = 0; i < 2000; i++) bench.Read(20, 2000);
        bench.Open(10, "/alarm");
        bench.Open(20, "/alarm");
        bench.Recorder.Dispose();
        Assert.True(bench.Recorder.Statistics.MemoryBytes <= 1 << 20);
        Assert.True(bench.Recorder.Statistics.ChunksEvicted > 10);
        Assert.Equal(["/quiet", "/alarm"], FlightBench.Read(bench.Files.Single(f => f.Contains("aaaa", StringComparison.Ordinal)), out _));
        var busy = FlightBench.Read(bench.Files.Single(f => f.Contains("bbbb", StringComparison.Ordinal)), out _);
        Assert.InRange(busy.Count, 300, 600);
        Assert.Equal("/alarm", busy[^1]);
    }

    [Fact]
    public void A_long_capture_is_complete_though_memory_is_short()
    {
        using var bench = new FlightBench(s_onWarning with { MemoryBytes = 1 << 20 });
        bench.Seed(10);
        bench.Open(10, "/alarm");
        // All within the time after the alert, four times the memory.
        for (var i = 0; i < 2000; i++) bench.Read(10, 2000);
        bench.Recorder.Dispose();
        Assert.Equal((2001, 0), (FlightBench.Read(bench.Files[0], out _).Count, bench.Recorder.Statistics.EventsLost));
    }

    [Fact]
    public void The_folder_stays_within_its_limit_and_the_oldest_go_first()
    {
        using var bench = new FlightBench(s_onWarning with { MaxTotalBytes = 200_000, Before = TimeSpan.FromSeconds(1), After = TimeSpan.FromSeconds(1) });
        bench.Seed(10);
        var random = new Random(1);
        for (var i = 0; i < 12; i++)
        {
            bench.NowNs += 10 * FlightBench.Second;
            bench.Open(10, "/alarm");
            var data = new byte[30_000];
            random.NextBytes(data);
            bench.Send(new EventBuilder(EventCode.ReadExit, bench.NowNs, 10).Set("res", 1).Set("data", data).Set("fd", 3).Set("size", 1));
        }

        File.WriteAllText(Path.Combine(bench.Folder, "captures", "mine.scap.gz"), "not yours");
        bench.Recorder.Dispose();
        Assert.InRange(bench.Files.Sum(f => new FileInfo(f).Length), 100_000, 200_000);
        Assert.Equal(12, bench.Recorder.Statistics.Captures);
        Assert.Equal(12 - (bench.Files.Length - 1), bench.Recorder.Statistics.Removed);
        Assert.Equal(bench.Files.Length - 1, bench.IndexLines.TakeLast(bench.Files.Length - 1).Count(line => bench.Files.Any(f => line.Contains(Path.GetFileName(f), StringComparison.Ordinal))));
    }

    [Fact]
    public void A_folder_that_others_may_write_into_is_refused()
    {
        var path = Directory.CreateTempSubdirectory("lanner-open-").FullName;
        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        Assert.Throws<IOException>(() => new CaptureFolder(path, 1_000_000));
        Directory.Delete(path);
    }

    [Fact]
    public void A_capture_that_cannot_be_written_is_counted_and_told()
    {
        using var bench = new FlightBench(s_onWarning);
        var told = new List<string>();
        bench.Recorder.Problem += told.Add;
        Directory.Delete(Path.Combine(bench.Folder, "captures"));
        bench.Seed(10);
        bench.Open(10, "/alarm");
        bench.Open(10, "/more");
        bench.Recorder.Dispose();
        Assert.Equal(1, bench.Recorder.Statistics.Failed);
        Assert.Contains("cannot be written", Assert.Single(told));
    }

    [Theory]
    [InlineData("../../etc/passwd", "etc-passwd"), InlineData("", "unnamed"), InlineData("...", "unnamed"), InlineData("a\n\u001b[2Jb", "a-2Jb"), InlineData("Überfall", "berfall")]
    public void Names_are_made_of_plain_characters(string text, string expected) => Assert.Equal(expected, CaptureFolder.Sanitise(text));
}
