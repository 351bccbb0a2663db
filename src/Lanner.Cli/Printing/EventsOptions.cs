namespace Lanner.Cli;

/// <summary>What <c>lanner events</c> was asked to do.</summary>
sealed record EventsOptions
{
    /// <summary>The condition; blank for every event.</summary>
    public required string Filter { get; init; }

    /// <summary>Capture files, in order; none for the running kernel.</summary>
    public required IReadOnlyList<string> Captures { get; init; }

    /// <summary>The last capture is still being written.</summary>
    public bool Follow { get; init; }

    /// <summary>Where to record what is printed; null for nowhere.</summary>
    public string? Recording { get; init; }

    /// <summary>The format, or the short name of one.</summary>
    public required string Format { get; init; }

    public required bool Json { get; init; }

    /// <summary>End after so many lines; null for never.</summary>
    public required long? Count { get; init; }

    public required TimeSpan? Duration { get; init; }

    public required int SnapLength { get; init; }

    public required int BufferMiB { get; init; }
}
