namespace Lanner.Metrics;

/// <summary>From when on a watch counts as blind.</summary>
public sealed record HealthLimits
{
    /// <summary>The event thread has not looked around for so long.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Losses have been above <see cref="LostShare"/> in every second for so long.</summary>
    public TimeSpan Losing { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of the events of one second.</summary>
    public double LostShare { get; init; } = 0.1;

    /// <summary>No event came for so long, although there must have been some.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So many threads were born on the host meanwhile. Our own are among them; they are a few.</summary>
    public long Births { get; init; } = 32;
}
