using System.Text;

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

    /// <summary>The rows of docs/metrics.md.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (var group in All.Append(LeftOut).GroupBy(family => family.Group))
        {
            text.Append("\n### ").Append(Title(group.Key)).Append("\n\n| metric | kind | in snapshots | what it says |\n|---|---|---|---|\n");
            foreach (var family in group)
                text.Append("| `").Append(family.Name).Append("` | ").Append(family.Kind.ToString().ToLowerInvariant()).Append(" | ")
                    .Append(family.Field is null ? "" : $"`{family.Field}{SnapshotFields.Unit(family.Unit)}`").Append(" | ").Append(family.Help).Append(" |\n");
        }

        return text.ToString();
    }

    static string Title(MetricGroups group) => group switch
    {
        MetricGroups.Base => "Always",
        MetricGroups.Rules => "`rules_counters_enabled`",
        MetricGroups.Resources => "`resource_utilization_enabled`",
        MetricGroups.State => "`state_counters_enabled`",
        MetricGroups.Kernel => "`kernel_event_counters_enabled`",
        _ => "`kernel_event_counters_per_cpu_enabled`",
    };
}
