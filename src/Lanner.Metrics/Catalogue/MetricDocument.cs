using System.Text;

namespace Lanner.Metrics;

/// <summary>The tables of docs/metrics.md.</summary>
public static class MetricDocument
{
    /// <summary>What stands above the tables; the page's own text is before it.</summary>
    public const string Begin = "## All metrics\n";

    public static string Write()
    {
        var text = new StringBuilder(Begin);
        foreach (var group in MetricCatalogue.All.Append(MetricCatalogue.LeftOut).GroupBy(family => family.Group))
        {
            text.Append("\n### ").Append(Title(group.Key)).Append("\n\n| metric | kind | in snapshots | what it says |\n|---|---|---|---|\n");
            foreach (var family in group)
                text.Append("| `").Append(family.Name).Append("` | ").Append(family.Kind.ToString().ToLowerInvariant()).Append(" | ").Append(Field(family)).Append(" | ").Append(family.Help).Append(" |\n");
        }

        return text.ToString();
    }

    static string Field(MetricFamily family) => family.Field is not { } field ? "" : $"`{field}{(field[^1] is '.' or '_' ? "*" : "")}{SnapshotFields.Unit(family.Unit)}`";

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
