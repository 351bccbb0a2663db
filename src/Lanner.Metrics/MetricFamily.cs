namespace Lanner.Metrics;

public enum MetricKind
{
    /// <summary>Only grows; begins anew with the program, those of rules with each reload.</summary>
    Counter,

    /// <summary>As it is now.</summary>
    Gauge,

    /// <summary>A fact in labels; the value is 1.</summary>
    Info,
}

/// <summary>Parts of the metrics that the configuration switches on and off.</summary>
[Flags]
public enum MetricGroups
{
    /// <summary>What the program is and whether it works.</summary>
    Base = 1,
    Rules = 2,
    Resources = 4,
    State = 8,
    Kernel = 16,
    KernelPerCpu = 32,
    All = Base | Rules | Resources | State | Kernel | KernelPerCpu,
}

/// <summary>How a value that counts memory is written in a snapshot; over HTTP it is always in bytes.</summary>
public enum MetricUnit
{
    None,
    Bytes,
    Kibibytes,
}

/// <summary>Metrics of one name: what they mean, and where their values come from.</summary>
/// <param name="Name">As Prometheus has it. Falco's name where the meaning is Falco's, else one that begins with <c>lanner_</c> or <c>process_</c>.</param>
/// <param name="Kind">How values behave.</param>
/// <param name="Group">The part it belongs to.</param>
/// <param name="Help">One sentence, for the endpoint and for docs/metrics.md.</param>
/// <param name="Read">Adds the samples of a snapshot; none when there is nothing to tell.</param>
public sealed record MetricFamily(string Name, MetricKind Kind, MetricGroups Group, string Help, Action<WatchSnapshot, MetricSamples> Read)
{
    /// <summary>Its name in periodic snapshots, to which each sample adds what tells it apart; null when it is not in them.</summary>
    public string? Field { get; init; }

    public MetricUnit Unit { get; init; }
}
