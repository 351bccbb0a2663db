using Lanner.Rules;

namespace Lanner.Configuration;

/// <summary>Keys <c>log_*</c>: what the program says about its own work. The levels are those of alerts.</summary>
public sealed record LogSettings
{
    public bool ToStandardError { get; init; } = true;

    public bool ToSyslog { get; init; }

    /// <summary>Messages less grave are left out.</summary>
    public RulePriority Level { get; init; } = RulePriority.Informational;

    internal static LogSettings Read(Section root, LogSettings standard) => new()
    {
        ToStandardError = root.Bool("log_stderr", standard.ToStandardError),
        ToSyslog = root.Bool("log_syslog", standard.ToSyslog),
        Level = RuleSettings.ReadPriority(root, "log_level", standard.Level),
    };
}
