using Lanner.Alerts;
using Lanner.Capture;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Recording.Flight;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// <c>lanner watch</c>: rules over a feed, alerts to the output. Live it runs until it is asked to stop; over files it answers whether
/// these rules would have caught it.
/// </summary>
static class Watch
{
    /// <summary>How long alerts may take to be written at the end.</summary>
    static readonly TimeSpan s_outputWait = TimeSpan.FromSeconds(5);

    /// <summary>The whole verb: from options to exit code.</summary>
    public static int Run(WatchOptions options)
    {
        var rules = RuleLoading.Load(options.Rules, new RuleSetOptions
        {
            MinimumPriority = options.MinimumPriority, Selectors = options.Selectors,
        }, Console.Error);
        if (rules is null) return ExitCode.BadInput;
        try
        {
            return options.Captures.Count > 0 ? Replay(options, rules) : Live(options, rules);
        }
        catch (CaptureException problem)
        {
            Console.Error.WriteLine($"lanner: {problem.Message}");
            return ExitCode.Unable;
        }
        catch (Exception problem) when (options.FlightRecorder is not null && problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"lanner: {options.FlightRecorder?.Folder}: {problem.Message}");
            return ExitCode.Unable;
        }
    }

    static int Live(WatchOptions options, RuleSet rules)
    {
        using var stop = new StopRequest(options.Duration);
        using var feed = new LiveFeed(Needs.Of(rules).ToOptions(options.BufferMiB, options.SnapLength));
        using var output = new AlertQueue(Format(options), new StandardOutput());
        output.Failed += stop.Ask;
        using var recording = new WatchRecording(options, feed);
        var engine = Engine(rules, output, recording.Flight);
        feed.Start();
        if (recording.HasFailed) return ExitCode.Unable;
        stop.StartClock();
        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        if (recording.Note(rules) is { } warning) Console.Error.WriteLine($"lanner: {warning}");
        Console.Error.WriteLine($"READY watching {feed.Host.Containers.Count} containers with {rules.Rules.Count} rules");
        var visitor = new Visitor(engine, new DropReport(feed.Source, feed.Host, Console.Error), recording.Flight, stop);
        feed.Run(ref visitor, stop);
        End(engine, output);
        Summary.WriteLive(Console.Error, feed, engine, output, stop.Elapsed);
        recording.End(stop.Elapsed);
        return recording.HasFailed ? ExitCode.Unable : ExitCode.Done;
    }

    static int Replay(WatchOptions options, RuleSet rules)
    {
        using var stop = new StopRequest(options.Duration);
        using var feed = new FileFeed(options.Captures, options.Follow);
        using var output = new AlertQueue(Format(options), new StandardOutput()) { WaitsForRoom = true };
        output.Failed += stop.Ask;
        using var recording = new WatchRecording(options, feed);
        var engine = Engine(rules, output, recording.Flight);
        stop.StartClock();
        if (recording.Note(rules) is { } warning) Console.Error.WriteLine($"lanner: {warning}");
        var visitor = new Visitor(engine, null, recording.Flight, stop);
        string? damage = null;
        try
        {
            feed.Run(ref visitor, stop);
        }
        catch (CaptureFileException problem)
        {
            damage = problem.Message;
        }

        End(engine, output);
        foreach (var note in feed.Notes) Console.Error.WriteLine($"lanner: {note}");
        Summary.Write(Console.Error, feed, engine, output, stop.Elapsed, dropped: 0);
        recording.End(stop.Elapsed);
        if (damage is null) return recording.HasFailed ? ExitCode.Unable : ExitCode.Done;
        Console.Error.WriteLine($"lanner: {damage}");
        return ExitCode.BadInput;
    }

    static RuleEngine Engine(RuleSet rules, AlertQueue output, FlightRecorder? flight) => new(rules, alert =>
    {
        flight?.OnAlert(alert);
        output.Add(alert);
    });

    static void End(RuleEngine engine, AlertQueue output)
    {
        engine.Flush();
        output.Complete(s_outputWait);
        if (output.Failure is { } failure) Console.Error.WriteLine($"lanner: alerts cannot be written: {failure}");
    }

    static IAlertFormat Format(WatchOptions options) =>
        options.Json ? new JsonAlertFormat() : new TextAlertFormat(options.Colour switch
        {
            ColourChoice.Always => true,
            ColourChoice.Never => false,
            _ => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        });

    readonly struct Visitor(RuleEngine engine, DropReport? drops, FlightRecorder? flight, StopRequest stop) : IEventVisitor
    {
        public void Visit(in EventContext context)
        {
            engine.Evaluate(context);
        }

        public void Between(ulong nowNs, IReadOnlyList<Container> changed)
        {
            if (changed.Count > 0)
            {
                // First what is open: captures that begin with the alerts decided now know it from the start.
                flight?.Learned(changed, nowNs);
                engine.ContainersChanged(changed);
            }

            engine.Poll(nowNs);
            flight?.Poll(nowNs);
            drops?.Tell(stop.Elapsed);
        }
    }
}
