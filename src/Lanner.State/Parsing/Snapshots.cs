using Lanner.Events;
using Lanner.State.Containers;

namespace Lanner.State.Parsing;

/// <summary>Puts threads that were there before, as /proc or a capture's process list tells of them, into the tables.</summary>
sealed class Snapshots(ProcessTable processes, ContainerTable containers, Descriptors descriptors, DescriptorBudget budget)
{
    const int MaxPath = 4096;

    public void Seed(IEnumerable<ThreadSnapshot> threads)
    {
        var ended = new List<int>();
        foreach (var snapshot in threads)
        {
            if (Take(snapshot, 0) is { IsMain: true } main && snapshot.HasExited) ended.Add(main.Tid);
        }

        foreach (var pid in ended) MarkMainAsEnded(pid);
        // Parents may stand behind their children.
        foreach (var process in processes.All)
        {
            if (process.Parent is null && process.ParentPid > 0) processes.SetParent(process, processes.Find(process.ParentPid)?.Process);
        }
    }

    /// <summary>A main thread is kept after its end as long as others of its process live.</summary>
    void MarkMainAsEnded(int pid)
    {
        if (processes.FindProcess(pid) is not { ThreadCount: > 1, MainThread: { HasExited: false } main } process) return;
        main.HasExited = true;
        process.ThreadCount--;
    }

    /// <summary>The thread, now in the table; null when the snapshot's numbers make no sense.</summary>
    public ProcessThread? Take(ThreadSnapshot snapshot, ulong nowNs)
    {
        if (snapshot.Tid is <= 0 or > int.MaxValue || snapshot.Pid is <= 0 or > int.MaxValue) return null;
        var tid = (int)snapshot.Tid;
        var pid = (int)snapshot.Pid;
        var process = processes.FindProcess(pid);
        if (process is null || tid == pid) process = TakeProcess(process, snapshot, pid, nowNs);
        if (tid == pid) return process.MainThread;
        if (processes.Find(tid) is { } stale && (stale.IsMain || stale.Process != process)) processes.Clear(tid);
        var thread = processes.Find(tid) ?? processes.AddThread(tid, process);
        thread.VirtualTid = snapshot.VirtualTid;
        thread.OwnName = snapshot.Name.AsSpan().SequenceEqual(process.Name) ? null : snapshot.Name;
        return thread;
    }

    Process TakeProcess(Process? process, ThreadSnapshot s, int pid, ulong nowNs)
    {
        if (process is null)
        {
            processes.Clear(pid);
            process = new Process(pid) { Descriptors = new DescriptorTable(budget) };
            processes.Add(process);
        }

        process.MainThread!.VirtualTid = s.VirtualPid;
        process.ParentPid = ToPid(s.ParentPid);
        process.VirtualPid = s.VirtualPid;
        process.SessionId = s.SessionId;
        process.Pgid = s.Pgid;
        process.VirtualPgid = s.VirtualPgid;
        process.Name = s.Name;
        process.Exe = s.Exe;
        process.ExePath = s.ExePath;
        process.Args = TextKeeping.KeepList(s.Args, s.Args);
        process.Environment = TextKeeping.KeepList(s.Environment, s.Environment);
        process.Cwd = TextKeeping.KeepDirectory(s.Cwd, s.Cwd);
        process.Root = s.Root;
        process.Cgroups = TextKeeping.KeepList(s.Cgroups, s.Cgroups);
        process.Uid = s.Uid;
        process.Gid = s.Gid;
        process.LoginUid = s.LoginUid;
        process.Tty = s.Tty;
        process.CapPermitted = s.CapPermitted;
        process.CapEffective = s.CapEffective;
        process.CapInheritable = s.CapInheritable;
        process.CloneFlags = s.Flags;
        process.ExeWritable = s.ExeWritable;
        process.ExeUpperLayer = s.ExeUpperLayer;
        process.ExeLowerLayer = s.ExeLowerLayer;
        process.ExeFromMemFd = s.ExeFromMemFd;
        process.ExeInode = s.ExeInode;
        process.ExeInodeCtimeNs = s.ExeInodeCtimeNs;
        process.ExeInodeMtimeNs = s.ExeInodeMtimeNs;
        process.FdLimit = s.FdLimit;
        process.VmSizeKiB = s.VmSizeKiB;
        process.VmRssKiB = s.VmRssKiB;
        process.VmSwapKiB = s.VmSwapKiB;
        process.MajorFaults = s.MajorFaults;
        process.MinorFaults = s.MinorFaults;
        process.PidNamespaceStartNs = s.PidNamespaceStartNs;
        process.StartNs = s.StartNs;
        process.ExecNs = s.ExecNs;
        process.Container = containers.Find(process.Cgroups, nowNs);
        process.IsIncomplete = false;
        process.Changed();
        process.LineageBits.Clear();
        if (process.ChildCount > 0) processes.LineageEpoch++;
        processes.Measure(process);
        processes.SetParent(process, process.ParentPid > 0 ? processes.Find(process.ParentPid)?.Process : null);
        foreach (var descriptor in s.Descriptors) TakeDescriptor(process, descriptor);
        return process;
    }

    void TakeDescriptor(Process process, DescriptorSnapshot s)
    {
        if (!Descriptors.IsNumber(s.Fd)) return;
        var descriptor = AddDescriptor(process, s);
        if (s.Facts is not { } facts) return;
        descriptor.Role = facts.Role;
        descriptor.IsConnected = facts.IsConnected;
        descriptor.CloseOnExec = facts.CloseOnExec;
        descriptor.Uid = facts.Uid;
        descriptor.TargetPid = facts.TargetPid;
        var size = descriptor.Size;
        descriptor.SetRawName(facts.RawName.AsSpan(0, Math.Min(facts.RawName.Length, MaxPath)));
        descriptors.Charge(process.Descriptors, descriptor.Size - size);
    }

    FileDescriptor AddDescriptor(Process process, DescriptorSnapshot s)
    {
        var kind = s.Kind == DescriptorKind.FileWithFlags ? DescriptorKind.File : s.Kind;
        var name = s.Name.AsSpan(0, Math.Min(s.Name.Length, MaxPath));
        // Old captures have the end of the line of /proc/net/unix in the path.
        if (kind == DescriptorKind.UnixSocket && name.EndsWith("\n"u8)) name = name[..^1];
        var isConnection = kind is DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection;
        var isListener = kind is DescriptorKind.IPv4Listener or DescriptorKind.IPv6Listener;
        if (!isConnection && !isListener)
        {
            var file = descriptors.AddFile(process, s.Fd, kind, name, name, s.OpenFlags, s.Device, s.Inode);
            if (kind == DescriptorKind.UnixSocket) file.IsConnected = s.DestinationPointer != 0;
            return file;
        }

        var source = IpAddress.FromNetworkBytes(s.SourceAddress);
        var destination = IpAddress.FromNetworkBytes(s.DestinationAddress);
        // A listener's one address may stand in either place.
        if (isListener && destination.IsEmpty) (source, destination) = (default, source);
        var port = isListener && s.DestinationPort == 0 ? s.SourcePort : s.DestinationPort;
        // The format has no socket without addresses: zeros stand for one that was neither bound nor connected.
        if (isConnection && source.IsZero && destination.IsZero && s.SourcePort == 0 && port == 0)
        {
            var unbound = descriptors.Add(process, s.Fd, kind, default, false, s.Inode);
            unbound.Transport = s.Transport;
            return unbound;
        }

        Span<byte> text = stackalloc byte[SocketText.MaxLength];
        var length = isListener
            ? SocketText.Endpoint(destination, port, text)
            : SocketText.Pair(source, s.SourcePort, destination, port, text);
        var socket = descriptors.Add(process, s.Fd, kind, text[..length], false, s.Inode);
        socket.Transport = s.Transport;
        socket.SourceAddress = source;
        socket.SourcePort = isListener ? (ushort)0 : s.SourcePort;
        socket.DestinationAddress = destination;
        socket.DestinationPort = port;
        socket.IsConnected = isConnection;
        socket.Role = isListener ? SocketRole.Server : SocketRole.Unknown;
        return socket;
    }

    static int ToPid(long number) => number is >= 0 and <= int.MaxValue ? (int)number : -1;
}
