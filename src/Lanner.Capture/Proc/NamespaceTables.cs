using Lanner.Events;

namespace Lanner.Capture.Proc;

/// <summary>Mounts and sockets by the namespace they belong to, each read once, through the first process met in it.</summary>
sealed class NamespaceTables(ProcOptions options)
{
    /// <summary>A namespace costs a process; a host with more than this is served by reading tables again.</summary>
    const int TablesMax = 4096;

    const ulong Unknown = ulong.MaxValue;

    static readonly uint s_nestedFlag = EventTable.Flags("clone_flags")["CLONE_CHILD_IN_PIDNS"];

    readonly Dictionary<ulong, MountTable> _mounts = [];
    readonly Dictionary<ulong, SocketTable> _sockets = [];
    readonly Dictionary<ulong, ulong> _pidStarts = [];
    readonly MountTable _noMounts = MountTable.Parse(default);
    readonly SocketTable _noSockets = SocketTable.Empty(0);
    long _readAt;

    /// <summary>Processes that this one may not look into.</summary>
    public long Refused { get; private set; }

    /// <summary>Network namespaces with more sockets than the limit.</summary>
    public long SocketsLeftOut { get; private set; }

    /// <summary>Forgets mounts and sockets read longer ago than the options allow.</summary>
    public void Refresh()
    {
        var now = Environment.TickCount64;
        if (now - _readAt < (long)options.TableLifetime.TotalMilliseconds) return;
        Clear();
        _readAt = now;
    }

    public void Clear()
    {
        _mounts.Clear();
        _sockets.Clear();
    }

    public MountTable Mounts(ProcDirectory process)
    {
        var space = process.ReadNamespace("ns/mnt"u8);
        if (space == 0)
        {
            Refused++;
            return _noMounts;
        }

        if (_mounts.TryGetValue(space, out var table)) return table;
        if (_mounts.Count >= TablesMax) _mounts.Clear();
        return _mounts[space] = MountTable.Read(process);
    }

    public SocketTable Sockets(ProcDirectory process)
    {
        var space = process.ReadNamespace("ns/net"u8);
        if (space == 0) return _noSockets;
        if (_sockets.TryGetValue(space, out var table)) return table;
        if (_sockets.Count >= TablesMax) _sockets.Clear();
        table = SocketTable.Read(process, options.SocketsMax);
        if (table.IsCut) SocketsLeftOut++;
        return _sockets[space] = table;
    }

    /// <summary>
    /// A number for the process namespace of a thread: 0 for the one /proc shows, which needs no asking, and all ones when it cannot
    /// be told. Takes note of when its first process started.
    /// </summary>
    public ulong PidNamespace(ProcDirectory process, ThreadSnapshot thread)
    {
        var isNested = (thread.Flags & s_nestedFlag) != 0;
        var space = !isNested ? 0 : process.ReadNamespace("ns/pid"u8) is var number and not 0 ? number : Unknown;
        if (thread.VirtualPid != 1 || space == Unknown) return space;
        if (_pidStarts.Count >= TablesMax) _pidStarts.Clear();
        _pidStarts[space] = thread.StartNs;
        return space;
    }

    /// <summary>When the first process of the namespace started, ns since the epoch; 0 when unknown.</summary>
    public ulong PidNamespaceStart(ulong space) => _pidStarts.GetValueOrDefault(space);
}
