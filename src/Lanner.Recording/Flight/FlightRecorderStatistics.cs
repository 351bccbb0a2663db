namespace Lanner.Recording.Flight;

/// <summary>Counters of a flight recorder since it was made.</summary>
public sealed record FlightRecorderStatistics
{
    /// <summary>Bytes of memory taken for events so far; stays below the limit.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Captures begun.</summary>
    public required long Captures { get; init; }

    /// <summary>Alerts that fell into a capture that was being written and made it longer.</summary>
    public required long Extended { get; init; }

    /// <summary>Alerts without capture because too many were being written.</summary>
    public required long Skipped { get; init; }

    /// <summary>Captures that could not be written.</summary>
    public required long Failed { get; init; }

    /// <summary>Captures removed to keep the folder within its limit.</summary>
    public required long Removed { get; init; }

    /// <summary>Events that had no place in memory, or did not reach their file because the disk was slower than they.</summary>
    public required long EventsLost { get; init; }

    /// <summary>Pieces of memory given up early because others needed the room: what is before an alert may be shorter than asked for.</summary>
    public required long ChunksEvicted { get; init; }
}
