using System.Buffers.Binary;

using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// Socket addresses in events. Layout: family u8 (1 unix, 2 IPv4, 10 IPv6), then for IP address and little-endian port, once in an
/// address and twice in a pair; for unix the path, in a pair after two kernel pointers.
/// </summary>
static class SocketText
{
    const byte Unix = 1, IPv4 = 2, IPv6 = 10;

    public static void AppendAddress(ref ScratchText text, ReadOnlySpan<byte> bytes, bool portNames)
    {
        var end = bytes[1..];
        if (bytes[0] == Unix) text.Append(UntilZero(end));
        else if (AddressLength(bytes[0]) is var length && length > 0 && end.Length >= length + 2) AppendEnd(ref text, end, length, portNames);
    }

    public static void AppendTuple(ref ScratchText text, ReadOnlySpan<byte> bytes, bool portNames)
    {
        var family = bytes[0];
        bytes = bytes[1..];
        if (family == Unix)
        {
            if (bytes.Length < 16) return;
            text.AppendHex(BinaryPrimitives.ReadUInt64LittleEndian(bytes), 'x');
            text.Append("->"u8);
            text.AppendHex(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), 'x');
            text.Append((byte)' ');
            text.Append(UntilZero(bytes[16..]));
            return;
        }

        var length = AddressLength(family);
        if (length == 0 || bytes.Length < 2 * (length + 2)) return;
        AppendEnd(ref text, bytes, length, portNames);
        text.Append("->"u8);
        AppendEnd(ref text, bytes[(length + 2)..], length, portNames);
    }

    static int AddressLength(byte family) => family switch { IPv4 => 4, IPv6 => 16, _ => 0 };

    static void AppendEnd(ref ScratchText text, ReadOnlySpan<byte> bytes, int length, bool portNames)
    {
        text.Append(IpAddress.FromNetworkBytes(bytes[..length]));
        text.Append((byte)':');
        var port = BinaryPrimitives.ReadUInt16LittleEndian(bytes[length..]);
        if (portNames) PortText.Append(ref text, port);
        else text.Append((long)port);
    }

    static ReadOnlySpan<byte> UntilZero(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }
}
