using Lanner.Alerts.Outputs;
using Lanner.Capture;
using Lanner.Recording.Flight;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Metrics;

/// <summary>
/// A watch at one moment, taken between two events by the thread that owns them. Immutable, except for counters that any thread may
/// read: those of the engine, and of events by kind.
/// </summary>
public sealed record WatchSnapshot
{
    public required ProgramFacts Facts { get; init; }

    /// <summary>Since the watch began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Events handed to state and rules.</summary>
    public required ulong EventsRead { get; init; }

    public required EventTally Events { get; init; }

    /// <summary>Null where nothing can be lost: a capture's events wait in their file.</summary>
    public CaptureStatistics? Capture { get; init; }

    public required StateStatistics State { get; init; }

    public long ContainersEvicted { get; init; }

    public required RuleEngine Engine { get; init; }

    /// <summary>Since the watch began, whatever rules were at work.</summary>
    public required long Alerts { get; init; }

    /// <summary>Alerts that were repeats, and the counts that went out for them.</summary>
    public (long Folded, long Counts) Folding { get; init; }

    public ReloadCounts Reloads { get; init; }

    public required IReadOnlyList<AlertOutputStatistics> Outputs { get; init; }

    /// <summary>Container engines with whether they can be asked now; those that nobody has are left out.</summary>
    public IReadOnlyList<(string Name, bool IsConnected)> Engines { get; init; } = [];

    /// <summary>Null without a flight recorder.</summary>
    public FlightRecorderStatistics? Flight { get; init; }

    /// <summary>Null without a web server.</summary>
    public WebUse? Web { get; init; }

    /// <summary>What the process and its host use; read by the reader, since it takes a while.</summary>
    public ResourceUse? Resources { get; init; }

    /// <summary>Why the watch is blind; null when it sees. Filled in by the reader.</summary>
    public string? Blindness { get; init; }

    /// <summary>Since the event thread last looked around. Filled in by the reader.</summary>
    public TimeSpan SinceTurn { get; init; }
}
