using System.Buffers.Binary;
using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>
/// Calls on sockets. Whatever the order of a parameter, a descriptor's source is the end that opened the conversation.
/// </summary>
sealed class SocketEvents(Descriptors descriptors, PendingChanges pending)
{
    const long InProgress = -115;
    const uint TypeMask = 0xF, TypeCloseOnExec = 0x80000;
    const uint Stream = 1, Datagram = 2, Raw = 3;
    const uint IcmpProtocol = 1, TcpProtocol = 6, UdpProtocol = 17, Icmp6Protocol = 58;

    static readonly uint s_unix = EventTable.Flags("socket_families")["AF_UNIX"];
    static readonly uint s_ipv4 = EventTable.Flags("socket_families")["AF_INET"];
    static readonly uint s_ipv6 = EventTable.Flags("socket_families")["AF_INET6"];
    static readonly uint s_netlink = EventTable.Flags("socket_families")["AF_NETLINK"];
    static readonly uint s_socketLevel = EventTable.Flags("sockopt_levels")["SOL_SOCKET"];
    static readonly uint s_errorOption = EventTable.Flags("sockopt_options")["SO_ERROR"];

    readonly byte[] _text = new byte[PathText.BufferSize];

    public FileDescriptor? Apply(in EventView e, Process process)
    {
        switch (e.Code)
        {
            case EventCode.SocketExit: return Create(e, process);
            case EventCode.SocketpairExit: return CreatePair(e, process);
            case EventCode.BindExit: return Bind(e, process);
            case EventCode.ListenExit: return Listen(e, process);
            case EventCode.ConnectExit: return Connect(e, process);
            case EventCode.AcceptExit:
            case EventCode.Accept4Exit: return Accept(e, process);
            case EventCode.SendExit: return Send(e, process, 2, 4);
            case EventCode.SendtoExit: return Send(e, process, 2, 4);
            case EventCode.SendmsgExit: return Send(e, process, 2, 4);
            case EventCode.SendmmsgExit: return Send(e, process, 1, 4);
            case EventCode.RecvExit: return Receive(e, process, 2, 4);
            case EventCode.RecvfromExit: return Receive(e, process, 3, 2);
            case EventCode.RecvmsgExit: return Receive(e, process, 5, 3, 4);
            case EventCode.RecvmmsgExit: return Receive(e, process, 1, 4, 5);
            case EventCode.GetsockoptExit: return GetOption(e, process);
            default: return null;
        }
    }

    FileDescriptor? Create(in EventView e, Process process)
    {
        var domain = (uint)e.Int64(1);
        var type = (uint)e.Int64(2);
        var protocol = (uint)e.Int64(3);
        var kind = domain switch
        {
            _ when domain == s_unix => DescriptorKind.UnixSocket,
            _ when domain == s_ipv4 => DescriptorKind.IPv4Connection,
            _ when domain == s_ipv6 => DescriptorKind.IPv6Connection,
            _ when domain == s_netlink => DescriptorKind.Netlink,
            _ => DescriptorKind.Unsupported,
        };
        if (!TryGetNew(e, 0, out var number)) return descriptors.FillTransient(kind, default, default);
        var closeOnExec = (type & TypeCloseOnExec) != 0 || ((uint)e.Int64(4) & FileFlags.CloseOnExec) != 0;
        var socket = descriptors.Add(process, number, kind, default, closeOnExec);
        if (socket.IsIp) socket.Transport = TransportOf(type & TypeMask, protocol);
        else if (socket.IsSocket) socket.Transport = TransportProtocol.NotApplicable;
        return socket;
    }

    FileDescriptor? CreatePair(in EventView e, Process process)
    {
        if (!e.TryGetInt64(0, out var result) || result < 0) return null;
        var closeOnExec = ((uint)e.Int64(6) & TypeCloseOnExec) != 0;
        var source = (ulong)e.Int64(3);
        var peer = (ulong)e.Int64(4);
        CreateEnd(e, process, 2, peer, source, closeOnExec);
        return CreateEnd(e, process, 1, source, peer, closeOnExec);
    }

    FileDescriptor? CreateEnd(in EventView e, Process process, int parameter, ulong source, ulong peer, bool closeOnExec)
    {
        if (!TryGetNew(e, parameter, out var number)) return null;
        var name = _text.AsSpan(0, SocketText.Unix(source, peer, default, _text));
        var end = descriptors.Add(process, number, DescriptorKind.UnixSocket, name, closeOnExec);
        end.Transport = TransportProtocol.NotApplicable;
        end.IsConnected = true;
        return end;
    }

    FileDescriptor? Bind(in EventView e, Process process)
    {
        var number = e.Int64(2, -1);
        if (!Succeeded(e) || !SocketAddress.TryReadOne(e.Parameter(1), out var address)) return process.Descriptors.Find(number);
        if (Change(process, number) is not { } socket) return null;
        var size = socket.Size;
        if (address.Family == SocketFamily.Unix)
        {
            socket.Kind = DescriptorKind.UnixSocket;
            Rename(process, socket, size, address.Path, address.Path);
            return socket;
        }

        socket.Kind = address.Family == SocketFamily.IPv4 ? DescriptorKind.IPv4Listener : DescriptorKind.IPv6Listener;
        socket.Role = SocketRole.Server;
        socket.SourceAddress = default;
        socket.SourcePort = 0;
        socket.DestinationAddress = address.Destination;
        socket.DestinationPort = address.DestinationPort;
        Rename(process, socket, size, _text.AsSpan(0, SocketText.Endpoint(address.Destination, address.DestinationPort, _text)));
        return socket;
    }

    static FileDescriptor? Listen(in EventView e, Process process)
    {
        var number = e.Int64(1, -1);
        var socket = process.Descriptors.Find(number);
        if (socket is null || !Succeeded(e) || !socket.IsSocket || socket.Role == SocketRole.Server) return socket;
        socket = process.Descriptors.Change(number)!;
        socket.Role = SocketRole.Server;
        // Without bind the kernel has chosen a port that nobody was told.
        if (socket.Kind == DescriptorKind.IPv4Connection) socket.Kind = DescriptorKind.IPv4Listener;
        else if (socket.Kind == DescriptorKind.IPv6Connection) socket.Kind = DescriptorKind.IPv6Listener;
        socket.Bits.Clear();
        return socket;
    }

    /// <summary>Also a connect that failed leaves on the socket where it was to go: that is what rules on attempts look at.</summary>
    FileDescriptor? Connect(in EventView e, Process process)
    {
        var number = e.Int64(2, -1);
        if (!e.TryGetInt64(0, out var result)) return process.Descriptors.Find(number);
        var connects = result is 0 or InProgress;
        if (!SocketAddress.TryReadTuple(e.Parameter(1), out var address) && !SocketAddress.TryReadOne(e.Parameter(3), out address))
        {
            // An address without family dissolves the association of a datagram socket.
            var bytes = e.Parameter(3);
            if (result == 0 && bytes is [0, ..] && process.Descriptors.Change(number) is { } dissolved)
            {
                dissolved.IsConnected = false;
                dissolved.Bits.Clear();
            }

            return process.Descriptors.Find(number);
        }

        if (Change(process, number) is not { } socket) return null;
        if (socket.IsConnected != connects)
        {
            socket.IsConnected = connects;
            socket.Bits.Clear();
        }

        SetConversation(process, socket, address, SocketRole.Client, swap: false);
        return socket;
    }

    FileDescriptor? Accept(in EventView e, Process process)
    {
        if (!TryGetNew(e, 0, out var number)) return null;
        var hasAddress = SocketAddress.TryReadTuple(e.Parameter(1), out var address);
        var closeOnExec = e.Code == EventCode.Accept4Exit && ((uint)e.Int64(5) & (FileFlags.CloseOnExec | TypeCloseOnExec)) != 0;
        var socket = descriptors.Add(process, number, hasAddress ? KindOf(address.Family) : DescriptorKind.Unknown, default, closeOnExec);
        socket.IsConnected = true;
        socket.Role = SocketRole.Server;
        socket.Transport = socket.IsIp ? TransportProtocol.Tcp : TransportProtocol.NotApplicable;
        if (!hasAddress) return socket;
        SetConversation(process, socket, address, SocketRole.Server, swap: false, isNew: true);
        return socket;
    }

    FileDescriptor? Send(in EventView e, Process process, int fdParameter, int tupleParameter) =>
        Talk(e, process, fdParameter, tupleParameter, SocketRole.Client);

    FileDescriptor? Receive(in EventView e, Process process, int fdParameter, int tupleParameter, int controlParameter = -1)
    {
        var socket = Talk(e, process, fdParameter, tupleParameter, SocketRole.Server);
        if (controlParameter >= 0) ForgetReceived(e.Parameter(controlParameter), process);
        return socket;
    }

    /// <summary>
    /// Data went to or came from the other end of the tuple. Who spoke first opened the conversation: a socket that sends before it
    /// has a part in it is the client, one that receives first the server.
    /// </summary>
    FileDescriptor? Talk(in EventView e, Process process, int fdParameter, int tupleParameter, SocketRole first)
    {
        var number = e.Int64(fdParameter, -1);
        var socket = process.Descriptors.Find(number);
        if (!e.TryGetInt64(0, out var result) || result < 0) return socket;
        if (!SocketAddress.TryReadTuple(e.Parameter(tupleParameter), out var address)) return socket;
        if (socket is { Transport: TransportProtocol.Tcp, IsConnected: true }) return socket;
        if (address.Family == SocketFamily.Unix)
        {
            if (socket is not null && (socket.Name.Length > 0 || address.Path.IsEmpty)) return socket;
        }

        var role = socket is null || socket.Role == SocketRole.Unknown ? first : socket.Role;
        // The tuple runs from the sender to the receiver.
        var swap = role != first;
        if (socket is not null && address.Family != SocketFamily.Unix && IsSameConversation(socket, address, swap)) return socket;
        if (Change(process, number) is not { } changed) return null;
        SetConversation(process, changed, address, role, swap);
        return changed;
    }

    /// <summary>The end of a connect that did not wait: the socket's error tells how it went.</summary>
    static FileDescriptor? GetOption(in EventView e, Process process)
    {
        var number = e.Int64(1, -1);
        var socket = process.Descriptors.Find(number);
        if (socket is null || !socket.IsConnected || !Succeeded(e)) return socket;
        if (e.Int64(2, -1) != s_socketLevel || e.Int64(3, -1) != s_errorOption) return socket;
        var value = e.Parameter(4);
        if (value.Length != 1 + sizeof(long) || BinaryPrimitives.ReadInt64LittleEndian(value[1..]) == 0) return socket;
        socket = process.Descriptors.Change(number)!;
        socket.IsConnected = false;
        socket.Bits.Clear();
        return socket;
    }

    /// <summary>
    /// Descriptors that came with a message are new under their numbers, and nothing tells what they are: better unknown than
    /// taken for what the number was before.
    /// </summary>
    static void ForgetReceived(ReadOnlySpan<byte> control, Process process)
    {
        const int HeaderSize = 16, SocketLevel = 1, Rights = 1, MaxDescriptors = 253;
        while (control.Length >= HeaderSize)
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(control);
            var level = BinaryPrimitives.ReadInt32LittleEndian(control[8..]);
            var type = BinaryPrimitives.ReadInt32LittleEndian(control[12..]);
            if (length < HeaderSize) return;
            var end = (int)Math.Min(length, (ulong)control.Length);
            if (level == SocketLevel && type == Rights)
            {
                var numbers = control[HeaderSize..end];
                for (var i = 0; i < MaxDescriptors && numbers.Length >= sizeof(int); i++, numbers = numbers[sizeof(int)..])
                    process.Descriptors.Remove(BinaryPrimitives.ReadInt32LittleEndian(numbers));
            }

            var next = (int)Math.Min((length + 7) & ~7UL, (ulong)control.Length);
            control = control[next..];
        }
    }

    void SetConversation(Process process, FileDescriptor socket, scoped in SocketAddress address, SocketRole role, bool swap, bool isNew = false)
    {
        var size = socket.Size;
        socket.Kind = KindOf(address.Family);
        if (socket.Role != role)
        {
            socket.Role = role;
            socket.Bits.Clear();
        }

        if (address.Family == SocketFamily.Unix)
        {
            socket.Transport = TransportProtocol.NotApplicable;
            var hasPointers = address.SourcePointer != 0 || address.DestinationPointer != 0;
            var path = hasPointers
                ? _text.AsSpan(0, SocketText.Unix(address.SourcePointer, address.DestinationPointer, address.Path, _text))
                : address.Path;
            Rename(process, socket, size, path, address.Path, isNew);
            return;
        }

        socket.SourceAddress = swap ? address.Destination : address.Source;
        socket.SourcePort = swap ? address.DestinationPort : address.SourcePort;
        socket.DestinationAddress = swap ? address.Source : address.Destination;
        socket.DestinationPort = swap ? address.SourcePort : address.DestinationPort;
        var length = SocketText.Pair(socket.SourceAddress, socket.SourcePort, socket.DestinationAddress, socket.DestinationPort, _text);
        Rename(process, socket, size, _text.AsSpan(0, length), default, isNew);
    }

    void Rename(
        Process process, FileDescriptor socket, int sizeBefore, ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawName = default, bool isNew = false)
    {
        if (name.SequenceEqual(socket.Name)) return;
        socket.SetName(name);
        socket.SetRawName(rawName);
        socket.Bits.Clear();
        descriptors.Charge(process.Descriptors, socket.Size - sizeBefore);
        if (!isNew) pending.Rename(socket);
    }

    /// <summary>The socket, to be changed; one that is not known yet is made, for the call says that it is there.</summary>
    FileDescriptor? Change(Process process, long number)
    {
        if (!Descriptors.IsNumber(number)) return null;
        if (process.Descriptors.Find(number) is { } known && (known.IsSocket || known.Kind is DescriptorKind.Unsupported or DescriptorKind.Unknown))
            return process.Descriptors.Change(number);
        return descriptors.Add(process, number, DescriptorKind.Unknown, default, false);
    }

    static bool IsSameConversation(FileDescriptor socket, scoped in SocketAddress address, bool swap) => swap
        ? socket.SourcePort == address.DestinationPort && socket.DestinationPort == address.SourcePort
            && socket.SourceAddress == address.Destination && socket.DestinationAddress == address.Source
        : socket.SourcePort == address.SourcePort && socket.DestinationPort == address.DestinationPort
            && socket.SourceAddress == address.Source && socket.DestinationAddress == address.Destination;

    static DescriptorKind KindOf(SocketFamily family) => family switch
    {
        SocketFamily.Unix => DescriptorKind.UnixSocket,
        SocketFamily.IPv4 => DescriptorKind.IPv4Connection,
        SocketFamily.IPv6 => DescriptorKind.IPv6Connection,
        _ => DescriptorKind.Unknown,
    };

    static TransportProtocol TransportOf(uint type, uint protocol) => type switch
    {
        Stream when protocol is 0 or TcpProtocol => TransportProtocol.Tcp,
        Datagram when protocol is 0 or UdpProtocol => TransportProtocol.Udp,
        Datagram when protocol is IcmpProtocol or Icmp6Protocol => TransportProtocol.Icmp,
        Raw when protocol is IcmpProtocol or Icmp6Protocol => TransportProtocol.Icmp,
        Raw => TransportProtocol.Raw,
        _ => TransportProtocol.Unknown,
    };

    static bool Succeeded(in EventView e) => e.TryGetInt64(0, out var result) && result >= 0;

    static bool TryGetNew(in EventView e, int parameter, out long number) => e.TryGetInt64(parameter, out number) && Descriptors.IsNumber(number);
}
