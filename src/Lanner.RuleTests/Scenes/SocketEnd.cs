using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lanner.RuleTests.Scenes;

/// <summary>One end of a conversation: an address and a port, or the path of a unix socket.</summary>
sealed record SocketEnd(IPAddress? Address, ushort Port, string Path)
{
    /// <summary>Numbers of the table of socket families.</summary>
    public const uint Unix = 1, IPv4 = 2, IPv6 = 10;

    public uint Family => Address?.AddressFamily switch { AddressFamily.InterNetwork => IPv4, AddressFamily.InterNetworkV6 => IPv6, _ => Unix };

    /// <summary>Reads <c>10.0.0.5:443</c>, <c>[::1]:80</c>, <c>/run/x.sock</c> or <c>@abstract</c>.</summary>
    public static SocketEnd? Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal)) text = text[5..];
        if (text is ['/' or '@', ..]) return new SocketEnd(null, 0, text);
        return IPEndPoint.TryParse(text, out var end) && text.LastIndexOf(':') > text.LastIndexOf(']') && (end.AddressFamily != AddressFamily.InterNetworkV6 || text[0] == '[')
            ? new SocketEnd(end.Address, (ushort)end.Port, "")
            : null;
    }

    /// <summary>As bind and connect have it.</summary>
    public byte[] ToAddress() => Address is null ? [(byte)Unix, .. PathBytes] : [(byte)Family, .. AddressAndPort];

    /// <summary>As a pair; both ends are of one family.</summary>
    public static byte[] ToTuple(SocketEnd from, SocketEnd to) => from.Family == Unix
        ? [(byte)Unix, .. Pointer(from.Path, 1), .. Pointer(to.Path, 2), .. to.PathBytes]
        : [(byte)from.Family, .. from.AddressAndPort, .. to.AddressAndPort];

    byte[] PathBytes => [.. Encoding.UTF8.GetBytes(Path), 0];

    byte[] AddressAndPort => [.. Address!.GetAddressBytes(), (byte)Port, (byte)(Port >> 8)];

    /// <summary>A made-up address of the kernel.</summary>
    static byte[] Pointer(string path, ulong end)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 0xffff_8880_0000_0000 + (ulong)path.Length * 4096 + end * 64);
        return bytes;
    }
}
