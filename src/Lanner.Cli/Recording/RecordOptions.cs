using Lanner.Events.Files;

namespace Lanner.Cli;

/// <summary>What <c>lanner record</c> was asked to do.</summary>
sealed record RecordOptions
{
    /// <summary>Where to write; <c>-</c> is standard output.</summary>
    public required string Path { get; init; }

    /// <summary>The condition; blank for every event.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Capture files to record from instead of this host, in order.</summary>
    public IReadOnlyList<string> Captures { get; init; } = [];

    public required CaptureWriterOptions Form { get; init; }

    /// <summary>End after so many events; 0 for never.</summary>
    public long Count { get; init; }

    /// <summary>End after this long; null for never.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Bytes of an I/O buffer that an event keeps.</summary>
    public int SnapLength { get; init; } = 80;

    /// <summary>Size of the ring buffer in MiB, a power of two.</summary>
    public int BufferMiB { get; init; } = 8;
}
