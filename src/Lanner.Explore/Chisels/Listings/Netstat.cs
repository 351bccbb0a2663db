using System.Globalization;
using System.Text;

using Lanner.Events;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Chisels;

/// <summary>
/// The IP sockets that are bound or connected; with a filter those of which it holds. Of a connection that was there before, the server is
/// the end on whose port somebody listens.
/// </summary>
sealed class Netstat(ChiselValues arguments, ChiselSurroundings surroundings) : Listing(surroundings)
{
    readonly StandingFilter _filter = new(arguments["filter"], surroundings);
    readonly Field _transport = surroundings.Field("fd.l4proto");
    readonly FieldText _text = new();

    protected override void List(HostState host)
    {
        if (!Output.Json)
        {
            Output.AddColumn("Proto", 6).AddColumn("Server Address", 25).AddColumn("Client Address", 25).AddColumn("State", 15);
            Output.Add("TID/PID/Program Name"u8).EndLine();
        }

        var threads = Threads(host);
        var listened = threads.Where(thread => thread.IsMain).SelectMany(thread => thread.Process.Descriptors.All).Where(IsListener)
            .Select(descriptor => (descriptor.Transport, descriptor.DestinationPort)).ToHashSet();
        foreach (var thread in threads)
        {
            foreach (var descriptor in thread.Process.Descriptors.All.Where(descriptor => descriptor.IsIp).OrderBy(descriptor => descriptor.Number))
            {
                if (!IsListener(descriptor) && descriptor.SourcePort == 0 && descriptor.DestinationPort == 0) continue;
                if (_filter.Matches(host, thread, descriptor)) Print(host, thread, descriptor, listened);
            }
        }
    }

    void Print(HostState host, ProcessThread thread, FileDescriptor descriptor, HashSet<(TransportProtocol, ushort)> listened)
    {
        var isReversed = descriptor.Role == SocketRole.Unknown && !IsListener(descriptor)
            && listened.Contains((descriptor.Transport, descriptor.SourcePort)) && !listened.Contains((descriptor.Transport, descriptor.DestinationPort));
        var server = isReversed ? End(descriptor.SourceAddress, descriptor.SourcePort) : End(descriptor.DestinationAddress, descriptor.DestinationPort);
        var client = IsListener(descriptor) ? "0.0.0.0:*" : isReversed
            ? End(descriptor.DestinationAddress, descriptor.DestinationPort) : End(descriptor.SourceAddress, descriptor.SourcePort);
        var state = IsListener(descriptor) ? "LISTEN" : "ESTABLISHED";
        var transport = _text.Read(_transport, _filter.Context(host, thread, descriptor));
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.Add("proto"u8, transport);
            row.Add("server"u8, server);
            row.Add("client"u8, IsListener(descriptor) ? "" : client);
            row.Add("state"u8, state);
            row.Add("tid"u8, thread.Tid);
            row.Add("pid"u8, thread.Process.Pid);
            row.Add("container"u8, thread.Process.Container.Id);
            row.Add("command"u8, thread.Name);
            row.End();
            return;
        }

        Output.AddColumn(transport, 6).AddColumn(server, 25).AddColumn(client, 25).AddColumn(state, 15);
        Output.Add(string.Create(CultureInfo.InvariantCulture, $"{thread.Tid}/{thread.Process.Pid}/")).AddForeign(thread.Name).EndLine();
    }

    static bool IsListener(FileDescriptor descriptor) => descriptor.Kind is DescriptorKind.IPv4Listener or DescriptorKind.IPv6Listener;

    static string End(IpAddress address, ushort port)
    {
        Span<byte> text = stackalloc byte[64];
        address.TryFormat(text, out var length);
        return string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(text[..length])}:{port}");
    }
}
