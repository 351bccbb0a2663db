using System.Runtime.InteropServices;
using Lanner.Events;

namespace Lanner.Capture.Proc;

/// <summary>Reads what /proc tells of one thread, descriptors apart.</summary>
sealed class ThreadReader(ProcOptions options, ProcDirectory hostRoot)
{
    /// <summary>Bytes kept of arguments, environment and cgroups: the .scap format's limit.</summary>
    const int TextMax = 4096;

    const ulong Unlimited = ulong.MaxValue;

    static readonly uint s_threadFlags = EventTable.Flags("clone_flags")["CLONE_THREAD"] | EventTable.Flags("clone_flags")["CLONE_FILES"];
    static readonly uint s_nestedFlag = EventTable.Flags("clone_flags")["CLONE_CHILD_IN_PIDNS"];

    // argv[0] and the arguments have a limit each, and one byte more tells that there was more.
    readonly byte[] _text = new byte[2 * TextMax + 1];
    readonly byte[] _status = new byte[8192];
    readonly byte[] _stat = new byte[1024];
    readonly byte[] _link = new byte[4097];

    /// <summary>Reads the main thread of a process. Null when it is gone.</summary>
    /// <param name="process">Its directory.</param>
    /// <param name="mounts">The mounts it sees.</param>
    /// <param name="threadCount">How many threads it has.</param>
    public ThreadSnapshot? ReadLeader(ProcDirectory process, MountTable mounts, out int threadCount)
    {
        threadCount = 0;
        if (!StatusFile.TryParse(process.Read("status"u8, _status), out var status)) return null;
        if (!StatFile.TryParse(process.Read("stat"u8, _stat), out var stat)) return null;
        threadCount = status.Threads;
        var exe = Executable.Read(process, status, mounts, hostRoot, _link);
        var command = process.Read("cmdline"u8, _text);
        var end = command.IndexOf((byte)0);
        var first = end < 0 ? command : command[..end];
        var rest = end < 0 ? default : command[(end + 1)..];
        return Thread(status, stat) with
        {
            Exe = first[..Math.Min(first.Length, TextMax)].ToArray(),
            Args = ProcText.List(rest, TextMax),
            Environment = ProcText.List(process.Read("environ"u8, _text.AsSpan(0, TextMax)), TextMax),
            Cgroups = CgroupText.Convert(process.Read("cgroup"u8, _status), TextMax),
            Cwd = process.ReadLink("cwd"u8, _link).ToArray(),
            Root = process.ReadLink("root"u8, _link).ToArray(),
            FdLimit = OpenFileLimit((int)status.Tgid),
            LoginUid = LoginUid(process),
            ExePath = exe.Path, ExeWritable = exe.IsWritable, ExeUpperLayer = exe.IsUpperLayer, ExeLowerLayer = exe.IsLowerLayer,
            ExeFromMemFd = exe.IsMemFd, ExeInode = exe.Inode, ExeInodeCtimeNs = exe.ChangeTimeNs, ExeInodeMtimeNs = exe.ModifyTimeNs,
        };
    }

    /// <summary>Reads another thread of the process; what threads share is the main thread's. Null when it is gone.</summary>
    public ThreadSnapshot? ReadThread(ProcDirectory task, ThreadSnapshot leader)
    {
        if (!StatusFile.TryParse(task.Read("status"u8, _status), out var status)) return null;
        if (!StatFile.TryParse(task.Read("stat"u8, _stat), out var stat)) return null;
        // The cgroup may be the thread's own, but containers are made of processes.
        return leader with
        {
            Tid = status.Pid, Name = stat.Name, VirtualTid = status.VirtualTid, Flags = leader.Flags | s_threadFlags,
            Uid = status.Uid, Gid = status.Gid, MinorFaults = stat.MinorFaults, MajorFaults = stat.MajorFaults,
            CapInheritable = status.CapInheritable, CapPermitted = status.CapPermitted, CapEffective = status.CapEffective,
            StartNs = options.BootEpochNs + stat.StartNs, Descriptors = [],
        };
    }

    ThreadSnapshot Thread(in StatusFile status, in StatFile stat) => new()
    {
        Tid = status.Pid, Pid = status.Tgid, ParentPid = status.ParentPid, SessionId = stat.SessionId, Pgid = stat.Pgid,
        VirtualPgid = status.VirtualPgid, VirtualTid = status.VirtualTid, VirtualPid = status.VirtualPid,
        Name = stat.Name, Flags = status.InPidNamespace ? s_nestedFlag : 0, Uid = status.Uid, Gid = status.Gid,
        VmSizeKiB = status.VmSizeKiB, VmRssKiB = status.VmRssKiB, VmSwapKiB = status.VmSwapKiB,
        MajorFaults = stat.MajorFaults, MinorFaults = stat.MinorFaults, Tty = stat.Tty,
        CapInheritable = status.CapInheritable, CapPermitted = status.CapPermitted, CapEffective = status.CapEffective,
        StartNs = options.BootEpochNs + stat.StartNs,
    };

    static uint LoginUid(ProcDirectory process)
    {
        Span<byte> buffer = stackalloc byte[16];
        var text = process.Read("loginuid"u8, buffer);
        return text.IsEmpty ? uint.MaxValue : (uint)ProcText.Unsigned(text);
    }

    static unsafe long OpenFileLimit(int pid)
    {
        LibC.ResourceLimit limit;
        if (ProcCalls.GetLimit(pid, ProcCalls.LimitOpenFiles, null, &limit) != 0) return -1;
        return limit.Soft == Unlimited ? -1 : (long)limit.Soft;
    }
}
