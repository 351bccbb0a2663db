using System.Text;

namespace Lanner.Events.Files;

/// <summary>
/// Writes the tables at the start of a capture, within the limits of the readers of the format: a path that is too long for one of them
/// would make the whole file unreadable to it.
/// </summary>
sealed class SnapshotWriter(BlockBuffer buffer, bool compatible)
{
    const int PathMax = 1023;
    const int ListMax = 4096;
    const int UserNameMax = 255;
    const int HostNameMax = 127;

    /// <summary>sysdig 0.29.3 refuses a file with a kind of descriptor it does not know; 16 is the last it knows.</summary>
    const DescriptorKind LastCompatibleKind = DescriptorKind.FileWithFlags;

    public void Write(CaptureSnapshot snapshot)
    {
        WriteHeader();
        WriteMachine(snapshot.Machine ?? new MachineSnapshot(0, 0, 0, "", 0));
        WriteInterfaces(snapshot.Interfaces);
        WriteUsers(snapshot.Users, snapshot.Groups);
        WriteThreads(snapshot.Threads);
        foreach (var thread in snapshot.Threads)
        {
            if (thread.Descriptors.Count > 0) WriteDescriptors(thread);
        }
    }

    void WriteHeader()
    {
        buffer.Begin(BlockType.SectionHeader);
        buffer.UInt32(0x1A2B3C4D);
        buffer.UInt16(1);
        buffer.UInt16(2);
        buffer.UInt64(ulong.MaxValue);
        buffer.End();
    }

    void WriteMachine(MachineSnapshot machine)
    {
        buffer.Begin(BlockType.Machine);
        buffer.UInt32(machine.CpuCount);
        buffer.UInt64(machine.MemoryBytes);
        buffer.UInt64(machine.MaxPid);
        var name = Encoding.UTF8.GetBytes(machine.HostName);
        buffer.Fixed(name.AsSpan(0, Math.Min(name.Length, HostNameMax)), HostNameMax + 1);
        buffer.UInt64(machine.BootTimeNs);
        buffer.Fixed([], 24);
        buffer.End();
    }

    void WriteInterfaces(IReadOnlyList<InterfaceSnapshot> interfaces)
    {
        if (interfaces.Count == 0) return;
        buffer.Begin(BlockType.Interfaces2);
        WriteInterfaces(interfaces, 4);
        WriteInterfaces(interfaces, 16);
        buffer.End();
    }

    void WriteInterfaces(IReadOnlyList<InterfaceSnapshot> interfaces, int addressLength)
    {
        foreach (var row in interfaces)
        {
            if (row.Address.Length != addressLength) continue;
            var start = buffer.BeginEntry();
            var nameLength = Math.Min(row.Name.Length, UserNameMax);
            buffer.UInt16(addressLength == 4 ? (ushort)1 : (ushort)2);
            buffer.UInt16((ushort)nameLength);
            buffer.Fixed(row.Address, addressLength);
            buffer.Fixed(row.Netmask, addressLength);
            buffer.Fixed(row.Broadcast, addressLength);
            buffer.UInt64(row.LinkSpeed);
            buffer.Bytes(row.Name.AsSpan(0, nameLength));
            buffer.EndEntry(start, includingItself: false);
        }
    }

    void WriteUsers(IReadOnlyList<UserSnapshot> users, IReadOnlyList<GroupSnapshot> groups)
    {
        if (users.Count + groups.Count == 0) return;
        buffer.Begin(BlockType.Users2);
        foreach (var user in users)
        {
            var start = buffer.BeginEntry();
            buffer.Byte(0);
            buffer.UInt32(user.Uid);
            buffer.UInt32(user.Gid);
            buffer.Text(user.Name, UserNameMax);
            buffer.Text(user.Home, PathMax);
            buffer.Text(user.Shell, PathMax);
            buffer.EndEntry(start, includingItself: true);
        }

        foreach (var group in groups)
        {
            var start = buffer.BeginEntry();
            buffer.Byte(1);
            buffer.UInt32(group.Gid);
            buffer.Text(group.Name, UserNameMax);
            buffer.EndEntry(start, includingItself: true);
        }

        buffer.End();
    }

    void WriteThreads(IReadOnlyList<ThreadSnapshot> threads)
    {
        if (threads.Count == 0) return;
        buffer.Begin(BlockType.Threads9);
        foreach (var thread in threads)
        {
            var start = buffer.BeginEntry();
            WriteThread(thread);
            buffer.EndEntry(start, includingItself: true);
        }

        buffer.End();
    }

    void WriteThread(ThreadSnapshot t)
    {
        buffer.Int64(t.Tid);
        buffer.Int64(t.Pid);
        buffer.Int64(t.ParentPid);
        buffer.Int64(t.SessionId);
        buffer.Int64(t.VirtualPgid);
        buffer.Text(t.Name, PathMax);
        buffer.Text(t.Exe, PathMax);
        buffer.Text(t.ExePath, PathMax);
        buffer.Text(t.Args, ListMax);
        buffer.Text(t.Cwd, PathMax);
        buffer.Int64(t.FdLimit);
        buffer.UInt32(t.Flags);
        buffer.UInt32(t.Uid);
        buffer.UInt32(t.Gid);
        buffer.UInt32(t.VmSizeKiB);
        buffer.UInt32(t.VmRssKiB);
        buffer.UInt32(t.VmSwapKiB);
        buffer.UInt64(t.MajorFaults);
        buffer.UInt64(t.MinorFaults);
        buffer.Text(t.Environment, ListMax);
        buffer.Int64(t.VirtualTid);
        buffer.Int64(t.VirtualPid);
        buffer.Text(t.Cgroups, ListMax);
        buffer.Text(t.Root, PathMax);
        buffer.UInt64(t.PidNamespaceStartNs);
        buffer.UInt32(t.Tty);
        buffer.UInt32(t.LoginUid);
        buffer.Flag(t.ExeWritable);
        buffer.UInt64(t.CapInheritable);
        buffer.UInt64(t.CapPermitted);
        buffer.UInt64(t.CapEffective);
        buffer.Flag(t.ExeUpperLayer);
        buffer.UInt64(t.ExeInode);
        buffer.UInt64(t.ExeInodeCtimeNs);
        buffer.UInt64(t.ExeInodeMtimeNs);
        buffer.Flag(t.ExeFromMemFd);
        buffer.Flag(t.ExeLowerLayer);
        buffer.Int64(t.Pgid);
        EntryTail.Write(buffer, t);
    }

    void WriteDescriptors(ThreadSnapshot thread)
    {
        buffer.Begin(BlockType.Descriptors2);
        buffer.Int64(thread.Tid);
        foreach (var row in thread.Descriptors)
        {
            var kind = row.Kind;
            if (kind == DescriptorKind.Unknown) continue;
            if (kind > DescriptorKind.PidFd || (compatible && kind > LastCompatibleKind)) kind = DescriptorKind.Unsupported;
            // The plain kind has no place for them; readers take both for a file.
            if (kind == DescriptorKind.File && (row.OpenFlags | row.Device) != 0) kind = DescriptorKind.FileWithFlags;
            var start = buffer.BeginEntry();
            buffer.Int64(row.Fd);
            buffer.UInt64(row.Inode);
            buffer.Byte((byte)kind);
            WritePayload(row, kind);
            if (row.Facts is { } facts) EntryTail.Write(buffer, facts);
            buffer.EndEntry(start, includingItself: true);
        }

        buffer.End();
    }

    void WritePayload(DescriptorSnapshot row, DescriptorKind kind)
    {
        switch (kind)
        {
            case DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection:
                var length = kind == DescriptorKind.IPv4Connection ? 4 : 16;
                buffer.Fixed(row.SourceAddress, length);
                buffer.Fixed(row.DestinationAddress, length);
                buffer.UInt16(row.SourcePort);
                buffer.UInt16(row.DestinationPort);
                buffer.Byte((byte)row.Transport);
                break;
            case DescriptorKind.IPv4Listener or DescriptorKind.IPv6Listener:
                // A listener has one address, which may stand in either place.
                var isSource = row.SourceAddress.Length > 0;
                buffer.Fixed(isSource ? row.SourceAddress : row.DestinationAddress, kind == DescriptorKind.IPv4Listener ? 4 : 16);
                buffer.UInt16(isSource && row.SourcePort != 0 ? row.SourcePort : Math.Max(row.SourcePort, row.DestinationPort));
                buffer.Byte((byte)row.Transport);
                break;
            case DescriptorKind.UnixSocket:
                buffer.UInt64(row.SourcePointer);
                buffer.UInt64(row.DestinationPointer);
                buffer.Text(row.Name, PathMax);
                break;
            case DescriptorKind.FileWithFlags:
                buffer.UInt32(row.OpenFlags);
                buffer.Text(row.Name, PathMax);
                buffer.UInt32(row.Device);
                break;
            default:
                buffer.Text(row.Name, PathMax);
                break;
        }
    }
}
