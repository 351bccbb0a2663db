using System.Net;
using System.Net.Sockets;

using Lanner.Events;
using Lanner.Filters.Fields;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

public sealed class NetworkFieldsTests
{
    static FileDescriptor Connection(SocketRole role) => new()
    {
        Number = 3,
        Kind = DescriptorKind.IPv4Connection,
        Transport = TransportProtocol.Tcp,
        Role = role,
        SourceAddress = Address("10.0.0.1"),
        SourcePort = 40_000,
        DestinationAddress = Address("10.0.0.2"),
        DestinationPort = 443,
        IsConnected = true,
    };

    static IpAddress Address(string text)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        return address;
    }

    [Theory]
    [InlineData(SocketRole.Client, "10.0.0.1", "10.0.0.2", "false"), InlineData(SocketRole.Server, "10.0.0.2", "10.0.0.1", "true")]
    public void Local_and_remote_follow_the_role(SocketRole role, string local, string remote, string isServer)
    {
        var scene = new Scene { Descriptor = Connection(role) };
        Assert.Equal("10.0.0.1", scene.Read("fd.cip"));
        Assert.Equal("10.0.0.2", scene.Read("fd.sip"));
        Assert.Equal(local, scene.Read("fd.lip"));
        Assert.Equal(remote, scene.Read("fd.rip"));
        Assert.Equal(local, scene.Read("fd.lnet"));
        Assert.Equal(local == "10.0.0.1" ? "40000" : "443", scene.Read("fd.lport"));
        Assert.Equal("443", scene.Read("fd.sport"));
        Assert.Equal("https", scene.Read("fd.sproto"));
        Assert.Equal("40000", scene.Read("fd.cproto"));
        Assert.Equal(isServer, scene.Read("fd.is_server"));
        Assert.Equal("tcp", scene.Read("fd.l4proto"));
        Assert.Equal("ip", scene.Read("fd.sockfamily"));
        Assert.Equal("true", scene.Read("fd.connected"));
    }

    [Fact]
    public void Either_end_needs_no_role()
    {
        var scene = new Scene { Descriptor = Connection(SocketRole.Unknown) };
        Assert.Equal("10.0.0.1,10.0.0.2", scene.Read("fd.ip"));
        Assert.Equal("40000,443", scene.Read("fd.port"));
        Assert.Null(scene.Read("fd.cip"));
        Assert.Null(scene.Read("fd.rport"));
        Assert.Equal(ListKind.Ends, Scene.Field("fd.net").ListKind);
    }

    [Fact]
    public void A_listener_is_a_server_without_client()
    {
        var scene = new Scene
        {
            Descriptor = new FileDescriptor
            {
                Kind = DescriptorKind.IPv6Listener, DestinationAddress = Address("::1"), DestinationPort = 22, Role = SocketRole.Server,
            },
        };
        Assert.Equal("::1", scene.Read("fd.sip"));
        Assert.Equal("22", scene.Read("fd.sport"));
        Assert.Equal("::1", scene.Read("fd.ip"));
        Assert.Null(scene.Read("fd.cip"));
        Assert.Null(scene.Read("fd.lip"));
        Assert.Equal("true", scene.Read("fd.is_server"));
    }

    [Fact]
    public void Files_have_no_ends()
    {
        var scene = new Scene { Descriptor = new FileDescriptor { Kind = DescriptorKind.File } };
        Assert.Null(scene.Read("fd.ip"));
        Assert.Null(scene.Read("fd.sport"));
        Assert.Null(scene.Read("fd.l4proto"));
        Assert.Equal("false", scene.Read("fd.connected"));
    }

    [Fact]
    public async Task Names_in_rules_are_those_their_addresses_have()
    {
        await using var names = new HostNames(new HostNamesOptions
        {
            Resolve = (name, _) => Task.FromResult<IPAddress[]>(name == "api.internal" ? [IPAddress.Parse("10.0.0.2")] : [IPAddress.Parse("10.9.9.9")]),
        });
        var field = HostNameFields.All(names).Single(definition => definition.Name == "fd.sip.name").Create(null).Field!;
        var scene = new Scene { Descriptor = Connection(SocketRole.Client) };
        Assert.Null(scene.Read(field));
        ((IHostNameField)field).Expect("api.internal");
        ((IHostNameField)field).Expect("other.internal");
        await names.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal("api.internal", scene.Read(field));
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_keeps_what_it_had()
    {
        var fails = false;
        await using var names = new HostNames(new HostNamesOptions
        {
            Resolve = (_, _) => fails ? throw new SocketException((int)SocketError.HostNotFound) : Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        });
        Assert.True(names.Register("here"));
        await names.RefreshAsync(TestContext.Current.CancellationToken);
        fails = true;
        await names.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.True(names.TryGetName(Address("127.0.0.1"), 0, out var name));
        Assert.Equal("here"u8.ToArray(), name.ToArray());
        Assert.False(names.TryGetName(Address("127.0.0.1"), 1, out _));
    }

    [Fact]
    public async Task Registered_names_are_resolved_without_being_asked()
    {
        var resolved = new TaskCompletionSource();
        await using var names = new HostNames(new HostNamesOptions
        {
            Resolve = (_, _) =>
            {
                resolved.TrySetResult();
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            },
        });
        Assert.True(names.Register("here"));
        await resolved.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Names_are_bounded()
    {
        await using var names = new HostNames(new HostNamesOptions
        {
            MaxNames = 2,
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([]),
        });
        Assert.True(names.Register("a"));
        Assert.True(names.Register("b"));
        Assert.False(names.Register("c"));
        Assert.True(names.Register("A"));
        Assert.False(names.Register(""));
        Assert.False(names.Register(new string('x', 256)));
    }
}
