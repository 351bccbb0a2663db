namespace Lanner.Events.Files;

/// <summary>Which thread compresses and writes a capture.</summary>
public enum CaptureWriting
{
    /// <summary>The one that hands in the events.</summary>
    AtOnce,

    /// <summary>Another one, which is waited for when it is behind: for events that can wait, such as those of a file.</summary>
    BehindAndComplete,

    /// <summary>
    /// Another one, which is never waited for: when it is behind, events are lost and counted, and tables are written anew where it goes on.
    /// </summary>
    BehindOrLost,
}

/// <summary>How a capture is written. Limits of 0 are none; with any of the rotation limits there are several files, numbered from 0.</summary>
public sealed record CaptureWriterOptions
{
    public bool Compress { get; init; } = true;

    /// <summary>
    /// Writes only what sysdig 0.29.3 reads: event codes and parameters of its schema, with enter events before exit events. What it
    /// has no word for is left out and counted.
    /// </summary>
    public bool Compatible { get; init; }

    /// <summary>Bytes kept of what a call read or wrote; 0 keeps what the event has.</summary>
    public int Snaplen { get; init; }

    /// <summary>Starts a new file when the current one has that many bytes on disk.</summary>
    public long MaxFileBytes { get; init; }

    /// <summary>Starts a new file when the current one spans that much time of its events.</summary>
    public TimeSpan MaxFileAge { get; init; }

    /// <summary>Starts a new file when the current one has that many events.</summary>
    public long MaxFileEvents { get; init; }

    /// <summary>At most so many files, numbered from 0 up to it: the next one replaces the oldest and has its name.</summary>
    public int MaxFiles { get; init; }

    /// <summary>What was written longest ago and is not on disk yet is at most this old, by the time of the events.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Which thread compresses and writes, and what happens when it is slower than the events.</summary>
    public CaptureWriting Writing { get; init; }

    public bool Rotates => MaxFileBytes > 0 || MaxFileAge > TimeSpan.Zero || MaxFileEvents > 0;

    /// <exception cref="ArgumentException">A limit is negative, or files are limited without rotation.</exception>
    public void Validate()
    {
        if (Snaplen < 0 || MaxFileBytes < 0 || MaxFileAge < TimeSpan.Zero || MaxFileEvents < 0 || MaxFiles < 0)
            throw new ArgumentException("a limit of a capture file is negative");
        if (MaxFiles > 0 && !Rotates)
            throw new ArgumentException("a number of files needs a limit on each: of bytes, time or events");
    }
}
