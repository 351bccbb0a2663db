namespace Lanner.Events.Files;

/// <summary>One descriptor of a descriptor list.</summary>
static class DescriptorEntry
{
    /// <summary>
    /// Reads the entry at the reader's place; null when it does not fit, or when it is of a kind without a known length and
    /// <paramref name="hasLength"/> says that nothing else tells it.
    /// </summary>
    public static DescriptorSnapshot? Read(ref FieldReader reader, bool hasLength)
    {
        var fd = reader.Int64();
        var inode = reader.UInt64();
        var kind = (DescriptorKind)reader.Byte();
        if (reader.Failed) return null;
        var row = new DescriptorSnapshot { Fd = fd, Inode = inode, Kind = kind };
        switch (kind)
        {
            case DescriptorKind.Unknown:
                break;
            case DescriptorKind.IPv4Connection:
                row = ReadConnection(ref reader, row, 4);
                break;
            case DescriptorKind.IPv6Connection:
                row = ReadConnection(ref reader, row, 16);
                break;
            case DescriptorKind.IPv4Listener:
                row = ReadListener(ref reader, row, 4);
                break;
            case DescriptorKind.IPv6Listener:
                row = ReadListener(ref reader, row, 16);
                break;
            case DescriptorKind.UnixSocket:
                row = row with { SourcePointer = reader.UInt64(), DestinationPointer = reader.UInt64(), Name = reader.Text() };
                break;
            case DescriptorKind.FileWithFlags:
                row = row with { OpenFlags = reader.UInt32(), Name = reader.Text() };
                if (hasLength && reader.Remaining >= 4) row = row with { Device = reader.UInt32() };
                break;
            case <= DescriptorKind.PidFd:
                row = row with { Name = reader.Text() };
                break;
            default:
                return hasLength ? row with { Kind = DescriptorKind.Unsupported } : null;
        }

        if (reader.Failed) return null;
        return hasLength && EntryTail.ReadFacts(ref reader) is { } facts ? row with { Facts = facts } : row;
    }

    static DescriptorSnapshot ReadConnection(ref FieldReader reader, DescriptorSnapshot row, int addressLength) => row with
    {
        SourceAddress = reader.Take(addressLength).ToArray(),
        DestinationAddress = reader.Take(addressLength).ToArray(),
        SourcePort = reader.UInt16(),
        DestinationPort = reader.UInt16(),
        Transport = (TransportProtocol)reader.Byte(),
    };

    static DescriptorSnapshot ReadListener(ref FieldReader reader, DescriptorSnapshot row, int addressLength) => row with
    {
        SourceAddress = reader.Take(addressLength).ToArray(),
        SourcePort = reader.UInt16(),
        Transport = (TransportProtocol)reader.Byte(),
    };
}
