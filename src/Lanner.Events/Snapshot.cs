namespace Lanner.Events;

/// <summary>The kind of a descriptor; the numbers are those of the .scap descriptor list.</summary>
public enum DescriptorKind : byte
{
    Unknown = 0,
    File = 1, Directory = 2,
    IPv4Connection = 3, IPv6Connection = 4, IPv4Listener = 5, IPv6Listener = 6,
    Fifo = 7, UnixSocket = 8, EventFd = 9, Unsupported = 10, SignalFd = 11, EventPoll = 12, Inotify = 13, TimerFd = 14,
    Netlink = 15,
    /// <summary>A file with open flags and device: the form written today; state keeps it as <see cref="File"/>.</summary>
    FileWithFlags = 16,
    Bpf = 17, UserFaultFd = 18, IoUring = 19, MemFd = 20, PidFd = 21,
}

/// <summary>Transport of a socket; the numbers of the .scap descriptor list.</summary>
public enum TransportProtocol : byte
{
    Unknown = 0,
    NotApplicable = 1,
    Tcp = 2, Udp = 3, Icmp = 4, Raw = 5,
}

/// <summary>Which side of a connection the process is on.</summary>
public enum SocketRole : byte
{
    Unknown = 0,
    Client, Server,
}

/// <summary>
/// One thread as it stood when capturing began: from /proc, or from a process list block. Texts are UTF-8 without closing zero;
/// lists (arguments, environment, cgroups) are zero-separated. Missing values are as in the format: -1, all ones, 0 or empty.
/// The arrays belong to the record and are handed on without copying.
/// </summary>
public sealed record ThreadSnapshot
{
    public required long Tid { get; init; }
    public required long Pid { get; init; }
    public long ParentPid { get; init; } = -1;
    public long SessionId { get; init; } = -1;
    public long VirtualPgid { get; init; } = -1;
    public long Pgid { get; init; } = -1;
    public byte[] Name { get; init; } = [];
    public byte[] Exe { get; init; } = [];
    public byte[] ExePath { get; init; } = [];
    /// <summary>Arguments after the first, each with a closing zero.</summary>
    public byte[] Args { get; init; } = [];
    public byte[] Cwd { get; init; } = [];
    public byte[] Environment { get; init; } = [];
    public byte[] Cgroups { get; init; } = [];
    public byte[] Root { get; init; } = [];
    public long FdLimit { get; init; } = -1;
    /// <summary>Values of the table <c>clone_flags</c>.</summary>
    public uint Flags { get; init; }
    public uint Uid { get; init; } = uint.MaxValue;
    public uint Gid { get; init; } = uint.MaxValue;
    public uint LoginUid { get; init; } = uint.MaxValue;
    public uint VmSizeKiB { get; init; }
    public uint VmRssKiB { get; init; }
    public uint VmSwapKiB { get; init; }
    public ulong MajorFaults { get; init; }
    public ulong MinorFaults { get; init; }
    public long VirtualTid { get; init; } = -1;
    public long VirtualPid { get; init; } = -1;
    /// <summary>Start of the pid namespace's init, ns since boot in the format's terms; 0 when unknown.</summary>
    public ulong PidNamespaceStartNs { get; init; }
    public uint Tty { get; init; }
    public bool ExeWritable { get; init; }
    public bool ExeUpperLayer { get; init; }
    public bool ExeLowerLayer { get; init; }
    public bool ExeFromMemFd { get; init; }
    public ulong CapInheritable { get; init; }
    public ulong CapPermitted { get; init; }
    public ulong CapEffective { get; init; }
    public ulong ExeInode { get; init; }
    public ulong ExeInodeCtimeNs { get; init; }
    public ulong ExeInodeMtimeNs { get; init; }
    /// <summary>When the process was made, ns since the epoch; 0 when unknown. This and the next two are in our own files only.</summary>
    public ulong StartNs { get; init; }
    /// <summary>When it last ran a new program, ns since the epoch; 0 when nobody saw that.</summary>
    public ulong ExecNs { get; init; }
    /// <summary>A main thread that exited while others of its process live on.</summary>
    public bool HasExited { get; init; }
    public IReadOnlyList<DescriptorSnapshot> Descriptors { get; init; } = [];
}

/// <summary>One open descriptor as it stood when capturing began. Addresses are 4 or 16 bytes in network order.</summary>
public sealed record DescriptorSnapshot
{
    public required long Fd { get; init; }
    public required DescriptorKind Kind { get; init; }
    public ulong Inode { get; init; }
    /// <summary>Path, socket path or description.</summary>
    public byte[] Name { get; init; } = [];
    /// <summary>Values of the table <c>file_flags</c>.</summary>
    public uint OpenFlags { get; init; }
    public uint Device { get; init; }
    public byte[] SourceAddress { get; init; } = [];
    public byte[] DestinationAddress { get; init; } = [];
    public ushort SourcePort { get; init; }
    public ushort DestinationPort { get; init; }
    public TransportProtocol Transport { get; init; }
    /// <summary>For unix sockets: the kernel's pointers, which pair both ends.</summary>
    public ulong SourcePointer { get; init; }
    public ulong DestinationPointer { get; init; }
    /// <summary>What only our own files tell; null where nobody told.</summary>
    public DescriptorFacts? Facts { get; init; }
}

/// <summary>What is known of a descriptor beyond what the format has places for.</summary>
/// <param name="Role">Which end of its connection it is.</param>
/// <param name="IsConnected">It has, or is getting, another end.</param>
/// <param name="CloseOnExec">An exec closes it.</param>
/// <param name="Uid">Who made it; all ones when unknown.</param>
/// <param name="TargetPid">The process that a pidfd stands for; 0 for other kinds.</param>
/// <param name="RawName">The path as the process gave it.</param>
public sealed record DescriptorFacts(SocketRole Role, bool IsConnected, bool CloseOnExec, uint Uid, int TargetPid, byte[] RawName);

/// <summary>A user of the host.</summary>
public sealed record UserSnapshot(uint Uid, uint Gid, byte[] Name, byte[] Home, byte[] Shell);

/// <summary>A group of the host.</summary>
public sealed record GroupSnapshot(uint Gid, byte[] Name);

/// <summary>A network interface address; addresses are 4 or 16 bytes in network order.</summary>
public sealed record InterfaceSnapshot(byte[] Name, byte[] Address, byte[] Netmask, byte[] Broadcast, ulong LinkSpeed);

/// <summary>The machine a capture was taken on.</summary>
public sealed record MachineSnapshot(uint CpuCount, ulong MemoryBytes, ulong MaxPid, string HostName, ulong BootTimeNs);
