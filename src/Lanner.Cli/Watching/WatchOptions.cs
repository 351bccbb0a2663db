using System.Net;

using Lanner.Configuration;
using Lanner.Recording.Flight;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>What the command line of a watch says. What it leaves out (null, empty) is for the configuration to say.</summary>
sealed record WatchOptions
{
    /// <summary>The configuration's main file; null for the usual place, if there is one.</summary>
    public string? Config { get; init; }

    /// <summary>Single settings, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Rule files and folders instead of the configuration's.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Capture files to watch instead of this host, in order; <c>-</c> is standard input.</summary>
    public IReadOnlyList<string> Captures { get; init; } = [];

    /// <summary>The last capture is still being written.</summary>
    public bool Follow { get; init; }

    /// <summary>Where to record what is watched; null for nowhere. Named .gz it is compressed.</summary>
    public string? Recording { get; init; }

    /// <summary>What to keep in memory and capture around alerts.</summary>
    public FlightRecorderOptions? FlightRecorder { get; init; }

    /// <summary>What becomes of the actions that rules ask for.</summary>
    public ResponseMode? Respond { get; init; }

    /// <summary>Rules less grave are left out.</summary>
    public RulePriority? MinimumPriority { get; init; }

    /// <summary>After those of the configuration.</summary>
    public IReadOnlyList<RuleSelector> Selectors { get; init; } = [];

    /// <summary>JSON, whatever the configuration says.</summary>
    public bool Json { get; init; }

    public ColourChoice Colour { get; init; }

    /// <summary>End after this long; null for never.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Conditions of rules are decided in the kernel where it can.</summary>
    public bool PushDown { get; init; } = true;

    /// <summary>Tell what each rule cost, at the end and when asked by a signal.</summary>
    public bool RuleCosts { get; init; }

    /// <summary>Tell it this often as well; null for not.</summary>
    public TimeSpan? RuleCostInterval { get; init; }

    /// <summary>Serve health, versions and metrics there; null for what the configuration says.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Bytes of an I/O buffer that an event keeps.</summary>
    public int? SnapLength { get; init; }

    /// <summary>Size of the ring buffer in MiB, a power of two.</summary>
    public int? BufferMiB { get; init; }
}

/// <summary>When to colour text.</summary>
enum ColourChoice
{
    /// <summary>On a terminal, unless NO_COLOR is set.</summary>
    Auto,
    Always,
    Never,
}
