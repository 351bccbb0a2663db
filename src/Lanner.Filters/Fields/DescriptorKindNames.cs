using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>How kinds of descriptors are called, as words and as letters.</summary>
static class DescriptorKindNames
{
    /// <summary>The word; empty for kinds without one.</summary>
    public static ReadOnlySpan<byte> Word(DescriptorKind kind) => kind switch
    {
        DescriptorKind.File or DescriptorKind.FileWithFlags => "file"u8,
        DescriptorKind.Directory => "directory"u8,
        DescriptorKind.IPv4Connection or DescriptorKind.IPv4Listener => "ipv4"u8,
        DescriptorKind.IPv6Connection or DescriptorKind.IPv6Listener => "ipv6"u8,
        DescriptorKind.Fifo => "pipe"u8,
        DescriptorKind.UnixSocket => "unix"u8,
        DescriptorKind.EventFd => "event"u8,
        DescriptorKind.SignalFd => "signalfd"u8,
        DescriptorKind.EventPoll => "eventpoll"u8,
        DescriptorKind.Inotify => "inotify"u8,
        DescriptorKind.TimerFd => "timerfd"u8,
        DescriptorKind.Netlink => "netlink"u8,
        DescriptorKind.Bpf => "bpf"u8,
        DescriptorKind.UserFaultFd => "userfaultfd"u8,
        DescriptorKind.IoUring => "io_uring"u8,
        DescriptorKind.MemFd => "memfd"u8,
        DescriptorKind.PidFd => "pidfd"u8,
        _ => default,
    };

    /// <summary>The letter. Unix sockets and userfaultfd share one: rules know them so.</summary>
    public static ReadOnlySpan<byte> Letter(DescriptorKind kind) => kind switch
    {
        DescriptorKind.File or DescriptorKind.FileWithFlags => "f"u8,
        DescriptorKind.Directory => "d"u8,
        DescriptorKind.IPv4Connection or DescriptorKind.IPv4Listener => "4"u8,
        DescriptorKind.IPv6Connection or DescriptorKind.IPv6Listener => "6"u8,
        DescriptorKind.Fifo => "p"u8,
        DescriptorKind.UnixSocket or DescriptorKind.UserFaultFd => "u"u8,
        DescriptorKind.EventFd => "e"u8,
        DescriptorKind.Unsupported => "X"u8,
        DescriptorKind.SignalFd => "s"u8,
        DescriptorKind.EventPoll => "l"u8,
        DescriptorKind.Inotify => "i"u8,
        DescriptorKind.TimerFd => "t"u8,
        DescriptorKind.Netlink => "n"u8,
        DescriptorKind.Bpf => "b"u8,
        DescriptorKind.IoUring => "r"u8,
        DescriptorKind.MemFd => "m"u8,
        DescriptorKind.PidFd => "P"u8,
        _ => "o"u8,
    };

    /// <summary>The word for a transport; empty for none.</summary>
    public static ReadOnlySpan<byte> Word(TransportProtocol transport) => transport switch
    {
        TransportProtocol.Tcp => "tcp"u8,
        TransportProtocol.Udp => "udp"u8,
        TransportProtocol.Icmp => "icmp"u8,
        TransportProtocol.Raw => "raw"u8,
        _ => default,
    };

    public static bool IsFile(this FileDescriptor descriptor) => descriptor.Kind is DescriptorKind.File or DescriptorKind.FileWithFlags;

    public static bool IsFileOrDirectory(this FileDescriptor descriptor) =>
        descriptor.IsFile() || descriptor.Kind == DescriptorKind.Directory;
}
