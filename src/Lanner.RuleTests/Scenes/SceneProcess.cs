using System.Text;

using Lanner.Events;

namespace Lanner.RuleTests.Scenes;

/// <summary>A process of a scene, as it is at the present place of the description.</summary>
sealed class SceneProcess
{
    public const long FirstFreeFd = 3;

    const int LongestList = 4096;

    public required string Label { get; init; }

    public required int Pid { get; init; }

    public SceneProcess? Parent { get; set; }

    /// <summary>Null for the host.</summary>
    public SceneContainer? Container { get; set; }

    /// <summary>The first argument: the name by which it was called.</summary>
    public string Exe { get; set; } = "";

    public string ExePath { get; set; } = "";

    /// <summary>As the kernel keeps it: 15 bytes.</summary>
    public string Name { get; set; } = "";

    public IReadOnlyList<string> Args { get; set; } = [];

    public string Cwd { get; set; } = "/";

    public IReadOnlyList<string> Environment { get; set; } = [];

    public uint Uid { get; set; }

    public uint Gid { get; set; }

    public uint LoginUid { get; set; } = uint.MaxValue;

    public uint Tty { get; set; }

    public long VirtualPid { get; set; }

    /// <summary>Of the session's and the group's leader, as the process numbers them.</summary>
    public long SessionId { get; set; }

    /// <summary>What events have told of it: neither clone nor exec names a session, only the call that begins one does.</summary>
    public long ToldSessionId { get; set; }

    public long VirtualPgid { get; set; }

    public long Pgid { get; set; }

    public ulong Capabilities { get; set; }

    public bool IsExeWritable { get; set; }

    public bool IsExeUpperLayer { get; set; }

    public bool IsExeLowerLayer { get; set; }

    public bool IsExeFromMemfd { get; set; }

    public ulong ExeInode { get; set; }

    public ulong ExeChangedNs { get; set; }

    public ulong StartNs { get; set; }

    /// <summary>What was open before the first event.</summary>
    public List<DescriptorSnapshot> Descriptors { get; } = [];

    /// <summary>Sockets and other descriptors by number, as far as defaults depend on them.</summary>
    public Dictionary<long, SceneDescriptor> Open { get; private set; } = [];

    public long? LastOpened { get; set; }

    public byte[] ArgsBytes => ZeroEnded(Args);

    public byte[] EnvironmentBytes => ZeroEnded(Environment);

    public byte[] Cgroups => Container?.Cgroups ?? "cpuset=/\0memory=/system.slice/host.service\0"u8.ToArray();

    public ulong PidNamespaceStartNs => Container is { SharesHostPids: false } container ? container.StartNs : 0;

    public uint ExecFlags
    {
        get
        {
            var flags = EventTable.Flags("execve_flags");
            return (IsExeWritable ? flags["EXE_WRITABLE"] : 0) | (IsExeUpperLayer ? flags["EXE_UPPER_LAYER"] : 0)
                | (IsExeLowerLayer ? flags["EXE_LOWER_LAYER"] : 0) | (IsExeFromMemfd ? flags["EXE_FROM_MEMFD"] : 0);
        }
    }

    public long NextFd()
    {
        var fd = FirstFreeFd;
        while (Open.ContainsKey(fd)) fd++;
        return fd;
    }

    /// <summary>A child of it, as it is right after clone.</summary>
    public SceneProcess Fork(string label, int pid, ulong nowNs) => new()
    {
        Label = label, Pid = pid, Parent = this, Container = Container, Exe = Exe, ExePath = ExePath, Name = Name, Args = Args, Cwd = Cwd,
        Environment = Environment, Uid = Uid, Gid = Gid, LoginUid = LoginUid, Tty = Tty, VirtualPid = pid, SessionId = SessionId,
        ToldSessionId = SessionId,
        VirtualPgid = VirtualPgid, Pgid = Pgid, Capabilities = Capabilities, IsExeWritable = IsExeWritable, IsExeUpperLayer = IsExeUpperLayer,
        IsExeLowerLayer = IsExeLowerLayer, IsExeFromMemfd = IsExeFromMemfd, ExeInode = ExeInode, ExeChangedNs = ExeChangedNs,
        StartNs = nowNs, Open = new Dictionary<long, SceneDescriptor>(Open), LastOpened = LastOpened,
    };

    /// <summary>As it stands before the first event.</summary>
    public ThreadSnapshot Snapshot() => new()
    {
        Tid = Pid, Pid = Pid, ParentPid = Parent?.Pid ?? 0, SessionId = SessionId, VirtualPgid = VirtualPgid, Pgid = Pgid, Name = Encoding.UTF8.GetBytes(Name),
        Exe = Encoding.UTF8.GetBytes(Exe), ExePath = Encoding.UTF8.GetBytes(ExePath), Args = ArgsBytes, Cwd = Encoding.UTF8.GetBytes(Cwd),
        Environment = EnvironmentBytes, Cgroups = Cgroups, Root = "/"u8.ToArray(), FdLimit = 1024, Uid = Uid, Gid = Gid, LoginUid = LoginUid,
        VirtualTid = VirtualPid, VirtualPid = VirtualPid, PidNamespaceStartNs = PidNamespaceStartNs, Tty = Tty, ExeWritable = IsExeWritable,
        ExeUpperLayer = IsExeUpperLayer, ExeLowerLayer = IsExeLowerLayer, ExeFromMemFd = IsExeFromMemfd, CapPermitted = Capabilities,
        CapEffective = Capabilities, ExeInode = ExeInode, ExeInodeCtimeNs = ExeChangedNs, ExeInodeMtimeNs = ExeChangedNs, StartNs = StartNs,
        ExecNs = StartNs, Descriptors = Descriptors,
    };

    /// <summary>Cut where the probe cuts it.</summary>
    static byte[] ZeroEnded(IReadOnlyList<string> texts)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text + '\0')));
        return bytes.Length <= LongestList ? bytes : [.. bytes.AsSpan(0, LongestList - 1), 0];
    }
}

/// <summary>What is known of an open descriptor.</summary>
/// <param name="Family">AF_UNIX, AF_INET, AF_INET6 by number; 0 for what is no socket.</param>
readonly record struct SceneDescriptor(uint Family);
