using System.Buffers.Binary;

namespace Lanner.State.Parsing;

/// <summary>
/// The addresses of a socket call's parameter: one (bind, connect) or a pair (the tuple). Reads whatever is there; what does not
/// have the shape of its family is no address.
/// </summary>
readonly ref struct SocketAddress
{
    const byte Unix = 1, IPv4 = 2, IPv6 = 10;
    const int PointersLength = 1 + 2 * sizeof(ulong);

    SocketAddress(SocketFamily family)
    {
        Family = family;
    }

    public SocketFamily Family { get; }

    public IpAddress Source { get; private init; }
    public ushort SourcePort { get; private init; }
    public IpAddress Destination { get; private init; }
    public ushort DestinationPort { get; private init; }
    public ulong SourcePointer { get; private init; }
    public ulong DestinationPointer { get; private init; }

    /// <summary>Path of a unix socket, without zeros.</summary>
    public ReadOnlySpan<byte> Path { get; private init; }

    /// <summary>Two endpoints, in the order of the parameter.</summary>
    public static bool TryReadTuple(ReadOnlySpan<byte> bytes, out SocketAddress address)
    {
        address = default;
        if (bytes.IsEmpty) return false;
        var size = bytes[0] switch { IPv4 => 4, IPv6 => 16, _ => 0 };
        if (size > 0 && bytes.Length >= 1 + 2 * (size + 2))
        {
            address = new SocketAddress(size == 4 ? SocketFamily.IPv4 : SocketFamily.IPv6)
            {
                Source = IpAddress.FromNetworkBytes(bytes.Slice(1, size)),
                SourcePort = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(1 + size)..]),
                Destination = IpAddress.FromNetworkBytes(bytes.Slice(3 + size, size)),
                DestinationPort = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(3 + 2 * size)..]),
            };
            return true;
        }

        if (bytes[0] != Unix || bytes.Length < PointersLength) return false;
        address = new SocketAddress(SocketFamily.Unix)
        {
            SourcePointer = BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]),
            DestinationPointer = BinaryPrimitives.ReadUInt64LittleEndian(bytes[9..]),
            Path = CutAtZero(bytes[PointersLength..]),
        };
        return true;
    }

    /// <summary>One endpoint; it is the destination.</summary>
    public static bool TryReadOne(ReadOnlySpan<byte> bytes, out SocketAddress address)
    {
        address = default;
        if (bytes.IsEmpty) return false;
        var size = bytes[0] switch { IPv4 => 4, IPv6 => 16, _ => 0 };
        if (size > 0 && bytes.Length >= 3 + size)
        {
            address = new SocketAddress(size == 4 ? SocketFamily.IPv4 : SocketFamily.IPv6)
            {
                Destination = IpAddress.FromNetworkBytes(bytes.Slice(1, size)),
                DestinationPort = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(1 + size)..]),
            };
            return true;
        }

        if (bytes[0] != Unix) return false;
        address = new SocketAddress(SocketFamily.Unix) { Path = CutAtZero(bytes[1..]) };
        return true;
    }

    static ReadOnlySpan<byte> CutAtZero(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }
}

enum SocketFamily : byte
{
    None = 0,
    Unix,
    IPv4,
    IPv6,
}
