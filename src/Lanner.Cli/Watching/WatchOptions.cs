using Lanner.Recording.Flight;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>What the user asked <c>lanner watch</c> for.</summary>
sealed record WatchOptions
{
    /// <summary>Rule files and folders; empty for our own rules.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Capture files to watch instead of this host, in order; <c>-</c> is standard input.</summary>
    public IReadOnlyList<string> Captures { get; init; } = [];

    /// <summary>The last capture is still being written.</summary>
    public bool Follow { get; init; }

    /// <summary>Where to record what is watched; null for nowhere. Named .gz it is compressed.</summary>
    public string? Recording { get; init; }

    /// <summary>What to keep in memory and capture around alerts; null for nothing.</summary>
    public FlightRecorderOptions? FlightRecorder { get; init; }

    /// <summary>Rules less grave are left out.</summary>
    public RulePriority MinimumPriority { get; init; } = RulePriority.Debug;

    public IReadOnlyList<RuleSelector> Selectors { get; init; } = [];

    public bool Json { get; init; }

    public ColourChoice Colour { get; init; }

    /// <summary>End after this long; null for never.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Bytes of an I/O buffer that an event keeps.</summary>
    public int SnapLength { get; init; } = 80;

    /// <summary>Size of the ring buffer in MiB, a power of two.</summary>
    public int BufferMiB { get; init; } = 8;
}

/// <summary>When to colour text.</summary>
enum ColourChoice
{
    /// <summary>On a terminal, unless NO_COLOR is set.</summary>
    Auto,
    Always,
    Never,
}
