namespace Lanner.Alerts.Outputs;

/// <summary>What one output did so far.</summary>
public sealed record AlertOutputStatistics
{
    public required string Name { get; init; }

    /// <summary>Alerts delivered.</summary>
    public required long Written { get; init; }

    /// <summary>Alerts lost, for each <see cref="AlertDropReason"/> in its order.</summary>
    public required IReadOnlyList<long> DroppedByReason { get; init; }

    /// <summary>Alerts in memory that wait to be delivered.</summary>
    public required int Queued { get; init; }

    /// <summary>Attempts that failed; an alert may have several.</summary>
    public required long Failures { get; init; }

    /// <summary>Why the last failed attempt failed; null when none did.</summary>
    public required string? LastFailure { get; init; }

    /// <summary>The last attempt failed: alerts wait or are lost.</summary>
    public required bool IsFailing { get; init; }

    /// <summary>Alerts on disk that wait to be delivered.</summary>
    public long Spooled { get; init; }

    public long SpooledBytes { get; init; }

    public long Dropped => DroppedByReason.Sum();
}
