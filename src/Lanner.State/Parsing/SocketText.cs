namespace Lanner.State.Parsing;

/// <summary>Names of sockets: <c>10.0.0.1:1234->10.0.0.2:80</c> for a connection, <c>0.0.0.0:80</c> for a listener.</summary>
static class SocketText
{
    /// <summary>Room for two IPv6 endpoints and the arrow.</summary>
    public const int MaxLength = 128;

    public static int Endpoint(IpAddress address, ushort port, Span<byte> destination)
    {
        if (!address.TryFormat(destination, out var length)) return 0;
        destination[length++] = (byte)':';
        port.TryFormat(destination[length..], out var digits);
        return length + digits;
    }

    /// <summary>Both ends; only the far one when the near one is not known.</summary>
    public static int Pair(IpAddress source, ushort sourcePort, IpAddress target, ushort targetPort, Span<byte> destination)
    {
        if (source.IsEmpty || target.IsEmpty) return Endpoint(target, targetPort, destination);
        var length = Endpoint(source, sourcePort, destination);
        "->"u8.CopyTo(destination[length..]);
        length += 2;
        return length + Endpoint(target, targetPort, destination[length..]);
    }

    /// <summary>
    /// The two kernel pointers of a unix socket and its path: <c>ffff9a->ffff9b /run/x.sock</c>. A path that does not fit is cut.
    /// </summary>
    public static int Unix(ulong source, ulong target, ReadOnlySpan<byte> path, Span<byte> destination)
    {
        source.TryFormat(destination, out var length, "x");
        "->"u8.CopyTo(destination[length..]);
        length += 2;
        target.TryFormat(destination[length..], out var digits, "x");
        length += digits;
        if (path.IsEmpty) return length;
        destination[length++] = (byte)' ';
        var fits = Math.Min(path.Length, destination.Length - length);
        path[..fits].CopyTo(destination[length..]);
        return length + fits;
    }
}
