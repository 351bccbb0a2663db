using Lanner.Alerts.Outputs;
using Lanner.Capture;
using Lanner.Events.Files;
using Lanner.Explore.Chisels;
using Lanner.Explore.Printing;
using Lanner.Filters;
using Lanner.Recording;

namespace Lanner.Cli;

/// <summary>
/// <c>lanner events -c NAME</c>: chisels over this host or over captures, several side by side. Each capture has chisels of its own, which
/// begin anew.
/// </summary>
sealed class ChiselSession(EventsOptions options, IReadOnlyList<ChiselCall> calls)
{
    readonly LineBuffer _lines = new(new DescriptorStream(DescriptorStream.StandardOutput));
    readonly bool _isTerminal = !Console.IsOutputRedirected;
    readonly List<(ChiselDefinition Definition, ChiselValues Arguments)> _chosen = [];

    public static int Run(EventsOptions options, IReadOnlyList<ChiselCall> calls) => new ChiselSession(options, calls).Run();

    int Run()
    {
        foreach (var (name, text) in calls)
        {
            if (ChiselCatalogue.Find(name) is not { } definition) return ChiselList.Unknown(options.Program, name);
            if (ChiselValues.TryParse(definition, text ?? "", out var problem) is not { } arguments)
                return options.Program.Fail($"chisel {name}: {problem} (see: lanner chisels {name})");

            _chosen.Add((definition, arguments));
        }

        if (PrintRequest.TryCompile(options.Filter, PrintFormats.Plain, out var wrong) is null) return options.Program.Fail(wrong);
        try
        {
            return options.Captures.Count > 0 ? Replay() : Live();
        }
        catch (CaptureException problem)
        {
            Console.Error.WriteLine($"{options.Program.Name}: {problem.Message}");
            return options.Program.Unable;
        }
        catch (ChiselException problem)
        {
            return options.Program.Fail(problem.Message);
        }
    }

    int Live()
    {
        using var stop = new StopRequest(options.Duration);
        var runs = Create("");
        var needs = runs.Select(run => run.IsListing ? Needs.OfState : Needs.Of(run.Filter, run.Fields)).Aggregate((a, b) => a.And(b));
        var snapLength = Math.Max(options.SnapLength, runs.Max(run => run.SnapLength));
        using var feed = new LiveFeed(needs.ToOptions(options.BufferMiB, snapLength))
        {
            ShowsStatistics = runs.Any(run => run.WantsProcessorTime), LeavesOutUsers = options.LeavesOutUsers, Form = Form,
        };
        using var recorder = Recorder(feed);
        feed.Start();
        stop.StartClock();
        if (!options.Program.IsSysdig || options.Verbose)
        {
            foreach (var note in feed.Notes) Console.Error.WriteLine($"{options.Program.Name}: {note}");
        }

        Console.Error.WriteLine($"READY {string.Join(", ", _chosen.Select(c => c.Definition.Name))} of this host with {feed.Host.Containers.Count} containers");
        var paints = _isTerminal && !options.Json && runs.Any(run => run.Paints);
        if (paints) Console.Write("\e[?25l");
        var visitor = new ChiselVisitor(runs, _lines, options.Count, stop, new DropReport(feed.Source, feed.Host, Console.Error));
        try
        {
            visitor.Start(feed.Host);
            feed.Run(ref visitor, stop);
            return End(recorder, stop, visitor.End(), feed.Source.ReadStatistics());
        }
        finally
        {
            if (paints) Console.Write("\e[?25h");
        }
    }

    int Replay()
    {
        var code = ExitCode.Done;
        foreach (var path in options.Captures)
        {
            // One that has seen enough of a capture ends the reading of this one only.
            using var stop = new StopRequest(options.Duration);
            stop.StartClock();
            var runs = Create(path);
            using var feed = new FileFeed([path], options.Follow && path == options.Captures[^1])
            {
                ShowsStatistics = runs.Any(run => run.WantsProcessorTime), CallTimes = runs.Any(run => run.WantsCallTimes),
                LeavesOutUsers = options.LeavesOutUsers, Form = Form,
            };
            using var recorder = Recorder(feed);
            var visitor = new ChiselVisitor(runs, _lines, options.Count, stop, null);
            visitor.Start(feed.Host);
            string? damage = null;
            try
            {
                feed.Run(ref visitor, stop);
            }
            catch (CaptureFileException problem)
            {
                damage = problem.Message;
            }

            code = End(recorder, stop, visitor.End(), null);
            foreach (var note in feed.Notes) Console.Error.WriteLine($"{options.Program.Name}: {note}");
            if (damage is null && code == ExitCode.Done && !visitor.IsSatisfied && (!stop.IsAsked || runs.All(run => run.IsDone))) continue;
            if (damage is null) return code;
            return options.Program.Fail(damage);
        }

        return code;
    }

    /// <summary>As asked for, but data is never cut: what is short is meant to be.</summary>
    EventForm Form => options.Form with { Longest = int.MaxValue };

    /// <exception cref="ChiselException">One cannot do what was asked.</exception>
    List<ChiselRun> Create(string path) =>
    [
        .. _chosen.Select(chosen =>
        {
            var surroundings = new ChiselSurroundings
            {
                Output = new ChiselOutput(_lines, _isTerminal, options.Json), IsLive = path.Length == 0,
                ShowContainers = options.Format is PrintFormats.Container or PrintFormats.Kubernetes, UserFilter = options.Filter, CapturePath = path, Form = Form,
                TerminalWidth = _isTerminal ? Math.Clamp(Console.WindowWidth, 20, 1000) : 80,
                SaveAround = path is "" or "-" ? null : request => AroundSaver.Save(path, request),
            };
            return ChiselRun.TryCreate(chosen.Definition, chosen.Arguments, surroundings, out var problem) ?? throw new ChiselException(problem);
        }),
    ];

    CaptureRecorder? Recorder(Feed feed)
    {
        if (options.Recording is not { } path || !Record.TryCompile(options.Filter, out var filter)) return null;
        return feed.Recorder = new CaptureRecorder(path, options.RecordingForm with { Writing = feed.Writing }, () => feed.Machine, filter, options.Count ?? 0)
        {
            FiltersProcesses = options.FiltersProcesses,
        };
    }

    int End(CaptureRecorder? recorder, StopRequest stop, int code, CaptureStatistics? capture)
    {
        if (recorder is null) return code;
        recorder.Dispose();
        if (!options.Program.IsSysdig || options.Verbose || recorder.Failure is not null)
            RecordingSummary.Write(Console.Error, options.Recording!, recorder, stop.Elapsed, capture);
        return recorder.Failure is null ? code : options.Program.Unable;
    }
}
