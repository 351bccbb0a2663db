using System.Buffers.Text;
using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>Calls that copy, close and mark descriptors, and those that make ones that are neither file nor socket.</summary>
sealed class OtherDescriptorEvents(Descriptors descriptors, ProcessTable processes, PendingChanges pending)
{
    static readonly uint s_memFdCloseOnExec = EventTable.Flags("memfd_create_flags")["MFD_CLOEXEC"];
    static readonly uint s_epollCloseOnExec = EventTable.Flags("epoll_create1_flags")["EPOLL_CLOEXEC"];
    static readonly uint s_rangeCloseOnExec = EventTable.Flags("close_range_flags")["CLOSE_RANGE_CLOEXEC"];
    static readonly uint s_duplicate = EventTable.Flags("fcntl_commands")["F_DUPFD"];
    static readonly uint s_duplicateCloseOnExec = EventTable.Flags("fcntl_commands")["F_DUPFD_CLOEXEC"];
    static readonly uint s_setFlags = EventTable.Flags("fcntl_commands")["F_SETFD"];
    static readonly bool[] s_bpfMakesDescriptor = FindBpfCommands();

    public FileDescriptor? Apply(in EventView e, Process process)
    {
        switch (e.Code)
        {
            case EventCode.CloseExit: return Close(e, process);
            case EventCode.CloseRangeExit: return CloseRange(e, process);
            case EventCode.FcntlExit: return Control(e, process);
            case EventCode.DupExit: return Duplicate(e, process, closeOnExec: false);
            case EventCode.Dup2Exit: return Duplicate(e, process, closeOnExec: false);
            case EventCode.Dup3Exit: return Duplicate(e, process, (Flags(e, 3) & FileFlags.CloseOnExec) != 0);
            case EventCode.PipeExit: return Pipe(e, process, closeOnExec: false);
            case EventCode.Pipe2Exit: return Pipe(e, process, (Flags(e, 4) & FileFlags.CloseOnExec) != 0);
            case EventCode.PidfdGetfdExit: return TakeFromOther(e, process);
            case EventCode.PidfdOpenExit: return OpenProcess(e, process);
            case EventCode.EventfdExit: return Add(e, process, DescriptorKind.EventFd, closeOnExec: false);
            case EventCode.Eventfd2Exit: return Add(e, process, DescriptorKind.EventFd, (Flags(e, 1) & FileFlags.CloseOnExec) != 0);
            case EventCode.SignalfdExit: return AddSignal(e, process, 1, closeOnExec: false);
            case EventCode.Signalfd4Exit: return AddSignal(e, process, 2, (Flags(e, 1) & FileFlags.CloseOnExec) != 0);
            case EventCode.TimerfdCreateExit: return Add(e, process, DescriptorKind.TimerFd, closeOnExec: false);
            case EventCode.InotifyInitExit: return Add(e, process, DescriptorKind.Inotify, closeOnExec: false);
            case EventCode.InotifyInit1Exit: return Add(e, process, DescriptorKind.Inotify, (Flags(e, 1) & FileFlags.CloseOnExec) != 0);
            case EventCode.EpollCreateExit: return Add(e, process, DescriptorKind.EventPoll, closeOnExec: false);
            case EventCode.EpollCreate1Exit: return Add(e, process, DescriptorKind.EventPoll, (Flags(e, 1) & s_epollCloseOnExec) != 0);
            case EventCode.UserfaultfdExit: return Add(e, process, DescriptorKind.UserFaultFd, (Flags(e, 1) & FileFlags.CloseOnExec) != 0);
            // The kernel marks these two by itself.
            case EventCode.IoUringSetupExit: return Add(e, process, DescriptorKind.IoUring, closeOnExec: true);
            case EventCode.BpfExit:
                var command = e.Int64(1, -1);
                if ((ulong)command >= (ulong)s_bpfMakesDescriptor.Length || !s_bpfMakesDescriptor[command]) return null;
                return Add(e, process, DescriptorKind.Bpf, closeOnExec: true);
            case EventCode.MemfdCreateExit:
                return e.TryGetInt64(0, out var number) && number >= 0
                    ? descriptors.Add(process, number, DescriptorKind.MemFd, e.Text(1), (Flags(e, 2) & s_memFdCloseOnExec) != 0)
                    : descriptors.FillTransient(DescriptorKind.MemFd, e.Text(1), default);
            default: return null;
        }
    }

    FileDescriptor? Close(in EventView e, Process process)
    {
        if (!e.TryGetInt64(1, out var number)) return null;
        // Whatever the result but "no such descriptor", the kernel has let go of the number.
        const long NoSuchDescriptor = -9;
        if (e.TryGetInt64(0, out var result) && result != NoSuchDescriptor) pending.Close(process.Descriptors, number, number);
        return process.Descriptors.Find(number);
    }

    FileDescriptor? CloseRange(in EventView e, Process process)
    {
        if (!e.TryGetInt64(0, out var result) || result != 0) return null;
        var first = (long)(uint)e.Int64(1);
        var last = (long)(uint)e.Int64(2);
        if (first > last) return null;
        if ((Flags(e, 3) & s_rangeCloseOnExec) != 0) process.Descriptors.MarkCloseOnExec(first, last);
        else pending.Close(process.Descriptors, first, last);
        return null;
    }

    FileDescriptor? Control(in EventView e, Process process)
    {
        var original = e.TryGetInt64(1, out var number) ? process.Descriptors.Find(number) : null;
        if (!e.TryGetInt64(0, out var result) || result < 0) return original;
        var command = e.Int64(2, -1);
        if (command == s_duplicate || command == s_duplicateCloseOnExec)
            return descriptors.Duplicate(process, original, result, command == s_duplicateCloseOnExec);
        var closeOnExec = (e.Int64(3) & 1) != 0;
        if (command == s_setFlags && original is not null && original.CloseOnExec != closeOnExec)
        {
            original = process.Descriptors.Change(number)!;
            original.CloseOnExec = closeOnExec;
        }

        return original;
    }

    FileDescriptor? Duplicate(in EventView e, Process process, bool closeOnExec)
    {
        var original = e.TryGetInt64(1, out var number) ? process.Descriptors.Find(number) : null;
        if (!e.TryGetInt64(0, out var result) || result < 0) return original;
        return descriptors.Duplicate(process, original, result, closeOnExec);
    }

    FileDescriptor? Pipe(in EventView e, Process process, bool closeOnExec)
    {
        if (!e.TryGetInt64(0, out var result) || result < 0) return null;
        var inode = (ulong)e.Int64(3);
        Span<byte> name = stackalloc byte[32];
        "pipe:["u8.CopyTo(name);
        var length = "pipe:["u8.Length;
        Utf8Formatter.TryFormat(inode, name[length..], out var digits);
        length += digits;
        name[length++] = (byte)']';
        if (e.TryGetInt64(2, out var second)) descriptors.Add(process, second, DescriptorKind.Fifo, name[..length], closeOnExec, inode);
        return e.TryGetInt64(1, out var first) ? descriptors.Add(process, first, DescriptorKind.Fifo, name[..length], closeOnExec, inode) : null;
    }

    FileDescriptor? OpenProcess(in EventView e, Process process)
    {
        var descriptor = Add(e, process, DescriptorKind.PidFd, closeOnExec: true);
        if (descriptor is not null && e.Int64(1) is > 0 and <= int.MaxValue and var pid) descriptor.TargetPid = (int)pid;
        return descriptor;
    }

    /// <summary>A descriptor of another process becomes one of this.</summary>
    FileDescriptor? TakeFromOther(in EventView e, Process process)
    {
        if (!e.TryGetInt64(0, out var number) || !Descriptors.IsNumber(number)) return null;
        var other = process.Descriptors.Find(e.Int64(1, -1)) is { TargetPid: > 0 } handle ? processes.FindProcess(handle.TargetPid) : null;
        return descriptors.Duplicate(process, other?.Descriptors.Find(e.Int64(2, -1)), number, closeOnExec: true);
    }

    /// <summary>Given a descriptor, signalfd changes that one and returns its number.</summary>
    FileDescriptor? AddSignal(in EventView e, Process process, int parameter, bool closeOnExec)
    {
        if (e.TryGetInt64(parameter, out var given) && (int)given >= 0 && process.Descriptors.Find(given) is { } existing) return existing;
        return Add(e, process, DescriptorKind.SignalFd, closeOnExec);
    }

    FileDescriptor? Add(in EventView e, Process process, DescriptorKind kind, bool closeOnExec) =>
        e.TryGetInt64(0, out var number) && number >= 0 ? descriptors.Add(process, number, kind, default, closeOnExec) : null;

    static uint Flags(in EventView e, int parameter) => (uint)e.Int64(parameter);

    static bool[] FindBpfCommands()
    {
        var table = EventTable.Flags("bpf_commands");
        var found = new bool[64];
        foreach (var name in (ReadOnlySpan<string>)
        [
            "BPF_MAP_CREATE", "BPF_PROG_LOAD", "BPF_OBJ_GET", "BPF_PROG_GET_FD_BY_ID", "BPF_MAP_GET_FD_BY_ID", "BPF_RAW_TRACEPOINT_OPEN",
            "BPF_BTF_LOAD", "BPF_BTF_GET_FD_BY_ID", "BPF_LINK_CREATE", "BPF_LINK_GET_FD_BY_ID", "BPF_ENABLE_STATS", "BPF_ITER_CREATE",
        ])
        {
            found[table[name]] = true;
        }

        return found;
    }
}
