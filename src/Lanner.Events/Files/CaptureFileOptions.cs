namespace Lanner.Events.Files;

/// <summary>How a capture file is read.</summary>
public sealed record CaptureFileOptions
{
    /// <summary>Go on waiting at the end of the file, as it may grow, until <see cref="CaptureFileSource.Stop"/>.</summary>
    public bool Follow { get; init; }

    /// <summary>How often a file that is followed is asked for more.</summary>
    public TimeSpan FollowInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Hands out every event that the capture has, entries of calls among them, for who shows a capture as it was written: see
    /// <see cref="CaptureFileSource.Number"/> and <see cref="CaptureFileSource.Written"/>. Exits carry the time since their entry. All that
    /// entries tell is in the exit events as well, so a rule would see each call twice.
    /// </summary>
    public bool EveryEvent { get; init; }

    /// <summary>Exits of calls carry the time since their entry, where the capture has entries: captures of old versions, and the compatible form.</summary>
    public bool CallTimes { get; init; }

    /// <summary>Takes the tables of each section before its first event; null when nobody wants them.</summary>
    public ISnapshotConsumer? Snapshots { get; init; }
}
