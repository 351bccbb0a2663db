using Lanner.State.Containers;

namespace Lanner.State;

/// <summary>
/// One process (thread group) of the host. Owned by the thread that applies events; everyone else works on copies. Texts are
/// UTF-8 without closing zero and never changed in place: a new value is a new array, so a copy of the object is a snapshot.
/// Numbers that the kernel did not tell are -1, or all ones for user and group ids.
/// </summary>
public sealed class Process
{
    public Process(int pid) => Pid = pid;

    public int Pid { get; }

    public int ParentPid { get; internal set; } = -1;

    /// <summary>The parent, when it is known; follows re-parenting.</summary>
    public Process? Parent { get; internal set; }

    /// <summary>Known and not yet removed children.</summary>
    public int ChildCount { get; internal set; }

    public int ThreadCount { get; internal set; } = 1;

    public long VirtualPid { get; internal set; } = -1;
    public long SessionId { get; internal set; } = -1;
    public long Pgid { get; internal set; } = -1;
    public long VirtualPgid { get; internal set; } = -1;

    /// <summary>The kernel's short name (comm), at most 15 bytes.</summary>
    public byte[] Name { get; internal set; } = [];

    /// <summary>The first argument as given at exec.</summary>
    public byte[] Exe { get; internal set; } = [];

    /// <summary>The executable's path as the kernel resolved it; empty when unknown.</summary>
    public byte[] ExePath { get; internal set; } = [];

    /// <summary>Arguments after the first, each with a closing zero.</summary>
    public byte[] Args { get; internal set; } = [];

    /// <summary>Variables as <c>NAME=value</c>, each with a closing zero; cut at 4096 bytes by the probe.</summary>
    public byte[] Environment { get; internal set; } = [];

    /// <summary>Working directory, without a closing slash except for the root.</summary>
    public byte[] Cwd { get; internal set; } = [];

    /// <summary>Root directory after chroot; empty or "/" otherwise.</summary>
    public byte[] Root { get; internal set; } = [];

    /// <summary>Control groups as <c>subsys=path</c>, each with a closing zero.</summary>
    public byte[] Cgroups { get; internal set; } = [];

    public uint Uid { get; internal set; } = uint.MaxValue;
    public uint Gid { get; internal set; } = uint.MaxValue;
    public uint LoginUid { get; internal set; } = uint.MaxValue;

    /// <summary>Number of the controlling terminal; 0 for none.</summary>
    public uint Tty { get; internal set; }

    public ulong CapPermitted { get; internal set; }
    public ulong CapEffective { get; internal set; }
    public ulong CapInheritable { get; internal set; }

    /// <summary>Values of the table <c>clone_flags</c>.</summary>
    public uint CloneFlags { get; internal set; }

    public bool ExeWritable { get; internal set; }
    public bool ExeUpperLayer { get; internal set; }
    public bool ExeLowerLayer { get; internal set; }
    public bool ExeFromMemFd { get; internal set; }
    public ulong ExeInode { get; internal set; }
    public ulong ExeInodeCtimeNs { get; internal set; }
    public ulong ExeInodeMtimeNs { get; internal set; }

    /// <summary>Limit of open descriptors; -1 unknown.</summary>
    public long FdLimit { get; internal set; } = -1;
    public uint VmSizeKiB { get; internal set; }
    public uint VmRssKiB { get; internal set; }
    public uint VmSwapKiB { get; internal set; }
    public ulong MajorFaults { get; internal set; }
    public ulong MinorFaults { get; internal set; }

    /// <summary>Start of the pid namespace's init in ns since the epoch; 0 unknown.</summary>
    public ulong PidNamespaceStartNs { get; internal set; }

    /// <summary>When the process was made, ns since the epoch; 0 when it was there before capturing and /proc did not tell.</summary>
    public ulong StartNs { get; internal set; }

    /// <summary>When it last ran a new program, ns since the epoch; 0 when never seen.</summary>
    public ulong ExecNs { get; internal set; }

    /// <summary>The container it runs in; <see cref="Container.Host"/> outside of any.</summary>
    public Container Container
    {
        get;
        internal set
        {
            if (ReferenceEquals(field, value)) return;
            field = value;
            _tree = null;
        }
    } = Container.Host;

    /// <summary>Its descriptors, shared with the parent until one of the two changes.</summary>
    public DescriptorTable Descriptors { get; internal set; } = new();

    /// <summary>True when only its existence is known: events were lost, or it was seen first through one of its calls.</summary>
    public bool IsIncomplete { get; internal set; }

    /// <summary>
    /// The branch of the container's processes that it belongs to, named by the process that it began with: the highest ancestor in
    /// the same container below its first process (number 1 there). So a session of <c>docker exec</c> is a branch, and each worker of a
    /// server. Found once: it stays when ancestors end. Of no use on the host.
    /// </summary>
    public ProcessIdentity Tree => _tree ?? FindTree();

    /// <summary>Outcomes of predicates on this image; cleared at exec and whenever a field above changes.</summary>
    public ref PredicateBits ImageBits => ref _imageBits;

    /// <summary>Outcomes of predicates on its ancestors; valid for one <see cref="HostState.LineageEpoch"/>.</summary>
    public ref PredicateBits LineageBits => ref _lineageBits;

    PredicateBits _imageBits;
    PredicateBits _lineageBits;
    ProcessIdentity? _tree;
    byte[]? _commandLine;
    byte[]? _argsText;

    /// <summary>Known children, in no order.</summary>
    public IEnumerable<Process> Children
    {
        get
        {
            for (var child = FirstChild; child is not null; child = child.NextSibling) yield return child;
        }
    }

    /// <summary>Known threads, the main one first; it stays while any other lives.</summary>
    public IEnumerable<ProcessThread> Threads
    {
        get
        {
            for (var thread = MainThread; thread is not null; thread = thread.NextOfProcess) yield return thread;
        }
    }

    /// <summary>Head of the list of this process's threads; null only for a process that is in no table.</summary>
    internal ProcessThread? MainThread { get; set; }

    internal Process? FirstChild { get; set; }
    internal Process? NextSibling { get; set; }
    internal Process? PreviousSibling { get; set; }
    internal Process? NextInTable { get; set; }
    internal Process? PreviousInTable { get; set; }

    internal bool IsInTable { get; set; }

    /// <summary>When it made its last event, by <see cref="ProcessTable.Clock"/>.</summary>
    internal ulong LastEvent { get; set; }

    /// <summary>Part of the table's count of text bytes.</summary>
    internal int TextSize { get; set; }

    /// <summary>The joined forms count from the start, as rules may ask for them at any time.</summary>
    internal int MeasureText() => Name.Length + Exe.Length + ExePath.Length + 3 * Args.Length + Environment.Length + Cwd.Length + Root.Length
        + Cgroups.Length;

    /// <summary>Arguments after the first, joined by blanks.</summary>
    public byte[] ArgsText => _argsText ??= JoinWithBlanks(Args);

    /// <summary>The name, then the arguments, joined by blanks: what <c>proc.cmdline</c> shows.</summary>
    public byte[] CommandLine => _commandLine ??= ArgsText.Length == 0 ? Name : [.. Name, (byte)' ', .. ArgsText];

    /// <summary>Tells that any field has changed: derived texts and predicate outcomes are made anew when asked for.</summary>
    internal void Changed()
    {
        _commandLine = null;
        _argsText = null;
        ImageBits.Clear();
    }

    /// <summary>To be called at birth, while the parent is surely there.</summary>
    internal void JoinTreeOf(Process creator)
    {
        if (!Container.IsHost && IsInTreeOf(creator)) _tree = creator.Tree;
    }

    ProcessIdentity FindTree()
    {
        var top = this;
        for (var depth = 0; depth < ProcessTable.MaxDepth && top._tree is null && top.Parent is { } parent && top.IsInTreeOf(parent); depth++) top = parent;
        var tree = top._tree ?? new ProcessIdentity(top.Pid, top.StartNs);
        top._tree = tree;
        _tree = tree;
        return tree;
    }

    bool IsInTreeOf(Process parent) => ReferenceEquals(parent.Container, Container) && parent.VirtualPid != 1;

    /// <summary>
    /// A copy that later events do not change, with its known ancestors copied likewise up to <paramref name="depth"/>.
    /// Descriptors are not copied.
    /// </summary>
    public Process Freeze(int depth = 16)
    {
        var copy = (Process)MemberwiseClone();
        copy.ImageBits.Detach();
        copy.LineageBits.Detach();
        copy.Parent = depth > 0 ? Parent?.Freeze(depth - 1) : null;
        copy.Descriptors = new DescriptorTable();
        copy.MainThread = null;
        copy.FirstChild = copy.NextSibling = copy.PreviousSibling = copy.NextInTable = copy.PreviousInTable = null;
        copy.IsInTable = false;
        return copy;
    }

    static byte[] JoinWithBlanks(byte[] zeroSeparated)
    {
        var length = zeroSeparated.Length;
        if (length > 0 && zeroSeparated[length - 1] == 0) length--;
        if (length == 0) return [];
        var joined = zeroSeparated.AsSpan(0, length).ToArray();
        joined.AsSpan().Replace((byte)0, (byte)' ');
        return joined;
    }
}

/// <summary>A process beyond the reuse of its number.</summary>
/// <param name="StartNs">As <see cref="Process.StartNs"/>.</param>
public readonly record struct ProcessIdentity(int Pid, ulong StartNs);
