using Lanner.Events;
using Lanner.State;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>
/// The ends of a socket. Client and server are told by who opened the connection; local and remote by which of the two the process
/// is. A listener is a server without a client. While it is unknown who opened a connection, its ends have no value.
/// </summary>
static class NetworkFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Ends("fd.ip", FieldType.IpAddress, "Address of either end; = holds when one of them is equal, != when none is.",
            static (end, ref value) => value.SetIfAny(end.Address)),
        .. OneEnd("ip", FieldType.IpAddress, "Address of the {0}.", static (in _, end, ref value) => value.SetIfAny(end.Address)),
        Ends("fd.net", FieldType.IpNetwork, "Address of either end, to be compared with networks like 10.0.0.0/8.",
            static (end, ref value) => value.SetIfAny(end.Address)),
        .. OneEnd("net", FieldType.IpNetwork, "Address of the {0}, to be compared with networks like 10.0.0.0/8.",
            static (in _, end, ref value) => value.SetIfAny(end.Address)),
        Ends("fd.port", FieldType.Port, "Port of either end; = holds when one of them is equal, != when none is.",
            static (end, ref value) => value.Set((long)end.Port)),
        .. OneEnd("port", FieldType.Port, "Port of the {0}.", static (in _, end, ref value) => value.Set((long)end.Port)),
        Ends("fd.proto", FieldType.Port, "Port of either end, to be compared with names of services like http.",
            static (end, ref value) => value.Set((long)end.Port)),
        .. OneEnd("proto", Text, "Name of the service that usually has the port of the {0}; the port where there is none.", ReadService),
        Define.One("fd.l4proto", Text, Lifetime.Descriptor, "Transport of a socket: tcp, udp, icmp or raw.",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && value.SetIfAny(DescriptorKindNames.Word(descriptor.Transport))),
        Define.One("fd.sockfamily", Text, Lifetime.Descriptor, "Family of a socket: ip or unix.",
            static (in context, ref value) => context.Descriptor is { } descriptor
                && value.SetIfAny(descriptor.IsIp ? "ip"u8 : descriptor.Kind == DescriptorKind.UnixSocket ? "unix"u8 : default)),
        Define.One("fd.is_server", Bool, Lifetime.Descriptor, "True when the process is the end that was connected to.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set(descriptor.IsIp
                && (SocketEnd.IsListener(descriptor) || descriptor.Role == SocketRole.Server))),
        Define.One("fd.connected", Bool, Lifetime.Descriptor, "True for a socket that is connected.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set(descriptor.IsConnected)),
    ];

    delegate bool EndReader(SocketEnd end, ref FieldValue value);

    /// <summary>A field for each of the four ways to name an end.</summary>
    static FieldDefinition[] OneEnd(string what, FieldType type, string description, FieldReader<SocketEnd> read)
    {
        return
        [
            One($"fd.c{what}", "client", static descriptor => SocketEnd.Client(descriptor)),
            One($"fd.s{what}", "server", static descriptor => SocketEnd.Server(descriptor)),
            One($"fd.l{what}", "local end", static descriptor => SocketEnd.Local(descriptor)),
            One($"fd.r{what}", "remote end", static descriptor => SocketEnd.Remote(descriptor)),
        ];

        FieldDefinition One(string name, string who, Func<FileDescriptor, SocketEnd?> end) =>
            Define.One(name, type, Lifetime.Descriptor, string.Format(null, description, who), (in context, ref value) =>
                context.Descriptor is { } descriptor && end(descriptor) is { } found && read(in context, found, ref value));
    }

    /// <summary>Both ends, whoever opened the connection; of a listener its own address.</summary>
    static FieldDefinition Ends(string name, FieldType type, string description, EndReader read) =>
        Define.List(name, type, Lifetime.Descriptor, description, (in context, index, ref value) =>
        {
            if (context.Descriptor is not { IsIp: true } descriptor) return false;
            if (SocketEnd.IsListener(descriptor)) return index == 0 && read(SocketEnd.Destination(descriptor), ref value);
            return index switch
            {
                0 => read(SocketEnd.Source(descriptor), ref value),
                1 => read(SocketEnd.Destination(descriptor), ref value),
                _ => false,
            };
        }, ListKind.Ends);

    static bool ReadService(in EventContext context, SocketEnd end, ref FieldValue value)
    {
        if (end.Port == 0) return value.Set("0"u8);
        if (ServiceNames.FindName(end.Port) is { } name) return value.Set(name);
        var text = new ScratchText(context.Scratch, 8);
        text.Append((long)end.Port);
        return value.Set(text.Text);
    }
}
