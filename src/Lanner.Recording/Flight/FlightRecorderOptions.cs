using Lanner.Rules;

namespace Lanner.Recording.Flight;

/// <summary>What a flight recorder keeps, when it writes, and how much it may use.</summary>
public sealed record FlightRecorderOptions
{
    /// <summary>How long before an alert a capture begins, if memory reaches so far back.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it goes on after the last alert, unless the rule says otherwise.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Memory for events of all containers together. 64 MiB are about 400,000 events of 150 bytes.</summary>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>Alerts at least that grave are captured, whatever their rule says; null for only those whose rule asks for it.</summary>
    public RulePriority? CaptureOn { get; init; }

    /// <summary>Where captures go. Made if it is not there, for its owner alone.</summary>
    public string Folder { get; init; } = "lanner-captures";

    /// <summary>Captures in the folder are at most that much; the oldest go first.</summary>
    public long MaxTotalBytes { get; init; } = 1024L << 20;

    /// <summary>A capture ends when it has that many bytes; 0 for a quarter of <see cref="MaxTotalBytes"/>, which is the most in any case.</summary>
    public long MaxCaptureBytes { get; init; }

    /// <summary>Captures have the form that sysdig 0.29.3 reads, too; what that has no event for is left out of them.</summary>
    public bool Compatible { get; init; }

    /// <summary>Captures written at a time; alerts of further containers get none meanwhile, and are counted.</summary>
    public int MaxOpenCaptures { get; init; } = 64;

    /// <summary>A full queue makes the events wait: for a replay. Live, what does not fit is lost to the capture and counted.</summary>
    public bool WaitsForRoom { get; init; }
}
