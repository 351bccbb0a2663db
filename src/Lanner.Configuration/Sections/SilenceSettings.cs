namespace Lanner.Configuration;

/// <summary>Section <c>syscall_event_timeouts</c>: no event at all for long.</summary>
public sealed record SilenceSettings
{
    public const int DefaultMaxConsecutives = 1000;

    /// <summary>What one time-out of Falco's is, in which the number is counted.</summary>
    static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(30);

    /// <summary>Time-outs in a row that are worth a word.</summary>
    public int MaxConsecutives { get; init; } = DefaultMaxConsecutives;

    /// <summary>Silence that is worth a word.</summary>
    public TimeSpan Longest => s_timeout * MaxConsecutives;

    internal static SilenceSettings Read(Section section)
    {
        var settings = new SilenceSettings { MaxConsecutives = section.Number("max_consecutives", DefaultMaxConsecutives, 1, int.MaxValue) };
        section.WarnUnknown();
        return settings;
    }
}
