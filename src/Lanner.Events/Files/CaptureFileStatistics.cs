namespace Lanner.Events.Files;

/// <summary>What was read of a capture, and what was left out and why.</summary>
public readonly record struct CaptureFileStatistics
{
    /// <summary>Bytes read so far, after inflating.</summary>
    public long Bytes { get; init; }

    /// <summary>Events as they stand in the file.</summary>
    public long EventsInFile { get; init; }

    /// <summary>Events handed out.</summary>
    public long Events { get; init; }

    /// <summary>Events of old captures that were rebuilt.</summary>
    public long Upgraded { get; init; }

    /// <summary>Enter events of old captures that were merged into their exit events, or have no place in today's schema.</summary>
    public long Merged { get; init; }

    /// <summary>Events with a code this version does not know.</summary>
    public long UnknownEvents { get; init; }

    /// <summary>Blocks of a type this version does not know.</summary>
    public long UnknownBlocks { get; init; }

    /// <summary>Rows of tables beyond the limits.</summary>
    public long RowsLeftOut { get; init; }

    /// <summary>Enter events forgotten because too many threads were inside a call; their exits have fewer values.</summary>
    public long EntersForgotten { get; init; }

    /// <summary>Sections begun: 1 for an ordinary file.</summary>
    public int Sections { get; init; }
}
