using Lanner.State;

namespace Lanner.Explore.Inspection;

/// <summary>What was done with a file.</summary>
sealed class FileUse
{
    public long Opens { get; set; }
    public long BytesRead { get; set; }
    public long BytesWritten { get; set; }
}

/// <summary>Connections from one address to one service, whatever port they came from.</summary>
readonly record struct ConnectionKey(IpAddress Client, IpAddress Server, ushort Port, Lanner.Events.TransportProtocol Transport);

/// <summary>What went over the connections of one key. Bytes are as the watched side reads and writes them.</summary>
sealed class ConnectionUse
{
    /// <summary>Connections that were made or accepted.</summary>
    public long Made { get; set; }
    public long Failed { get; set; }
    public long BytesRead { get; set; }
    public long BytesWritten { get; set; }

    /// <summary>The program that was seen first at our end.</summary>
    public byte[] Program { get; set; } = [];
    public byte[] Container { get; set; } = [];
}

/// <summary>A count, and the name it goes by.</summary>
sealed class NamedCount
{
    public string Name { get; set; } = "";
    public long Count { get; set; }
}

/// <summary>How often a rule fired.</summary>
sealed class RuleUse
{
    public long Count { get; set; }

    /// <summary>Number of its first alert among all, from 1: what <c>lanner replay --alert</c> takes.</summary>
    public long FirstNumber { get; set; }
    public ulong FirstNs { get; set; }
}
