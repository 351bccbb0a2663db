using System.Text;

using Lanner.Events;
using Lanner.Recording.Flight;
using Lanner.Rules;

namespace Lanner.Recording.Tests;

/// <summary>A capture that is judged again gives the alerts that fired when it was made, with the same words.</summary>
public sealed class FlightLineageTests
{
    const string Everything = "evt.type = openat", NotBelowTheRuntime = "evt.type = openat and not proc.aname in (runc, shim)";

    static readonly FlightRecorderOptions s_options = new() { CaptureOn = RulePriority.Warning, Before = TimeSpan.FromSeconds(60), After = TimeSpan.FromSeconds(5) };

    static readonly string s_container = FlightBench.Id('a');

    /// <summary>Every alert of the container, which are those by processes with numbers from 200.</summary>
    static void CheckSame(FlightBench bench, ulong sinceNs = 0)
    {
        bench.Recorder.Dispose();
        var file = Assert.Single(bench.Files, file => file.Contains("aaaa", StringComparison.Ordinal));
        var live = bench.Alerts.Where(alert => ulong.Parse(alert.Split(' ')[0], null) >= sinceNs).ToList();
        Assert.NotEmpty(live);
        Assert.Equal(live, bench.Judge(file));
    }

    /// <summary>What a runtime does: the shim's child runs runc, whose child enters the container, runs a program there, and is left alone.</summary>
    static void StartContainer(FlightBench bench, int first)
    {
        bench.Fork(50, 100, "shim");
        bench.Exec(100, 50, "runc");
        bench.Fork(100, 101, "runc");
        bench.Fork(101, first, "runc", s_container);
        bench.Open(first, "/setup");
        bench.Exec(first, 101, "sh", s_container);
        bench.Exit(101, 50);
        bench.Exit(100, 50);
    }

    [Theory, InlineData(Everything), InlineData(NotBelowTheRuntime)]
    public void The_runtime_that_is_gone_at_the_alert_is_known_to_who_reads_the_capture(string condition)
    {
        using var bench = new FlightBench(s_options with { CaptureOn = null }, "  capture: true", condition);
        bench.Seed(1);
        bench.Seed(50);
        StartContainer(bench, 200);
        bench.Open(200, "/own");
        bench.Fork(200, 201, "sh", s_container);
        bench.Exec(201, 200, "cat", s_container);
        bench.Open(201, "/more");
        if (condition == NotBelowTheRuntime) Assert.Equal(2, bench.Alerts.Count);
        CheckSame(bench);
    }

    [Fact]
    public void Who_made_an_ancestor_and_was_gone_before_the_container_was_there_is_known_too()
    {
        using var bench = new FlightBench(s_options, "", "evt.type = openat and fd.name = /own");
        bench.Seed(1);
        bench.Seed(40);
        // By a thread, as in programs with many.
        bench.Fork(40, 45, "starter");
        bench.Exec(45, 40, "starter");
        bench.Send(new EventBuilder(EventCode.CloneExit, bench.NowNs, 46).Set("res", 0).Set("tid", 46).Set("pid", 45).Set("ptid", 40).Set("comm", "thread")
            .Set("flags", 8192));
        bench.Fork(46, 50, "shim");
        bench.Exit(46, 1);
        bench.Exit(45, 1);
        StartContainer(bench, 200);
        bench.Open(200, "/own");
        Assert.Contains("below shim p", Assert.Single(bench.Alerts), StringComparison.Ordinal);
        CheckSame(bench);
    }

    [Fact]
    public void A_process_that_came_into_the_container_after_the_alert_has_its_ancestors_too()
    {
        using var bench = new FlightBench(s_options, condition: Everything);
        bench.Seed(1);
        bench.Seed(50);
        bench.Fork(50, 200, "sh", s_container);
        bench.Open(200, "/first");
        bench.Fork(50, 110, "shim");
        bench.NowNs += FlightBench.Second;
        bench.Exec(110, 50, "runc");
        bench.Fork(110, 111, "runc");
        bench.ChangeDirectory(111, "/within");
        bench.Fork(111, 210, "runc", s_container);
        bench.Exec(210, 111, "sh", s_container);
        bench.Open(210, "/entered");
        CheckSame(bench);
    }

    [Fact]
    public void What_processes_were_before_the_window_is_what_its_first_events_are_about()
    {
        using var bench = new FlightBench(s_options with { Before = TimeSpan.FromSeconds(10) }, condition: "evt.type = openat and fd.name != /quiet");
        bench.Seed(1);
        bench.Seed(200, s_container);
        bench.Fork(200, 201, "sh", s_container);
        bench.Exec(201, 200, "early", s_container);
        bench.Fork(201, 202, "sh", s_container);
        bench.Exec(202, 201, "ended", s_container);
        bench.Send(new EventBuilder(EventCode.PrctlExit, bench.NowNs, 202).Set("res", 0).Set("option", 15).Set("arg2_str", "named"));
        bench.ChangeDirectory(202, "/old");
        bench.NowNs += 20 * FlightBench.Second;
        var fromNs = bench.NowNs;
        bench.Open(201, "/quiet");
        // Nothing of this is judged yet: the first alert is what makes the capture begin.
        bench.Read(202, 1);
        bench.ChangeDirectory(202, "sub");
        bench.Send(new EventBuilder(EventCode.PrctlExit, bench.NowNs, 202).Set("res", 0).Set("option", 15).Set("arg2_str", "renamed"));
        bench.Exec(201, 200, "late", s_container);
        bench.Fork(202, 203, "sh", s_container);
        bench.Exit(202, 1);
        bench.Open(203, "/of-an-orphan");
        bench.Recorder.Dispose();

        Assert.Equal(["/quiet", "r", "chdir", "prctl", "execve", "clone", "procexit", "/of-an-orphan"], FlightBench.Read(Assert.Single(bench.Files), out var tables));
        Assert.Equal(
            ["1 p in / below 0", "200 p in / below 1", "201 early in / below 200", "202 named in /old below 201"],
            tables.Threads.OrderBy(thread => thread.Tid).Select(t => $"{t.Tid} {Encoding.UTF8.GetString(t.Name)} in {Encoding.UTF8.GetString(t.Cwd)} below {t.ParentPid}"));
        CheckSame(bench, fromNs);
    }

    [Fact]
    public void A_capture_begins_where_it_is_still_known_what_processes_were()
    {
        using var bench = new FlightBench(s_options with { MemoryBytes = 1 << 20 }, condition: "evt.type = openat and fd.name = /alarm");
        bench.Seed(1);
        bench.Seed(200, s_container);
        bench.Open(200, "/forgotten");
        // Each exec is kept with half a kilobyte and more; an eighth of the memory is for that.
        for (var i = 0; i < 400; i++) bench.Exec(200, 1, "n" + i, s_container);
        bench.Open(200, "/alarm");
        bench.Recorder.Dispose();
        var events = FlightBench.Read(Assert.Single(bench.Files), out var tables);
        Assert.InRange(events.Count, 100, 300);
        Assert.Equal($"n{400 - events.Count}", Encoding.UTF8.GetString(Assert.Single(tables.Threads, thread => thread.Pid == 200).Name));
        CheckSame(bench);
    }

    [Fact]
    public void Ancestors_whose_events_memory_has_lost_are_what_they_came_to_be()
    {
        using var bench = new FlightBench(s_options with { MemoryBytes = 1 << 20 }, condition: "evt.type = openat and fd.name = /alarm");
        bench.Seed(1);
        bench.Fork(1, 50, "starter");
        bench.Exec(50, 1, "shim");
        bench.Fork(50, 200, "sh", s_container);
        // The host's oldest events go.
        for (var i = 0; i < 1000; i++) bench.Read(1, 2000);
        bench.Open(200, "/alarm");
        Assert.Contains("below shim p", Assert.Single(bench.Alerts), StringComparison.Ordinal);
        CheckSame(bench);
    }

    [Fact]
    public void Further_threads_that_ended_are_of_the_process_they_were_of()
    {
        using var bench = new FlightBench(s_options with { Before = TimeSpan.FromSeconds(10) }, condition: "evt.type = openat and fd.name != /quiet");
        bench.Seed(1);
        bench.Seed(200, s_container);
        bench.Send(new EventBuilder(EventCode.CloneExit, bench.NowNs, 205).Set("res", 0).Set("tid", 205).Set("pid", 200).Set("ptid", 1)
            .Set("comm", "worker").Set("cgroups", Encoding.ASCII.GetBytes($"cpu=/docker/{s_container}\0")).Set("flags", 8192).Set("vtid", 205).Set("vpid", 200));
        bench.NowNs += 20 * FlightBench.Second;
        bench.Open(205, "/quiet");
        bench.Exit(205, 1);
        bench.Open(200, "/alarm");
        bench.Recorder.Dispose();
        FlightBench.Read(Assert.Single(bench.Files), out var tables);
        Assert.Equal(200, Assert.Single(tables.Threads, thread => thread.Tid == 205).Pid);
        CheckSame(bench);
    }

    [Fact]
    public void What_daemons_above_a_container_open_is_not_in_its_capture()
    {
        using var bench = new FlightBench(s_options, condition: "evt.type = openat and fd.name = /alarm");
        bench.Seed(1);
        bench.Seed(50);
        StartContainer(bench, 200);
        bench.Open(50, "/secret-of-the-host");
        bench.Open(200, "/alarm");
        bench.Recorder.Dispose();
        using var source = Lanner.Events.Files.CaptureFileSource.Open(Assert.Single(bench.Files));
        var all = new AllText();
        while (!source.IsFinished) source.Poll(ref all, 1000);
        Assert.Contains(all.Found, text => text.Contains("runc", StringComparison.Ordinal));
        Assert.DoesNotContain(all.Found, text => text.Contains("secret", StringComparison.Ordinal));
    }

    readonly struct AllText() : IEventConsumer
    {
        public List<string> Found { get; } = [];

        public void OnEvent(in EventView view) => Found.Add(Encoding.Latin1.GetString(view.Bytes));
    }
}
