using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>One end of a socket.</summary>
readonly record struct SocketEnd(IpAddress Address, ushort Port)
{
    public static SocketEnd Source(FileDescriptor descriptor) => new(descriptor.SourceAddress, descriptor.SourcePort);

    public static SocketEnd Destination(FileDescriptor descriptor) => new(descriptor.DestinationAddress, descriptor.DestinationPort);

    public static bool IsListener(FileDescriptor descriptor) =>
        descriptor.Kind is DescriptorKind.IPv4Listener or DescriptorKind.IPv6Listener;

    /// <summary>The end that opened the connection; null for listeners and while it is unknown who that was.</summary>
    public static SocketEnd? Client(FileDescriptor descriptor) => HasRoles(descriptor) ? Source(descriptor) : null;

    /// <summary>The end that was connected to; of a listener its own address.</summary>
    public static SocketEnd? Server(FileDescriptor descriptor) =>
        HasRoles(descriptor) || IsListener(descriptor) ? Destination(descriptor) : null;

    /// <summary>The process's own end of a connection.</summary>
    public static SocketEnd? Local(FileDescriptor descriptor)
    {
        if (!HasRoles(descriptor)) return null;
        return descriptor.Role == SocketRole.Server ? Destination(descriptor) : Source(descriptor);
    }

    /// <summary>The other end of a connection.</summary>
    public static SocketEnd? Remote(FileDescriptor descriptor)
    {
        if (!HasRoles(descriptor)) return null;
        return descriptor.Role == SocketRole.Server ? Source(descriptor) : Destination(descriptor);
    }

    static bool HasRoles(FileDescriptor descriptor) => descriptor.Role != SocketRole.Unknown
        && descriptor.Kind is DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection;
}
