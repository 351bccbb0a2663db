using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests.Parsing;

public sealed class SocketTests
{
    readonly FakeHost _host = new();

    public SocketTests() => _host.Seed(100, 1, "app");

    [Theory]
    [InlineData(2, 1U, DescriptorKind.IPv4Connection, TransportProtocol.Tcp)]
    [InlineData(2, 2U, DescriptorKind.IPv4Connection, TransportProtocol.Udp)]
    [InlineData(10, 2U | 0x80000, DescriptorKind.IPv6Connection, TransportProtocol.Udp)]
    [InlineData(2, 3U, DescriptorKind.IPv4Connection, TransportProtocol.Raw)]
    [InlineData(1, 1U, DescriptorKind.UnixSocket, TransportProtocol.NotApplicable)]
    [InlineData(16, 3U, DescriptorKind.Netlink, TransportProtocol.NotApplicable)]
    [InlineData(17, 3U, DescriptorKind.Unsupported, TransportProtocol.Unknown)]
    public void A_new_socket_has_its_kind(int domain, uint type, DescriptorKind kind, TransportProtocol transport)
    {
        var socket = _host.Socket(100, 3, domain, type)!;
        Assert.Equal((kind, transport, (type & 0x80000) != 0), (socket.Kind, socket.Transport, socket.CloseOnExec));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-115, true)]
    [InlineData(-111, false)]
    public void connect_names_the_conversation(long result, bool connected)
    {
        _host.Socket(100, 3);
        var socket = _host.Send(_host.ConnectEvent(100, 3, result, FakeHost.Tuple("10.0.0.1:4000", "10.0.0.2:80"))).Descriptor!;
        Assert.Equal("10.0.0.1:4000->10.0.0.2:80", FakeHost.Text(socket.Name));
        Assert.Equal((connected, SocketRole.Client, TransportProtocol.Tcp), (socket.IsConnected, socket.Role, socket.Transport));
        Assert.Equal(("10.0.0.1", (ushort)4000, "10.0.0.2", (ushort)80),
            (socket.SourceAddress.ToString(), socket.SourcePort, socket.DestinationAddress.ToString(), socket.DestinationPort));
    }

    [Fact]
    public void IPv6_is_written_plain()
    {
        _host.Socket(100, 3, 10);
        var socket = _host.Send(_host.ConnectEvent(100, 3, 0, FakeHost.Tuple("[::1]:4000", "[2001:db8::2]:443"))).Descriptor!;
        Assert.Equal("::1:4000->2001:db8::2:443", FakeHost.Text(socket.Name));
        Assert.Equal(DescriptorKind.IPv6Connection, socket.Kind);
    }

    [Fact]
    public void Without_a_tuple_the_address_asked_for_is_the_name()
    {
        _host.Socket(100, 3);
        var socket = _host.Send(_host.ConnectEvent(100, 3, -110, [], FakeHost.Address("10.0.0.2:80"))).Descriptor!;
        Assert.Equal("10.0.0.2:80", FakeHost.Text(socket.Name));
        Assert.True(socket.SourceAddress.IsEmpty);
    }

    [Fact]
    public void A_connect_on_an_unknown_descriptor_makes_it_known()
    {
        _host.Openat(100, 3, "/stale");
        var socket = _host.Send(_host.ConnectEvent(100, 3, 0, FakeHost.Tuple("10.0.0.1:4000", "10.0.0.2:80"))).Descriptor!;
        Assert.Equal(DescriptorKind.IPv4Connection, socket.Kind);
        Assert.Equal(0U, socket.OpenFlags);
    }

    [Fact]
    public void The_sockets_error_ends_a_connect_that_did_not_wait()
    {
        _host.Socket(100, 3);
        _host.Send(_host.ConnectEvent(100, 3, -115, FakeHost.Tuple("10.0.0.1:4000", "10.0.0.2:80")));
        Assert.True(GetError(0)!.IsConnected);
        Assert.False(GetError(111)!.IsConnected);
    }

    [Fact]
    public void bind_and_listen_make_a_listener()
    {
        _host.Socket(100, 3);
        _host.Send(_host.Event(EventCode.BindExit, 100).Add(0).Add(FakeHost.Address("0.0.0.0:80")).Add(3));
        var socket = _host.Send(_host.Event(EventCode.ListenExit, 100).Add(0).Add(3).Add(128)).Descriptor!;
        Assert.Equal((DescriptorKind.IPv4Listener, "0.0.0.0:80", SocketRole.Server), (socket.Kind, FakeHost.Text(socket.Name), socket.Role));
        Assert.Equal(80, socket.DestinationPort);
        Assert.Equal(0, socket.SourcePort);
    }

    [Fact]
    public void A_failed_bind_changes_nothing()
    {
        _host.Socket(100, 3);
        _host.Send(_host.Event(EventCode.BindExit, 100).Add(-98).Add(FakeHost.Address("0.0.0.0:80")).Add(3));
        Assert.Equal(DescriptorKind.IPv4Connection, _host.Read(100, 3)!.Kind);
    }

    [Fact]
    public void accept_is_the_server_of_a_conversation_that_the_peer_opened()
    {
        var subject = _host.Send(_host.Event(EventCode.Accept4Exit, 100).Add(7).Add(FakeHost.Tuple("10.0.0.9:5000", "10.0.0.1:80")).Add(0).Add(0)
            .Add(5).Add(0x80000));
        var socket = subject.Descriptor!;
        Assert.Equal((7L, SocketRole.Server, TransportProtocol.Tcp, true), (socket.Number, socket.Role, socket.Transport, socket.IsConnected));
        Assert.Equal("10.0.0.9:5000->10.0.0.1:80", FakeHost.Text(socket.Name));
        Assert.True(socket.CloseOnExec);
    }

    [Fact]
    public void A_datagram_to_a_new_peer_renames_the_socket_for_that_event()
    {
        _host.Socket(100, 3, type: 2);
        var first = _host.Apply(SendTo("10.0.0.1:4000", "8.8.8.8:53")).Descriptor!;
        Assert.True(first.NameChanged);
        Assert.Equal("10.0.0.1:4000->8.8.8.8:53", FakeHost.Text(first.Name));
        Assert.False(_host.Apply(SendTo("10.0.0.1:4000", "8.8.8.8:53")).Descriptor!.NameChanged);
        var second = _host.Apply(SendTo("10.0.0.1:4000", "1.1.1.1:53")).Descriptor!;
        Assert.True(second.NameChanged);
        Assert.Equal("10.0.0.1:4000->1.1.1.1:53", FakeHost.Text(second.Name));
        Assert.Equal(SocketRole.Client, second.Role);
        Assert.False(_host.Read(100, 3)!.NameChanged);
    }

    [Fact]
    public void The_answer_belongs_to_the_same_conversation()
    {
        _host.Socket(100, 3, type: 2);
        _host.Send(SendTo("10.0.0.1:4000", "8.8.8.8:53"));
        var answer = _host.Apply(ReceiveFrom("8.8.8.8:53", "10.0.0.1:4000")).Descriptor!;
        Assert.False(answer.NameChanged);
        Assert.Equal("10.0.0.1:4000->8.8.8.8:53", FakeHost.Text(answer.Name));
    }

    [Fact]
    public void Who_receives_first_is_the_server()
    {
        _host.Socket(100, 3, type: 2);
        _host.Send(_host.Event(EventCode.BindExit, 100).Add(0).Add(FakeHost.Address("0.0.0.0:53")).Add(3));
        var request = _host.Send(ReceiveFrom("10.0.0.7:6000", "10.0.0.1:53")).Descriptor!;
        Assert.Equal(("10.0.0.7:6000->10.0.0.1:53", SocketRole.Server), (FakeHost.Text(request.Name), request.Role));
        var reply = _host.Apply(SendTo("10.0.0.1:53", "10.0.0.7:6000")).Descriptor!;
        Assert.False(reply.NameChanged);
        Assert.Equal("10.0.0.7", reply.SourceAddress.ToString());
    }

    [Fact]
    public void A_unix_socket_shows_pointers_and_path()
    {
        _host.Socket(100, 3, 1);
        byte[] tuple = [1, 0xAB, 0, 0, 0, 0, 0, 0, 0, 0xCD, 1, 0, 0, 0, 0, 0, 0, .. "/run/docker.sock\0"u8];
        var socket = _host.Send(_host.ConnectEvent(100, 3, 0, tuple)).Descriptor!;
        Assert.Equal("ab->1cd /run/docker.sock", FakeHost.Text(socket.Name));
        Assert.Equal("/run/docker.sock", FakeHost.Text(socket.RawName));
        _host.Socket(100, 4, 1);
        byte[] address = [1, .. "/run/my.sock\0"u8];
        Assert.Equal("/run/my.sock", FakeHost.Text(_host.Send(_host.Event(EventCode.BindExit, 100).Add(0).Add(address).Add(4)).Descriptor!.Name));
    }

    [Fact]
    public void A_pair_is_connected_with_itself()
    {
        var first = _host.Send(_host.Event(EventCode.SocketpairExit, 100).Add(0).Add(3).Add(4).Add(0xA).Add(0xB).Add(1).Add(1).Add(0)).Descriptor!;
        Assert.Equal((3L, "a->b", true), (first.Number, FakeHost.Text(first.Name), first.IsConnected));
        Assert.Equal("b->a", FakeHost.Text(_host.Read(100, 4)!.Name));
    }

    [Fact]
    public void Descriptors_received_in_a_message_are_not_taken_for_what_was_there()
    {
        _host.Socket(100, 3, 1);
        _host.Openat(100, 5, "/etc/passwd");
        byte[] control = [20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0];
        _host.Send(_host.Event(EventCode.RecvmsgExit, 100).Add(1).Add(1).Add([1]).Add([]).Add(control).Add(3));
        Assert.Null(_host.Read(100, 5));
        Assert.NotNull(_host.Read(100, 3));
    }

    [Fact]
    public void A_snapshots_sockets_are_as_if_they_had_been_seen()
    {
        var process = _host.Seed(200, 1, "web", "/", "",
            new DescriptorSnapshot
            {
                Fd = 4, Kind = DescriptorKind.IPv4Connection, SourceAddress = [10, 0, 0, 1], SourcePort = 1234, DestinationAddress = [10, 0, 0, 2],
                DestinationPort = 80, Transport = TransportProtocol.Tcp,
            },
            new DescriptorSnapshot
            {
                Fd = 5, Kind = DescriptorKind.IPv6Listener, SourceAddress = new byte[16], SourcePort = 443, Transport = TransportProtocol.Tcp,
            },
            new DescriptorSnapshot { Fd = 6, Kind = DescriptorKind.FileWithFlags, Name = FakeHost.Utf8("/etc/hosts"), OpenFlags = 1 },
            new DescriptorSnapshot { Fd = -5, Kind = DescriptorKind.File },
            new DescriptorSnapshot { Fd = 7, Kind = DescriptorKind.IPv4Connection, SourceAddress = [1, 2] });
        Assert.Equal("10.0.0.1:1234->10.0.0.2:80", FakeHost.Text(process.Descriptors.Find(4)!.Name));
        Assert.Equal(":::443", FakeHost.Text(process.Descriptors.Find(5)!.Name));
        Assert.Equal(443, process.Descriptors.Find(5)!.DestinationPort);
        Assert.Equal(DescriptorKind.File, process.Descriptors.Find(6)!.Kind);
        Assert.Equal(4, process.Descriptors.Count);
    }

    FileDescriptor? GetError(long error) =>
        _host.Send(_host.Event(EventCode.GetsockoptExit, 100).Add(0).Add(3).Add(1).Add(4).Add([1, (byte)error, 0, 0, 0, 0, 0, 0, 0]).Add(4)).Descriptor;

    EventBuilder SendTo(string source, string destination) =>
        _host.Event(EventCode.SendtoExit, 100).Add(1).Add([1]).Add(3).Add(1).Add(FakeHost.Tuple(source, destination));

    EventBuilder ReceiveFrom(string source, string destination) =>
        _host.Event(EventCode.RecvfromExit, 100).Add(1).Add([1]).Add(FakeHost.Tuple(source, destination)).Add(3).Add(1);
}
