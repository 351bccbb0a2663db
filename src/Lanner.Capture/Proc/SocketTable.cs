using System.Buffers.Binary;
using Lanner.Events;

namespace Lanner.Capture.Proc;

/// <summary>
/// The sockets of one network namespace by inode, from the files in <c>/proc/PID/net</c>. A connection accepted by a listener of the
/// namespace has the far end as its source, as in events: source is who connected.
/// </summary>
sealed class SocketTable
{
    const long BytesMaxPerFile = 256 << 20;
    const int TcpListening = 10;

    readonly Dictionary<ulong, Socket> _sockets = [];
    readonly HashSet<ushort> _listening = [];
    readonly int _socketsMax;

    SocketTable(int socketsMax) => _socketsMax = socketsMax;

    public int Count => _sockets.Count;

    /// <summary>True when there were more sockets than the limit.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads the namespace of a process.</summary>
    public static SocketTable Read(ProcDirectory process, int socketsMax)
    {
        var table = new SocketTable(socketsMax);
        table.ReadInternet(process.OpenFile("net/tcp"u8), TransportProtocol.Tcp, 4);
        table.ReadInternet(process.OpenFile("net/tcp6"u8), TransportProtocol.Tcp, 16);
        table.ReadInternet(process.OpenFile("net/udp"u8), TransportProtocol.Udp, 4);
        table.ReadInternet(process.OpenFile("net/udp6"u8), TransportProtocol.Udp, 16);
        table.ReadInternet(process.OpenFile("net/raw"u8), TransportProtocol.Raw, 4);
        table.ReadInternet(process.OpenFile("net/raw6"u8), TransportProtocol.Raw, 16);
        table.ReadInternet(process.OpenFile("net/icmp"u8), TransportProtocol.Icmp, 4);
        table.ReadInternet(process.OpenFile("net/icmp6"u8), TransportProtocol.Icmp, 16);
        table.ReadUnix(process.OpenFile("net/unix"u8));
        table.ReadNetlink(process.OpenFile("net/netlink"u8));
        return table;
    }

    /// <summary>What is known of a socket by its inode; null when the tables do not have it.</summary>
    public DescriptorSnapshot? Find(int fd, ulong inode, uint flags)
    {
        if (!_sockets.TryGetValue(inode, out var socket)) return null;
        var accepted = socket is { Kind: DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection, Transport: TransportProtocol.Tcp }
            && _listening.Contains(socket.LocalPort);
        var (source, destination) = accepted ? (socket.Remote, socket.Local) : (socket.Local, socket.Remote);
        var listens = socket.Kind is DescriptorKind.IPv4Listener or DescriptorKind.IPv6Listener;
        return new DescriptorSnapshot
        {
            Fd = fd, Kind = socket.Kind, Inode = inode, OpenFlags = flags, Name = socket.Path, Transport = socket.Transport,
            SourceAddress = source, SourcePort = accepted ? socket.RemotePort : socket.LocalPort,
            DestinationAddress = listens ? [] : destination,
            DestinationPort = listens ? (ushort)0 : accepted ? socket.LocalPort : socket.RemotePort,
            SourcePointer = socket.Pointer,
        };
    }

    internal void ReadInternet(int fd, TransportProtocol transport, int addressLength)
    {
        using var lines = new FileLines(fd, BytesMaxPerFile);
        while (lines.TryRead(out var line)) AddInternet(line, transport, addressLength);
    }

    /// <summary>slot local remote state queues timer retransmits uid timeout inode ...; the heading line has no inode.</summary>
    internal void AddInternet(ReadOnlySpan<byte> line, TransportProtocol transport, int addressLength)
    {
        ProcText.SkipWords(ref line, 1);
        var local = ProcText.TakeWord(ref line);
        var remote = ProcText.TakeWord(ref line);
        var state = ProcText.Hexadecimal(ProcText.TakeWord(ref line));
        ProcText.SkipWords(ref line, 5);
        var inode = ProcText.Unsigned(ProcText.TakeWord(ref line));
        if (inode == 0) return;
        if (!TryAddress(local, addressLength, out var localAddress, out var localPort)
            || !TryAddress(remote, addressLength, out var remoteAddress, out var remotePort)) return;
        var listens = transport == TransportProtocol.Tcp ? state == TcpListening : remotePort == 0 && !remoteAddress.AsSpan().ContainsAnyExcept((byte)0);
        if (listens && transport == TransportProtocol.Tcp) _listening.Add(localPort);
        var kind = (addressLength, listens) switch
        {
            (4, true) => DescriptorKind.IPv4Listener,
            (4, false) => DescriptorKind.IPv4Connection,
            (_, true) => DescriptorKind.IPv6Listener,
            _ => DescriptorKind.IPv6Connection,
        };
        Add(inode, new Socket(kind, transport, localAddress, remoteAddress, localPort, remotePort, 0, []));
    }

    /// <summary>pointer: references protocol flags type state inode path.</summary>
    internal void AddUnix(ReadOnlySpan<byte> line)
    {
        var pointer = ProcText.Hexadecimal(ProcText.TakeWord(ref line));
        ProcText.SkipWords(ref line, 5);
        var inode = ProcText.Unsigned(ProcText.TakeWord(ref line));
        if (inode == 0) return;
        var path = line.IsEmpty ? [] : line[1..].ToArray();
        Add(inode, new Socket(DescriptorKind.UnixSocket, TransportProtocol.NotApplicable, [], [], 0, 0, pointer, path));
    }

    internal static SocketTable Empty(int socketsMax) => new(socketsMax);

    void ReadUnix(int fd)
    {
        using var lines = new FileLines(fd, BytesMaxPerFile);
        while (lines.TryRead(out var line)) AddUnix(line);
    }

    /// <summary>pointer protocol pid groups received sent dump locks drops inode.</summary>
    void ReadNetlink(int fd)
    {
        using var lines = new FileLines(fd, BytesMaxPerFile);
        while (lines.TryRead(out var line))
        {
            ProcText.SkipWords(ref line, 9);
            var inode = ProcText.Unsigned(ProcText.TakeWord(ref line));
            if (inode != 0) Add(inode, new Socket(DescriptorKind.Netlink, TransportProtocol.NotApplicable, [], [], 0, 0, 0, []));
        }
    }

    void Add(ulong inode, Socket socket)
    {
        // A path may hold a line end, and behind it a line that claims another's socket: of two claims none is believed.
        if (_sockets.TryGetValue(inode, out var other)) _sockets[inode] = other with { Path = [] };
        else if (_sockets.Count >= _socketsMax) IsCut = true;
        else _sockets.Add(inode, socket);
    }

    /// <summary>Each 32-bit word as the machine reads it, in hexadecimal, a colon and the port.</summary>
    static bool TryAddress(ReadOnlySpan<byte> text, int length, out byte[] address, out ushort port)
    {
        address = [];
        port = 0;
        if (text.Length != 2 * length + 5 || text[2 * length] != ':') return false;
        address = new byte[length];
        for (var i = 0; i < length; i += 4)
            BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(i), (uint)ProcText.Hexadecimal(text.Slice(2 * i, 8)));
        port = (ushort)ProcText.Hexadecimal(text[(2 * length + 1)..]);
        return true;
    }

    readonly record struct Socket(
        DescriptorKind Kind, TransportProtocol Transport, byte[] Local, byte[] Remote, ushort LocalPort, ushort RemotePort,
        ulong Pointer, byte[] Path);
}
