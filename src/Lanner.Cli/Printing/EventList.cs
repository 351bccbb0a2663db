using Lanner.Alerts.Outputs;
using Lanner.Capture;
using Lanner.Events.Files;
using Lanner.Explore.Printing;
using Lanner.Recording;

namespace Lanner.Cli;

/// <summary><c>lanner events</c>: every event that a filter lets through, a line each, of this host or of captures.</summary>
static class EventList
{
    public static int Run(EventsOptions options)
    {
        var request = PrintRequest.TryCompile(options.Filter, options.Format, out var problem);
        if (request is null) return options.Program.Fail(problem);
        try
        {
            return options.Captures.Count > 0 ? Replay(options, request) : Live(options, request);
        }
        catch (CaptureException problemOfMachine)
        {
            Console.Error.WriteLine($"{options.Program.Name}: {problemOfMachine.Message}");
            return options.Program.Unable;
        }
    }

    static int Live(EventsOptions options, PrintRequest request)
    {
        using var stop = new StopRequest(options.Duration);
        var needs = Needs.Of(request.Filter?.Filter, request.Fields);
        if (options.PageFaults) needs = needs with { PageFaults = true };
        if (options.Form.Time == Filters.TimeForm.Latency) needs = needs with { Latency = true };
        using var feed = new LiveFeed(needs.ToOptions(options.BufferMiB, options.SnapLength)) { LeavesOutUsers = options.LeavesOutUsers, Form = options.Form };
        using var recorder = Recorder(options, feed);
        feed.Start();
        stop.StartClock();
        // sysdig says nothing before its first line.
        if (!options.Program.IsSysdig || options.Verbose)
        {
            foreach (var note in feed.Notes) Console.Error.WriteLine($"{options.Program.Name}: {note}");
            Console.Error.WriteLine($"READY printing events of this host with {feed.Host.Containers.Count} containers");
        }

        var visitor = Visitor(options, request, stop, isLive: true, new DropReport(feed.Source, feed.Host, Console.Error));
        feed.Run(ref visitor, stop);
        return End(options, recorder, stop, visitor, feed);
    }

    static int Replay(EventsOptions options, PrintRequest request)
    {
        using var stop = new StopRequest(options.Duration);
        var progress = options.Progress ? new ReadingProgress(Console.Error) : null;
        using var feed = new FileFeed(options.Captures, options.Follow)
        {
            HandsOutEveryEvent = options.EveryEvent, LeavesOutUsers = options.LeavesOutUsers, Form = options.Form,
            Progress = progress is null ? null : progress.Tell,
        };
        using var recorder = Recorder(options, feed);
        stop.StartClock();
        var visitor = Visitor(options, request, stop, isLive: options.Follow, null);
        string? damage = null;
        try
        {
            feed.Run(ref visitor, stop);
        }
        catch (CaptureFileException problem)
        {
            damage = problem.Message;
        }

        progress?.End(isWhole: damage is null && !stop.IsAsked);
        var code = End(options, recorder, stop, visitor, feed);
        foreach (var note in feed.Notes) Console.Error.WriteLine($"{options.Program.Name}: {note}");
        return damage is null ? code : options.Program.Fail(damage);
    }

    static CaptureRecorder? Recorder(EventsOptions options, Feed feed)
    {
        // The filter compiled for printing, so it compiles again: outcomes are kept for one user of them.
        if (options.Recording is not { } path || !Record.TryCompile(options.Filter, out var filter)) return null;
        return feed.Recorder = new CaptureRecorder(path, options.RecordingForm with { Writing = feed.Writing }, () => feed.Machine, filter, options.Count ?? 0)
        {
            FiltersProcesses = options.FiltersProcesses,
        };
    }

    static EventListVisitor Visitor(EventsOptions options, PrintRequest request, StopRequest stop, bool isLive, DropReport? drops)
    {
        var lines = new LineBuffer(new DescriptorStream(DescriptorStream.StandardOutput));
        var style = options.Json ? PrintStyle.Json : Console.IsOutputRedirected ? PrintStyle.Raw : PrintStyle.Safe;
        var printer = new EventPrinter(request.Format, request.Filter, lines, style, options.Form)
        {
            IsQuiet = options.Quiet, ShowsInternal = options.Internal, Counts = options.Summary ? new EventTypeCounts() : null,
        };
        return new EventListVisitor(printer, lines, options, stop, isLive, drops);
    }

    static int End(EventsOptions options, CaptureRecorder? recorder, StopRequest stop, EventListVisitor visitor, Feed feed)
    {
        var code = visitor.End();
        var statistics = feed.ReadStatistics();
        if (options.Verbose) EventsSummary.Write(Console.Error, feed.EventsRead, visitor.Suppressed, stop.Elapsed, statistics);
        if (recorder is null) return code;
        recorder.Dispose();
        if (!options.Program.IsSysdig || options.Verbose || recorder.Failure is not null)
            RecordingSummary.Write(Console.Error, options.Recording!, recorder, stop.Elapsed, statistics);
        return recorder.Failure is null ? code : options.Program.Unable;
    }
}
