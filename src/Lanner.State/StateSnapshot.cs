using Lanner.Events;
using Lanner.Events.Files;
using Lanner.State.Containers;

namespace Lanner.State;

/// <summary>
/// State as the tables of a capture hold it: seeding another state with them gives the same one. What the format has no place for
/// (when processes began, which side of a connection opened it) is kept at the ends of entries, where other readers skip it. Texts are
/// shared with state, which never changes them in place. To be called by the thread that owns the state.
/// </summary>
public static class StateSnapshot
{
    /// <summary>Everything known of a host.</summary>
    /// <param name="machine">The machine, which state does not know; null when nobody does.</param>
    public static CaptureSnapshot Of(HostState host, MachineSnapshot? machine, IReadOnlyList<InterfaceSnapshot> interfaces) =>
        Of(host, host.Processes.All, machine, interfaces);

    /// <summary>Some processes, with all users and groups.</summary>
    public static CaptureSnapshot Of(
        HostState host, IEnumerable<Process> processes, MachineSnapshot? machine, IReadOnlyList<InterfaceSnapshot> interfaces) => new()
    {
        Machine = machine,
        Interfaces = interfaces,
        Users = [.. host.Users.HostUsers.OrderBy(u => u.Uid).Select(u => new UserSnapshot(u.Uid, u.Gid, u.Name, u.Home, u.Shell))],
        Groups = [.. host.Users.HostGroups.OrderBy(g => g.Gid).Select(g => new GroupSnapshot(g.Gid, g.Name))],
        Threads = [.. processes.Where(IsWorthKeeping).SelectMany(Threads)],
    };

    /// <summary>
    /// The processes of a container, or of the host, and the ancestors of each: what events of that container are about.
    /// </summary>
    public static IReadOnlyCollection<Process> Family(HostState host, Container container)
    {
        var family = new HashSet<Process>(ReferenceEqualityComparer.Instance);
        foreach (var process in host.Processes.All)
        {
            if (!ReferenceEquals(process.Container, container)) continue;
            for (var at = process; at is not null && family.Add(at);) at = at.Parent;
        }

        return family;
    }

    /// <summary>Of one whose existence alone is known, a reader learns as much from its next event.</summary>
    static bool IsWorthKeeping(Process process) => !process.IsIncomplete || process.Descriptors.Count > 0;

    static IEnumerable<ThreadSnapshot> Threads(Process process)
    {
        foreach (var thread in process.Threads)
        {
            yield return thread.IsMain ? Of(process) : Of(thread);
        }
    }

    /// <summary>A further thread; what it shares with its process is short.</summary>
    public static ThreadSnapshot Of(ProcessThread thread)
    {
        var process = thread.Process;
        return new ThreadSnapshot
        {
            Tid = thread.Tid, Pid = process.Pid, ParentPid = process.ParentPid, VirtualTid = thread.VirtualTid, VirtualPid = process.VirtualPid,
            SessionId = process.SessionId, Pgid = process.Pgid, VirtualPgid = process.VirtualPgid, Name = thread.Name, Exe = process.Exe,
            ExePath = process.ExePath, Cwd = process.Cwd, Root = process.Root, Cgroups = process.Cgroups, Flags = process.CloneFlags,
            Uid = process.Uid, Gid = process.Gid, LoginUid = process.LoginUid,
        };
    }

    /// <summary>A process with its descriptors, or without them where that is not worth their copies.</summary>
    public static ThreadSnapshot Of(Process process, bool withDescriptors = true) =>
        MainThread(process, process.Threads.First(), withDescriptors);

    static ThreadSnapshot MainThread(Process p, ProcessThread thread, bool withDescriptors) => new()
    {
        Tid = p.Pid, Pid = p.Pid, ParentPid = p.ParentPid, SessionId = p.SessionId, Pgid = p.Pgid, VirtualPgid = p.VirtualPgid,
        VirtualTid = thread.VirtualTid, VirtualPid = p.VirtualPid, Name = p.Name, Exe = p.Exe, ExePath = p.ExePath, Args = p.Args, Cwd = p.Cwd,
        Environment = p.Environment, Cgroups = p.Cgroups, Root = p.Root, FdLimit = p.FdLimit, Flags = p.CloneFlags, Uid = p.Uid, Gid = p.Gid,
        LoginUid = p.LoginUid, Tty = p.Tty, VmSizeKiB = p.VmSizeKiB, VmRssKiB = p.VmRssKiB, VmSwapKiB = p.VmSwapKiB,
        MajorFaults = p.MajorFaults, MinorFaults = p.MinorFaults, PidNamespaceStartNs = p.PidNamespaceStartNs, StartNs = p.StartNs,
        ExecNs = p.ExecNs, HasExited = thread.HasExited,
        ExeWritable = p.ExeWritable, ExeUpperLayer = p.ExeUpperLayer, ExeLowerLayer = p.ExeLowerLayer, ExeFromMemFd = p.ExeFromMemFd,
        ExeInode = p.ExeInode, ExeInodeCtimeNs = p.ExeInodeCtimeNs, ExeInodeMtimeNs = p.ExeInodeMtimeNs,
        CapInheritable = p.CapInheritable, CapPermitted = p.CapPermitted, CapEffective = p.CapEffective,
        Descriptors = withDescriptors ? [.. p.Descriptors.All.OrderBy(d => d.Number).Select(Descriptor)] : [],
    };

    static DescriptorSnapshot Descriptor(FileDescriptor d)
    {
        var length = d.Kind is DescriptorKind.IPv6Connection or DescriptorKind.IPv6Listener ? 16 : 4;
        return new DescriptorSnapshot
        {
            Fd = d.Number, Kind = d.Kind, Inode = d.Inode, Name = d.Name.ToArray(), OpenFlags = d.OpenFlags, Device = d.Device,
            // A listener has the one address only.
            SourceAddress = d.Kind is DescriptorKind.IPv4Connection or DescriptorKind.IPv6Connection ? d.SourceAddress.ToNetworkBytes(length) : [],
            DestinationAddress = d.IsIp ? d.DestinationAddress.ToNetworkBytes(length) : [],
            SourcePort = d.SourcePort, DestinationPort = d.DestinationPort, Transport = d.Transport,
            // State keeps that there is another end, not the kernel's pointer to it.
            DestinationPointer = d is { Kind: DescriptorKind.UnixSocket, IsConnected: true } ? 1UL : 0,
            Facts = new DescriptorFacts(d.Role, d.IsConnected, d.CloseOnExec, d.Uid, d.TargetPid, d.RawName.ToArray()),
        };
    }
}
