using System.Security.Cryptography;

using Lanner.Capture;

namespace Lanner.Cli;

/// <summary>
/// <c>lanner watch</c>: rules over a feed, alerts to the outputs. Live it runs until it is asked to stop; over files it answers whether
/// these rules would have caught it.
/// </summary>
static class Watch
{
    /// <summary>The whole verb: from options to exit code.</summary>
    public static int Run(WatchOptions options)
    {
        if (options.Captures.Count == 0) FewerCapabilities.Enter(
            () => ConfigurationLoading.Peek(options.Config, options.Settings) is { } read ? WatchPlanning.Plan(read, options).Configuration : null);
        if (ConfigurationLoading.Load(options.Config, options.Settings) is not { } configuration) return ExitCode.BadInput;
        return Run(new WatchSource(options.Config, options.Settings, read => WatchPlanning.Plan(read, options)).Plan(configuration));
    }

    /// <param name="plan">What to do.</param>
    /// <param name="program">The name under which it speaks.</param>
    public static int Run(WatchPlan plan, string program = "lanner")
    {
        using var log = new OperatorLog(plan.Configuration.Log, program);
        plan = plan with { Contents = FileContents.MarkOf(plan.Files) };
        if (RuleLoading.Load(plan, log) is not { } rules) return ExitCode.BadInput;
        using var stop = new StopRequest(plan.Duration);
        try
        {
            using var session = new WatchSession(plan, rules, log, stop);
            if (session.Feed.IsLive && FewerCapabilities.Note() is { } note) log.Info(note);
            using var signals = new WatchSignals(session, session.Reload);
            return session.Run();
        }
        catch (CaptureException problem)
        {
            Console.Error.WriteLine($"{program}: {problem.Message}");
            return ExitCode.Unable;
        }
        catch (CryptographicException problem)
        {
            Console.Error.WriteLine($"{program}: {problem.Message}; nothing was started");
            return ExitCode.BadInput;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Only the folder of captures can fail like this; outputs and recordings say it themselves and go on.
            Console.Error.WriteLine($"{program}: {(plan.Flight is null ? "" : plan.Flight.Folder + ": ")}{problem.Message}");
            return ExitCode.Unable;
        }
    }
}
