using System.Text;
using System.Text.Json;

using Lanner.Events;
using Lanner.Explore.Inspection;

namespace Lanner.Explore.Tests.Inspection;

public sealed class CaptureInspectorTests
{
    readonly Stage _stage = new Stage().WithProcess();
    readonly CaptureInspector _inspector = new(null);

    void Play(params byte[][] events)
    {
        foreach (var bytes in events) _stage.Play(bytes, (in context) => _inspector.Take(context));
    }

    CaptureReport Report()
    {
        _inspector.End();
        return CaptureReport.Of(_inspector, "made.scap", new MachineSnapshot(4, 8UL << 30, 32768, "box", 0));
    }

    static byte[] Read(long result, long fd = 3, ulong after = 0) => new EventBuilder(EventCode.ReadExit, Stage.Start + after, 100)
        .Set("res", result).Set("fd", fd).Set("size", 4096).Build();

    static byte[] Exit(long tid = 100) => new EventBuilder(EventCode.ProcexitEnter, Stage.Start + 1, tid).Set("status", 0).Build();

    [Fact]
    public void Files_are_counted_by_opens_and_bytes()
    {
        Play(Stage.Open("/etc/passwd"), Read(100), Read(50), Read(0), Stage.Open("/etc/passwd"), Stage.Open("/etc/shadow", fd: 4));
        var report = Report();
        Assert.Equal(["/etc/passwd", "/etc/shadow"], report.FilesByOpens.Select(f => Encoding.UTF8.GetString(f.Name)));
        Assert.Equal((2L, 150L, 0L), (report.FilesByOpens[0].Opens, report.FilesByOpens[0].BytesRead, report.FilesByOpens[0].BytesWritten));
        Assert.Equal("/etc/passwd", Encoding.UTF8.GetString(Assert.Single(report.FilesByBytes).Name));
    }

    [Fact]
    public void Errors_are_counted_by_call_and_reason()
    {
        Play(Stage.Open("/x", fd: -2), Stage.Open("/y", fd: -2), Stage.Open("/z", fd: -13));
        Assert.Equal([("openat ENOENT", 2L), ("openat EACCES", 1L)], Report().Errors);
    }

    [Fact]
    public void Time_rate_and_the_busiest_second_are_told()
    {
        Play(Read(0), Read(0, after: 1_000_000_000), Read(0, after: 1_000_000_001), Read(0, after: 4_000_000_000));
        var report = Report();
        Assert.Equal((4, TimeSpan.FromSeconds(4), 1.0), (report.Events, report.Duration, report.EventsPerSecond));
        Assert.Equal(2, report.Busiest.Events);
        Assert.Equal(Stage.Start / 1_000_000_000 + 1, report.Busiest.Second);
        Assert.Equal([("read", 4L)], report.EventsByName);
    }

    [Fact]
    public void The_tree_keeps_processes_that_have_ended()
    {
        Play(Stage.Open("/x"), Exit());
        var process = Assert.Single(Report().Processes);
        Assert.Equal((100, true, 2L), (process.Pid, process.HasExited, process.Events));
        Assert.Equal("curl", Encoding.UTF8.GetString(process.Name));
    }

    [Fact]
    public void The_page_and_the_json_say_the_same_and_nothing_hostile()
    {
        Play(Stage.Open("/tmp/\e[2J"), Read(10));
        var report = Report();
        var page = new StringWriter();
        ReportText.Write(report, page);
        Assert.Contains("box, 4 CPUs, 8.0 GiB", page.ToString());
        Assert.Contains("/tmp/\\x1B[2J", page.ToString());
        Assert.DoesNotContain('\e', page.ToString());
        using var stream = new MemoryStream();
        ReportJson.Write(report, stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("/tmp/\e[2J", json.RootElement.GetProperty("files_by_opens")[0].GetProperty("name").GetString());
        Assert.Equal("box", json.RootElement.GetProperty("machine").GetProperty("hostname").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("events").GetInt32());
    }

    [Fact]
    public void A_capture_without_events_has_a_page_too()
    {
        var page = new StringWriter();
        ReportText.Write(Report(), page);
        Assert.Contains("no events", page.ToString());
    }
}
