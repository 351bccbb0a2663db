namespace Lanner.Configuration;

/// <summary>Section <c>metrics</c>: which numbers about the program's own work are told, where and how often.</summary>
public sealed record MetricsSettings
{
    public bool IsEnabled { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>As internal alerts.</summary>
    public bool AsAlerts { get; init; } = true;

    /// <summary>As lines of JSON in a file; null for no file.</summary>
    public string? File { get; init; }

    public bool Rules { get; init; } = true;

    public bool Resources { get; init; } = true;

    public bool State { get; init; } = true;

    public bool Kernel { get; init; } = true;

    public bool KernelPerCpu { get; init; }

    public bool MemoryInMegabytes { get; init; } = true;

    public bool EmptyValues { get; init; }

    internal static MetricsSettings Read(Section section)
    {
        var standard = new MetricsSettings();
        var settings = new MetricsSettings
        {
            IsEnabled = section.Bool("enabled", false),
            Interval = section.Time("interval", standard.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(365)),
            AsAlerts = section.Bool("output_rule", true),
            File = section.Text("output_file"),
            Rules = section.Bool("rules_counters_enabled", true),
            Resources = section.Bool("resource_utilization_enabled", true),
            State = section.Bool("state_counters_enabled", true),
            Kernel = section.Bool("kernel_event_counters_enabled", true),
            KernelPerCpu = section.Bool("kernel_event_counters_per_cpu_enabled", false),
            MemoryInMegabytes = section.Bool("convert_memory_to_mb", true),
            EmptyValues = section.Bool("include_empty_values", false),
        };
        section.Ignore("libbpf_stats_enabled", "plugins_metrics_enabled", "jemalloc_stats_enabled", "kernel_iter_event_counters_enabled");
        section.WarnUnknown();
        return settings;
    }
}
