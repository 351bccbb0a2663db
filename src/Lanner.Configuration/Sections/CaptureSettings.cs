using Lanner.Rules;

namespace Lanner.Configuration;

/// <summary>
/// Section <c>capture</c>: events around alerts are written to .scap files. What was before the alert, how much may be kept and the
/// choice by priority are ours.
/// </summary>
public sealed record CaptureSettings
{
    public bool IsEnabled { get; init; }

    /// <summary>The folder of the captures.</summary>
    public string Folder { get; init; } = "lanner-captures";

    /// <summary>Around every alert; else of rules with <c>capture: true</c>.</summary>
    public bool AllRules { get; init; }

    /// <summary>How long a capture goes on after its last alert, unless the rule says otherwise.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A capture that reaches it ends; 0 for no limit.</summary>
    public long MaxFileBytes { get; init; }

    /// <summary>How long before its alert a capture begins, if memory reaches so far back.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Memory for the last events of all containers.</summary>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>Alerts at least that grave are captured, whatever their rule says; null for no such choice.</summary>
    public RulePriority? MinimumPriority { get; init; }

    /// <summary>The oldest captures go when all are more.</summary>
    public long MaxTotalBytes { get; init; } = 1024L << 20;

    /// <summary>In the form that an old sysdig reads, too.</summary>
    public bool Compatible { get; init; }

    internal static CaptureSettings Read(Section section)
    {
        var standard = new CaptureSettings();
        var settings = new CaptureSettings
        {
            IsEnabled = section.Bool("enabled", false),
            Folder = section.Text("path_prefix") ?? standard.Folder,
            AllRules = section.Word("mode", false, [("rules", false), ("all_rules", true)]),
            Duration = section.Milliseconds("default_duration", standard.Duration, 1, 3_600_000),
            MaxFileBytes = section.Long("max_file_size_mb", 0, 0, 1_000_000) << 20,
            Before = section.Time("before", standard.Before, TimeSpan.Zero, TimeSpan.FromHours(24)),
            MemoryBytes = section.Long("memory_mb", standard.MemoryBytes >> 20, 1, 16_384) << 20,
            MinimumPriority = section.Has("priority") ? RuleSettings.ReadPriority(section, "priority", RulePriority.Debug) : null,
            Compatible = section.Bool("compat", false),
            MaxTotalBytes = section.Long("max_total_mb", standard.MaxTotalBytes >> 20, 1, 10_000_000) << 20,
        };
        section.WarnUnknown();
        return settings;
    }
}
