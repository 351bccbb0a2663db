using Lanner.Alerts.Outputs;
using Lanner.Capture;

namespace Lanner.Metrics;

/// <summary>What health is judged by, at one moment.</summary>
public readonly record struct HealthSample
{
    /// <summary>Since the watch began.</summary>
    public required TimeSpan Now { get; init; }

    /// <summary>Null where nothing is watched live: what is read from a file cannot be missed.</summary>
    public CaptureStatistics? Capture { get; init; }

    /// <summary>The probe is in the kernel and at its hooks.</summary>
    public bool IsAttached { get; init; }

    public required IReadOnlyList<AlertOutputStatistics> Outputs { get; init; }
}
