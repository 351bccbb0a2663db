namespace Lanner.Filters;

/// <summary>How data that was read or written is shown.</summary>
public enum DataForm : byte
{
    /// <summary>What is no printable ASCII as a point.</summary>
    Points,

    /// <summary>Printable ASCII and line ends, the rest left out.</summary>
    Text,

    /// <summary>Rows of 16 bytes in hexadecimal, each on a line of its own.</summary>
    Hex,

    /// <summary>The same with the printable text at the right.</summary>
    HexText,

    Base64,
}

/// <summary>What the time of a line is.</summary>
public enum TimeForm : byte
{
    /// <summary>Local time of day with nanoseconds.</summary>
    Clock,

    /// <summary>Seconds since 1970.</summary>
    Epoch,

    /// <summary>Seconds since the first event.</summary>
    SinceFirst,

    /// <summary>How long the call took; 0 where it is not known.</summary>
    Latency,

    /// <summary>Seconds since the event shown before.</summary>
    SinceShown,
}

/// <summary>
/// How a list of events writes parameters, data and times: as sysdig does. Set on the <see cref="FieldScratch"/> of whoever prints; it then
/// holds for the fields evt.args, evt.info, evt.buffer and evt.outputtime, wherever they are read.
/// </summary>
public sealed record EventForm
{
    public DataForm Data { get; init; }

    public TimeForm Time { get; init; }

    /// <summary>Characters of data and lists shown; the rest is cut.</summary>
    public int Longest { get; init; } = 80;

    /// <summary>Ports are written by the names of their services where they have one.</summary>
    public bool PortNames { get; init; }
}
