namespace Lanner.Metrics;

/// <summary>All metrics there are. A new one gets its line in the file of its group, and docs/metrics.md follows (a test says how).</summary>
public static class MetricCatalogue
{
    public static IReadOnlyList<MetricFamily> All { get; } =
    [
        .. ProgramMetrics.All, .. KernelMetrics.All, .. RuleMetrics.All, .. OutputMetrics.All, .. StateMetrics.All, .. ResourceMetrics.All,
    ];

    /// <summary>Comes last, as it counts what the others left out.</summary>
    public static MetricFamily LeftOut { get; } = new("lanner_metrics_left_out", MetricKind.Gauge, MetricGroups.Base,
        $"Samples left out of this answer because their metric has more than {MetricSamples.Most}.", static (_, _) => { });
}
