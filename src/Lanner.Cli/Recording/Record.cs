using Lanner.Capture;
using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Recording;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary><c>lanner record</c>: a feed whose events go to files and nowhere else.</summary>
static class Record
{
    public static int Run(RecordOptions options)
    {
        if (!TryCompile(options.Filter, out var filter)) return ExitCode.BadInput;
        try
        {
            return options.Captures.Count > 0 ? Again(options, filter) : Live(options, filter);
        }
        catch (CaptureException problem)
        {
            Console.Error.WriteLine($"lanner: {problem.Message}");
            return ExitCode.Unable;
        }
    }

    static int Live(RecordOptions options, RecordingFilter? filter)
    {
        using var stop = new StopRequest(options.Duration);
        using var feed = new LiveFeed(Needs.Of(filter?.Filter).ToOptions(options.BufferMiB, options.SnapLength));
        using var recorder = Recorder(options, filter, feed, stop);
        feed.Start();
        if (recorder.Failure is not null) return End(options, recorder, stop, null);
        stop.StartClock();
        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        Console.Error.WriteLine($"READY recording this host with {feed.Host.Containers.Count} containers to {options.Path}");
        var visitor = new Visitor(new DropReport(feed.Source, feed.Host, Console.Error), stop);
        feed.Run(ref visitor, stop);
        return End(options, recorder, stop, feed.Source.ReadStatistics());
    }

    static int Again(RecordOptions options, RecordingFilter? filter)
    {
        using var stop = new StopRequest(options.Duration);
        using var feed = new FileFeed(options.Captures);
        using var recorder = Recorder(options, filter, feed, stop);
        stop.StartClock();
        var visitor = new Visitor(null, stop);
        string? damage = null;
        try
        {
            feed.Run(ref visitor, stop);
            // A capture without events is one too.
            if (recorder is { Failure: null, Files.Count: 0 }) recorder.Begin(feed.Host, 0);
        }
        catch (CaptureFileException problem)
        {
            damage = problem.Message;
        }

        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        var code = End(options, recorder, stop, null);
        if (damage is null) return code;
        Console.Error.WriteLine($"lanner: {damage}");
        return ExitCode.BadInput;
    }

    static CaptureRecorder Recorder(RecordOptions options, RecordingFilter? filter, Feed feed, StopRequest stop)
    {
        var recorder = new CaptureRecorder(options.Path, options.Form with { Writing = feed.Writing }, () => feed.Machine, filter, options.Count);
        recorder.Ended += stop.Ask;
        feed.Recorder = recorder;
        return recorder;
    }

    static int End(RecordOptions options, CaptureRecorder recorder, StopRequest stop, CaptureStatistics? capture)
    {
        recorder.Dispose();
        RecordingSummary.Write(Console.Error, options.Path, recorder, stop.Elapsed, capture);
        return recorder.Failure is null ? ExitCode.Done : ExitCode.Unable;
    }

    /// <summary>Null for everything. When false is returned the user was told why.</summary>
    public static bool TryCompile(string text, out RecordingFilter? filter)
    {
        filter = null;
        if (string.IsNullOrWhiteSpace(text)) return true;
        var set = new PredicateSet();
        var result = new FilterCompiler(new FieldCatalogue(AllFields.Definitions), set).Compile(text);
        if (result.Filter is { } compiled)
        {
            filter = new RecordingFilter(compiled, set);
            return true;
        }

        var error = result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
        Console.Error.WriteLine($"lanner: filter: {error.Message} (at '{text[Math.Clamp(error.Span.Offset, 0, text.Length)..]}')");
        return false;
    }

    readonly struct Visitor(DropReport? drops, StopRequest stop) : IEventVisitor
    {
        public void Visit(in EventContext context)
        {
        }

        public void Between(ulong nowNs, IReadOnlyList<Container> changed) => drops?.Tell(stop.Elapsed);
    }
}
