using Lanner.Alerts;
using Lanner.Configuration;
using Lanner.Metrics;
using Lanner.Recording.Flight;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>What a watch is to do, after the configuration and the command line were put together. Immutable.</summary>
sealed record WatchPlan
{
    /// <summary>From what the plan can be made anew; null when it cannot.</summary>
    public WatchSource? Source { get; init; }

    /// <summary>What <see cref="Files"/> said just before the rules were read (<see cref="FileContents"/>).</summary>
    public string Contents { get; init; } = "";

    /// <summary>A change of <see cref="Files"/> takes effect at once.</summary>
    public bool WatchesFiles => Configuration.WatchFiles;

    /// <summary>The files and folders it was made from, whether they are there or not.</summary>
    public IReadOnlyList<string> Files => Source is null ? [] :
    [
        Source.MainFile, .. Configuration.IncludedFiles, .. Configuration.IncludedFolders, .. Configuration.Rules.Paths.Where(path => path != RuleSettings.BuiltIn),
    ];

    /// <summary>With the command line in it where it says other than the files.</summary>
    public required LannerConfiguration Configuration { get; init; }

    /// <summary>Rule files that are not there are left out: a configuration may name files that only some hosts have.</summary>
    public bool SkipsMissingRules { get; init; }

    /// <summary>Captures to watch instead of this host, in order; empty for where the configuration says.</summary>
    public IReadOnlyList<string> Captures { get; init; } = [];

    /// <summary>The last capture is still being written.</summary>
    public bool Follow { get; init; }

    /// <summary>Where to record what is watched; null for nowhere.</summary>
    public string? Recording { get; init; }

    /// <summary>What to keep in memory and capture around alerts; null for nothing.</summary>
    public FlightRecorderOptions? Flight { get; init; }

    public required AlertRendering Rendering { get; init; }

    /// <summary>End after this long; null for never.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The kernel decides nothing of the rules' conditions.</summary>
    public bool DecidesAllHere { get; init; }

    /// <summary>Tell what each rule cost, at the end and when asked by a signal.</summary>
    public bool RuleCosts { get; init; }

    /// <summary>Tell it this often as well; null for not.</summary>
    public TimeSpan? RuleCostInterval { get; init; }

    public RuleSetOptions RuleSet => new()
    {
        MinimumPriority = Configuration.Rules.MinimumPriority,
        Selectors = Configuration.Rules.Selectors,
        Additions = Configuration.Rules.Additions ?? [OutputAddition.ContainerIdentity],
    };

    public RuleEngineOptions Engine => new()
    {
        FirstMatchOnly = Configuration.Rules.FirstMatchOnly, Base64Buffers = Configuration.Rules.Base64Buffers,
        KeepProcess = Configuration.Evidence.Ancestry,
    };

    /// <summary>The parts of the metrics that the configuration wants.</summary>
    public MetricGroups MetricGroups
    {
        get
        {
            var wanted = Configuration.Metrics;
            return MetricGroups.Base | (wanted.Rules ? MetricGroups.Rules : 0) | (wanted.Resources ? MetricGroups.Resources : 0)
                | (wanted.State ? MetricGroups.State : 0) | (wanted.Kernel || wanted.KernelPerCpu ? MetricGroups.Kernel : 0)
                | (wanted.KernelPerCpu ? MetricGroups.KernelPerCpu : 0);
        }
    }

    /// <summary>Where the events come from: the one place where watching a host and watching a capture part.</summary>
    /// <exception cref="Capture.CaptureException">This machine cannot capture.</exception>
    public Feed OpenFeed(RuleSet rules)
    {
        var engine = Configuration.Engine;
        var state = new StateOptions { MaxThreads = Configuration.State.MaxThreads };
        if (Captures.Count > 0) return new FileFeed(Captures, Follow, state);
        if (engine.Source == EventSource.None) return new IdleFeed();
        var options = NeedsOf(rules).ToOptions(engine.RingBytes >> 20, Configuration.State.SnapLength);
        return new LiveFeed(options with { RingCount = engine.RingCount(Environment.ProcessorCount) }, state, Configuration.ContainerEngines);
    }

    /// <summary>
    /// What the kernel is to report for rules. A recording is read later by who knows which rules: with one, nothing is left out on the
    /// ground that these rules do not need it.
    /// </summary>
    public Needs NeedsOf(RuleSet rules) => Needs.Of(rules, Configuration.SystemCalls, Configuration.Engine.DropFailedCalls,
        pushDown: !DecidesAllHere && Recording is null && Flight is null);

    /// <summary>The plan as far as a watch can change to it while it goes on.</summary>
    public WatchPlan Continuing(WatchPlan running) => this with
    {
        Captures = running.Captures, Follow = running.Follow, Recording = running.Recording, Flight = running.Flight, Duration = running.Duration,
    };

    /// <summary>Sections of the configuration in which the two differ, and which hold from the beginning of a watch to its end.</summary>
    public IEnumerable<string> ChangedForGood(WatchPlan running)
    {
        var (now, was) = (Configuration, running.Configuration);
        if (now.Engine with { DropFailedCalls = was.Engine.DropFailedCalls } != was.Engine) yield return "engine";
        if (now.State != was.State) yield return "falco_libs";
        if (now.Capture != was.Capture) yield return "capture";
        if (now.WebServer != was.WebServer) yield return "webserver";
        if (now.Metrics != was.Metrics) yield return "metrics";
        if (now.Log != was.Log) yield return "log_level, log_stderr, log_syslog";
        if (now.WatchFiles != was.WatchFiles) yield return "watch_config_files";
    }
}
