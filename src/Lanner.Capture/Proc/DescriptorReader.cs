using System.Buffers.Text;
using Lanner.Events;

namespace Lanner.Capture.Proc;

/// <summary>Reads the open descriptors of a process from <c>fd</c> and <c>fdinfo</c>.</summary>
sealed class DescriptorReader(int perProcessMax)
{
    static ReadOnlySpan<byte> AnonymousPrefix => "anon_inode:"u8;

    readonly List<int> _numbers = [];
    readonly byte[] _link = new byte[4097];
    readonly byte[] _info = new byte[1024];

    /// <summary>Descriptors found and not reported, because of the limit.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The descriptors in the order of their numbers, at most <paramref name="max"/>.</summary>
    public List<DescriptorSnapshot> Read(ProcDirectory process, MountTable mounts, SocketTable sockets, int max)
    {
        _numbers.Clear();
        if (!process.ListNumbers("fd"u8, _numbers, Math.Min(max, perProcessMax))) LeftOut++;
        var descriptors = new List<DescriptorSnapshot>(_numbers.Count);
        Span<byte> path = stackalloc byte[24];
        Span<byte> infoPath = stackalloc byte[24];
        foreach (var number in _numbers)
        {
            Name(path, "fd/"u8, number);
            var link = process.ReadLink(path, _link);
            // Closed since it was listed, or a path longer than a page.
            if (link.IsEmpty) continue;
            Name(infoPath, "fdinfo/"u8, number);
            var info = Info.Parse(process.Read(infoPath, _info));
            descriptors.Add(link[0] == '/' ? File(process, path, number, link, info, mounts) : Other(number, link, info, sockets));
        }

        return descriptors;
    }

    static DescriptorSnapshot File(
        ProcDirectory process, ReadOnlySpan<byte> path, int fd, ReadOnlySpan<byte> link, Info info, MountTable mounts)
    {
        var flags = OpenFlags.FromKernel(info.Flags);
        if (link.StartsWith("/memfd:"u8))
            return new DescriptorSnapshot { Fd = fd, Kind = DescriptorKind.MemFd, Inode = info.Inode, Name = link[1..].ToArray(), OpenFlags = flags };
        // Inherited from another mount namespace, it may be on any file system: then it is not asked for its state either.
        var mount = mounts.Find(info.MountId);
        FileStatus status = default;
        var known = mount is { IsRemote: false } && process.TryStat(path, out status);
        return new DescriptorSnapshot
        {
            Fd = fd,
            Kind = !known ? DescriptorKind.FileWithFlags
                : status.IsDirectory ? DescriptorKind.Directory : status.IsFifo ? DescriptorKind.Fifo : DescriptorKind.FileWithFlags,
            Inode = known ? status.Inode : info.Inode, Name = link.ToArray(), OpenFlags = flags, Device = mount?.Device ?? 0,
        };
    }

    static DescriptorSnapshot Other(int fd, ReadOnlySpan<byte> link, Info info, SocketTable sockets)
    {
        var flags = OpenFlags.FromKernel(info.Flags);
        var inode = ProcText.NumberInBrackets(link);
        if (link.StartsWith("socket:"u8) && sockets.Find(fd, inode, flags) is { } socket) return socket;
        return new DescriptorSnapshot
        {
            Fd = fd, Kind = KindOf(link), Inode = inode != 0 ? inode : info.Inode, Name = link.ToArray(), OpenFlags = flags,
        };
    }

    internal static DescriptorKind KindOf(ReadOnlySpan<byte> link)
    {
        if (link.StartsWith("pipe:"u8)) return DescriptorKind.Fifo;
        if (link.StartsWith("pidfd:"u8)) return DescriptorKind.PidFd;
        if (!link.StartsWith(AnonymousPrefix)) return DescriptorKind.Unsupported;
        var name = link[AnonymousPrefix.Length..].Trim("[]"u8);
        if (name.SequenceEqual("eventfd"u8)) return DescriptorKind.EventFd;
        if (name.SequenceEqual("eventpoll"u8)) return DescriptorKind.EventPoll;
        if (name.SequenceEqual("inotify"u8)) return DescriptorKind.Inotify;
        if (name.SequenceEqual("timerfd"u8)) return DescriptorKind.TimerFd;
        if (name.SequenceEqual("signalfd"u8)) return DescriptorKind.SignalFd;
        if (name.StartsWith("bpf"u8)) return DescriptorKind.Bpf;
        if (name.SequenceEqual("userfaultfd"u8)) return DescriptorKind.UserFaultFd;
        if (name.SequenceEqual("io_uring"u8)) return DescriptorKind.IoUring;
        return name.SequenceEqual("pidfd"u8) ? DescriptorKind.PidFd : DescriptorKind.Unsupported;
    }

    static void Name(Span<byte> path, ReadOnlySpan<byte> folder, int number)
    {
        folder.CopyTo(path);
        Utf8Formatter.TryFormat(number, path[folder.Length..], out var length);
        path[folder.Length + length] = 0;
    }

    /// <summary>What <c>fdinfo</c> tells of every descriptor; flags are in octal, the inode is there since 5.14.</summary>
    readonly record struct Info(uint Flags, int MountId, ulong Inode)
    {
        public static Info Parse(ReadOnlySpan<byte> text)
        {
            uint flags = 0;
            var mount = 0;
            ulong inode = 0;
            while (!text.IsEmpty)
            {
                var line = ProcText.TakeLine(ref text);
                var key = ProcText.TakeWord(ref line);
                if (key.SequenceEqual("flags:"u8)) flags = (uint)ProcText.Octal(ProcText.TakeWord(ref line));
                else if (key.SequenceEqual("mnt_id:"u8)) mount = (int)ProcText.Decimal(ProcText.TakeWord(ref line));
                else if (key.SequenceEqual("ino:"u8))
                {
                    inode = ProcText.Unsigned(ProcText.TakeWord(ref line));
                    break;
                }
            }

            return new Info(flags, mount, inode);
        }
    }
}
