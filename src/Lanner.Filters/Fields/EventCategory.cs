using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>The category of an event as rules know it.</summary>
static class EventCategory
{
    static readonly byte[][] s_names = 
        [.. EventTable.All.ToArray().Select(info => System.Text.Encoding.ASCII.GetBytes(Word(info.Category)))];

    public static ReadOnlySpan<byte> Name(scoped in EventContext context)
    {
        var info = context.Event.Info;
        if (IsIo(info)) return OfDescriptor(context.Descriptor?.Kind);
        return info.Code is EventCode.SyscallExit or EventCode.SyscallEnterOld0
            ? SyscallCategories.Find(context.Event.Int64(0, -1))
            : s_names[(int)info.Code];
    }

    public static bool IsIo(EventInfo info) => info.Category.StartsWith("IO_", StringComparison.Ordinal);

    public static bool IsFile(DescriptorKind? kind) =>
        kind is DescriptorKind.File or DescriptorKind.FileWithFlags or DescriptorKind.Directory;

    public static bool IsNet(DescriptorKind? kind) => kind is DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection
        or DescriptorKind.IPv4Listener or DescriptorKind.IPv6Listener;

    /// <summary>Reads and writes belong to what they are done on.</summary>
    static ReadOnlySpan<byte> OfDescriptor(DescriptorKind? kind)
    {
        if (IsFile(kind)) return "file"u8;
        if (IsNet(kind)) return "net"u8;
        return kind switch
        {
            DescriptorKind.Fifo or DescriptorKind.UnixSocket or DescriptorKind.EventFd or DescriptorKind.SignalFd
                or DescriptorKind.Inotify or DescriptorKind.Netlink => "ipc"u8,
            _ => "unknown"u8,
        };
    }

    /// <summary>The word for a category of the table.</summary>
    public static string Word(string category) => category switch
    {
        "IPC" => "IPC",
        "" or "-" => "unknown",
        _ => category.ToLowerInvariant(),
    };
}
