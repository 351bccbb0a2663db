using System.Diagnostics;

using Lanner.Capture;
using Lanner.Events.Files;
using Lanner.Explore.Printing;
using Lanner.Filters;
using Lanner.Recording;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary><c>lanner events</c>: every event that a filter lets through, a line each, of this host or of captures.</summary>
static class EventList
{
    public static int Run(EventsOptions options)
    {
        var request = PrintRequest.TryCompile(options.Filter, options.Format, out var problem);
        if (request is null)
        {
            Console.Error.WriteLine($"lanner: {problem}");
            return ExitCode.BadInput;
        }

        try
        {
            return options.Captures.Count > 0 ? Replay(options, request) : Live(options, request);
        }
        catch (CaptureException problemOfMachine)
        {
            Console.Error.WriteLine($"lanner: {problemOfMachine.Message}");
            return ExitCode.Unable;
        }
    }

    static int Live(EventsOptions options, PrintRequest request)
    {
        using var stop = new StopRequest(options.Duration);
        using var feed = new LiveFeed(Needs.Of(request.Filter?.Filter, request.Fields).ToOptions(options.BufferMiB, options.SnapLength));
        using var recorder = Recorder(options, feed);
        feed.Start();
        stop.StartClock();
        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        Console.Error.WriteLine($"READY printing events of this host with {feed.Host.Containers.Count} containers");
        var lines = new LineBuffer(new StandardOutput());
        var visitor = new Visitor(Printer(options, request, lines), lines, options.Count, stop, new DropReport(feed.Source, feed.Host, Console.Error));
        feed.Run(ref visitor, stop);
        return End(options, recorder, stop, visitor.End(), feed.Source.ReadStatistics());
    }

    static int Replay(EventsOptions options, PrintRequest request)
    {
        using var stop = new StopRequest(options.Duration);
        using var feed = new FileFeed(options.Captures, options.Follow);
        using var recorder = Recorder(options, feed);
        stop.StartClock();
        var lines = new LineBuffer(new StandardOutput());
        var visitor = new Visitor(Printer(options, request, lines), lines, options.Count, stop, null);
        string? damage = null;
        try
        {
            feed.Run(ref visitor, stop);
        }
        catch (CaptureFileException problem)
        {
            damage = problem.Message;
        }

        var code = End(options, recorder, stop, visitor.End(), null);
        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        if (damage is null) return code;
        Console.Error.WriteLine($"lanner: {damage}");
        return ExitCode.BadInput;
    }

    static CaptureRecorder? Recorder(EventsOptions options, Feed feed)
    {
        // The filter compiled for printing, so it compiles again: outcomes are kept for one user of them.
        if (options.Recording is not { } path || !Record.TryCompile(options.Filter, out var filter)) return null;
        var form = new CaptureWriterOptions { Compress = RecordCommand.IsNamedCompressed(path), Writing = feed.Writing };
        return feed.Recorder = new CaptureRecorder(path, form, () => feed.Machine, filter, options.Count ?? 0);
    }

    static int End(EventsOptions options, CaptureRecorder? recorder, StopRequest stop, int code, CaptureStatistics? capture)
    {
        if (recorder is null) return code;
        recorder.Dispose();
        RecordingSummary.Write(Console.Error, options.Recording!, recorder, stop.Elapsed, capture);
        return recorder.Failure is null ? code : ExitCode.Unable;
    }

    static EventPrinter Printer(EventsOptions options, PrintRequest request, LineBuffer lines) =>
        new(request.Format, request.Filter, lines, options.Json ? PrintStyle.Json : Console.IsOutputRedirected ? PrintStyle.Raw : PrintStyle.Safe);

    struct Visitor(EventPrinter printer, LineBuffer lines, long? count, StopRequest stop, DropReport? drops) : IEventVisitor
    {
        /// <summary>How long a line may wait for others when it goes to a file or another program.</summary>
        static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

        readonly bool _isTerminal = !Console.IsOutputRedirected;
        long _left = count ?? long.MaxValue;
        long _flushedAt = Stopwatch.GetTimestamp();
        string? _failure;

        public void Visit(in EventContext context)
        {
            if (_left == 0) return;
            try
            {
                if (!printer.Print(context) || --_left > 0) return;
            }
            catch (IOException problem)
            {
                Fail(problem);
            }

            stop.Ask();
        }

        public void Between(ulong nowNs, IReadOnlyList<Container> changed)
        {
            drops?.Tell(stop.Elapsed);
            if (!lines.HasWaiting || drops is null && !_isTerminal) return;
            if (_isTerminal || Stopwatch.GetElapsedTime(_flushedAt) >= s_patience) Flush();
        }

        /// <summary>Writes what waits; the exit code.</summary>
        public int End()
        {
            if (_failure is null) Flush();
            // A reader that has seen enough (head) is no failure.
            if (_failure is null || _failure.Contains("pipe", StringComparison.OrdinalIgnoreCase)) return ExitCode.Done;
            Console.Error.WriteLine($"lanner: events cannot be written: {_failure}");
            return ExitCode.Unable;
        }

        void Flush()
        {
            _flushedAt = Stopwatch.GetTimestamp();
            try
            {
                lines.Flush();
            }
            catch (IOException problem)
            {
                Fail(problem);
                stop.Ask();
            }
        }

        void Fail(IOException problem)
        {
            _failure = problem.Message;
            _left = 0;
        }
    }
}
