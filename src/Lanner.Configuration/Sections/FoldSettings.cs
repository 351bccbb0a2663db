namespace Lanner.Configuration;

/// <summary>Section <c>fold</c>: repeats of an alert become one alert with a count.</summary>
public sealed record FoldSettings
{
    public const int DefaultAfter = 10;

    public bool IsEnabled { get; init; } = true;

    /// <summary>How long repeats are counted before the count is told; in the time of events.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many of the same kind within a window go out as they are.</summary>
    public int After { get; init; } = DefaultAfter;

    internal static FoldSettings Read(Section section, FoldSettings standard)
    {
        var settings = new FoldSettings
        {
            IsEnabled = section.Bool("enabled", standard.IsEnabled),
            Window = section.Time("window", standard.Window, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            After = section.Number("after", standard.After, 0, 1_000_000),
        };
        section.WarnUnknown();
        return settings;
    }
}
