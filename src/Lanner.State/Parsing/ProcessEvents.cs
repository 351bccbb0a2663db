using Lanner.Events;
using Lanner.State.Containers;

namespace Lanner.State.Parsing;

/// <summary>Birth, new image and end of threads.</summary>
sealed class ProcessEvents(
    ProcessTable processes, ContainerTable containers, ThreadFinder finder, PendingChanges pending)
{
    // Parameters that the clone family and the exec calls have in common.
    const int ResultParameter = 0, ExeParameter = 1, ArgsParameter = 2, PidParameter = 4, ParentTidParameter = 5, CwdParameter = 6,
        FdLimitParameter = 7, MajorFaultsParameter = 8, MinorFaultsParameter = 9, VmSizeParameter = 10, VmRssParameter = 11,
        VmSwapParameter = 12, NameParameter = 13, CgroupsParameter = 14;

    // The clone family.
    const int CloneFlagsParameter = 15, CloneUidParameter = 16, CloneGidParameter = 17, CloneVtidParameter = 18, CloneVpidParameter = 19,
        CloneNamespaceParameter = 20;

    // The exec calls.
    const int EnvironmentParameter = 15, TtyParameter = 16, VpgidParameter = 17, LoginUidParameter = 18, ExecFlagsParameter = 19,
        CapInheritableParameter = 20, CapPermittedParameter = 21, CapEffectiveParameter = 22, InodeParameter = 23, CtimeParameter = 24,
        MtimeParameter = 25, ExecUidParameter = 26, ExePathParameter = 27, PgidParameter = 28, ExecGidParameter = 29,
        FilenameParameter = 30;

    static readonly uint s_cloneThread = EventTable.Flags("clone_flags")["CLONE_THREAD"];
    static readonly uint s_cloneFiles = EventTable.Flags("clone_flags")["CLONE_FILES"];
    static readonly uint s_cloneParent = EventTable.Flags("clone_flags")["CLONE_PARENT"];
    static readonly uint s_newPidNamespace = EventTable.Flags("clone_flags")["CLONE_NEWPID"];
    static readonly uint s_childInNamespace = EventTable.Flags("clone_flags")["CLONE_CHILD_IN_PIDNS"];
    static readonly uint s_exeWritable = EventTable.Flags("execve_flags")["EXE_WRITABLE"];
    static readonly uint s_exeUpperLayer = EventTable.Flags("execve_flags")["EXE_UPPER_LAYER"];
    static readonly uint s_exeFromMemFd = EventTable.Flags("execve_flags")["EXE_FROM_MEMFD"];
    static readonly uint s_exeLowerLayer = EventTable.Flags("execve_flags")["EXE_LOWER_LAYER"];

    readonly EndedThreads _ended = new();

    public long StaleReplaced { get; private set; }

    /// <summary>True for the return from clone in the new thread, which may be the first thing heard of it.</summary>
    public static bool IsChildsClone(in EventView e, EventCode code) => code is EventCode.CloneExit or EventCode.ForkExit or EventCode.VforkExit
        or EventCode.Clone3Exit && e.TryGetInt64(ResultParameter, out var result) && result == 0;

    /// <summary>A clone call's return in the parent; the child's may have been seen before, come later, or be lost.</summary>
    public ProcessThread CloneInParent(in EventView e, ProcessThread thread)
    {
        var parameters = new EventParameters(e);
        if (thread.Process.IsIncomplete && parameters.Pid(PidParameter) is > 0 and var pid) thread = finder.Regroup(thread, pid);
        var caller = thread.Process;
        processes.Pinned = caller;
        if (caller.IsIncomplete) Complete(caller, thread, parameters, e.TimeNs);
        AddChild(e, parameters, thread);
        return thread;
    }

    void AddChild(in EventView e, in EventParameters parameters, ProcessThread thread)
    {
        var caller = thread.Process;
        if (parameters.Int64(ResultParameter, -1) is not (> 0 and <= int.MaxValue and var result)) return;
        var tid = (int)result;
        var flags = parameters.UInt32(CloneFlagsParameter, 0);
        // Inside a pid namespace the call returns a number that means something else on the host; the child will tell its own.
        if ((flags & (s_childInNamespace | s_newPidNamespace)) != 0 || tid == caller.Pid || tid == thread.Tid) return;
        if (caller.VirtualPid > 0 && caller.VirtualPid != caller.Pid) return;
        var isThread = (flags & s_cloneThread) != 0;
        if (processes.Find(tid) is { } existing)
        {
            if ((existing.Birth & BirthSigns.SeenByParent) == 0 && existing.IsMain == !isThread)
            {
                existing.Birth |= BirthSigns.SeenByParent;
                if (!isThread && existing.Process.Parent is null) processes.SetParent(existing.Process, ParentFor(caller, flags));
                return;
            }

            StaleReplaced++;
            processes.Clear(tid);
        }
        else if (_ended.Take(tid, e.TimeNs))
        {
            return;
        }

        ProcessThread born;
        if (isThread)
        {
            born = processes.AddThread(tid, caller);
        }
        else
        {
            born = Inherit(tid, caller, ParentFor(caller, flags), flags);
            born.Process.StartNs = e.TimeNs;
        }

        born.Birth = BirthSigns.SeenByParent | BirthSigns.ParentCameFirst;
        born.VirtualTid = tid;
    }

    /// <summary>The return of a clone call in the new thread, which is the result; null when its number is none.</summary>
    public ProcessThread? CloneInChild(in EventView e)
    {
        if (e.Tid is <= 0 or > int.MaxValue) return null;
        var tid = (int)e.Tid;
        var parameters = new EventParameters(e);
        var flags = parameters.UInt32(CloneFlagsParameter, 0);
        var pid = parameters.Pid(PidParameter, tid);
        if (pid == 0) pid = tid;
        var thread = processes.Find(tid);
        var isExpected = thread is not null && thread.Process.Pid == pid
            && thread.Birth == (BirthSigns.SeenByParent | BirthSigns.ParentCameFirst);
        if (!isExpected)
        {
            if (thread is not null)
            {
                StaleReplaced++;
                processes.Clear(tid);
            }

            thread = pid == tid ? AddProcess(tid, parameters, flags, e.TimeNs) : AddThread(tid, pid);
        }

        var process = thread!.Process;
        processes.Pinned = process;
        process.LastEvent = processes.Clock;
        thread.Birth |= BirthSigns.SeenByChild;
        thread.VirtualTid = parameters.Int64(CloneVtidParameter, -1);
        if (pid == tid || process.IsIncomplete) Complete(process, thread, parameters, e.TimeNs);
        if (pid != tid) SetThreadName(thread, parameters.Text(NameParameter));
        return thread;
    }

    /// <summary>A new program, when the call succeeded.</summary>
    public ProcessThread Exec(in EventView e, ProcessThread thread)
    {
        var parameters = new EventParameters(e);
        if (parameters.Int64(ResultParameter, -1) != 0) return thread;
        // The thread that calls exec takes over the number of the main thread before the call returns.
        var process = thread.Process;
        var pid = parameters.Pid(PidParameter, process.Pid);
        if (pid != process.Pid && pid > 0)
        {
            // The number was another process's thread before, and its exit was lost.
            StaleReplaced++;
            processes.Clear(thread.Tid);
            process = finder.FindOrMake(pid);
            processes.Pinned = process;
        }

        thread = process.MainThread!;
        processes.RemoveOtherThreads(process);
        thread.OwnName = null;
        if (process.ChildCount > 0) processes.LineageEpoch++;
        Link(process, parameters.Pid(ParentTidParameter));
        TakeImage(process, parameters);
        process.ExecNs = e.TimeNs;
        process.IsIncomplete = false;
        FindContainer(process, parameters[CgroupsParameter], e.TimeNs);
        process.Changed();
        process.LineageBits.Clear();
        Unshare(process);
        process.Descriptors.RemoveCloseOnExec();
        processes.Measure(process);
        return thread;
    }

    public void Exit(in EventView e, ProcessThread thread)
    {
        var process = thread.Process;
        var reaperTid = e.TryGetInt64(4, out var number) && number is > 0 and <= int.MaxValue ? (int)number : -1;
        var reaper = reaperTid > 0 ? processes.Find(reaperTid)?.Process : null;
        if (ReferenceEquals(reaper, process)) reaper = null;
        _ended.Add(thread.Tid, e.TimeNs);
        pending.Exit(thread, reaper, reaper?.Pid ?? reaperTid);
    }

    static Process? ParentFor(Process caller, uint flags) => (flags & s_cloneParent) != 0 ? caller.Parent : caller;

    ProcessThread AddThread(int tid, int pid)
    {
        var process = finder.FindOrMake(pid);
        return processes.Find(tid) ?? processes.AddThread(tid, process);
    }

    ProcessThread AddProcess(int tid, in EventParameters parameters, uint flags, ulong timeNs)
    {
        var parent = finder.FindParent(parameters.Pid(ParentTidParameter));
        // The parent may have just been looked up, and its threads with it.
        processes.Clear(tid);
        processes.Pinned = parent;
        var thread = parent is null || !parent.IsInTable ? MakeOrphan(tid) : Inherit(tid, parent, parent, flags);
        thread.Process.ParentPid = parent?.Pid ?? parameters.Pid(ParentTidParameter);
        thread.Process.StartNs = timeNs;
        return thread;
    }

    ProcessThread MakeOrphan(int pid) => finder.FindOrMake(pid).MainThread!;

    /// <summary>A new process that is as its creator, but for what a child does not take over.</summary>
    ProcessThread Inherit(int pid, Process creator, Process? parent, uint flags)
    {
        DescriptorTable descriptors;
        if ((flags & s_cloneFiles) != 0)
        {
            descriptors = creator.Descriptors;
            descriptors.Owners++;
        }
        else
        {
            descriptors = creator.Descriptors.Fork();
        }

        var process = new Process(pid)
        {
            ParentPid = parent?.Pid ?? creator.ParentPid,
            VirtualPid = pid,
            SessionId = creator.SessionId,
            Pgid = creator.Pgid,
            VirtualPgid = creator.VirtualPgid,
            Name = creator.Name,
            Exe = creator.Exe,
            ExePath = creator.ExePath,
            Args = creator.Args,
            Environment = creator.Environment,
            Cwd = creator.Cwd,
            Root = creator.Root,
            Cgroups = creator.Cgroups,
            Uid = creator.Uid,
            Gid = creator.Gid,
            LoginUid = creator.LoginUid,
            Tty = creator.Tty,
            CapPermitted = creator.CapPermitted,
            CapEffective = creator.CapEffective,
            CapInheritable = creator.CapInheritable,
            CloneFlags = flags,
            ExeWritable = creator.ExeWritable,
            ExeUpperLayer = creator.ExeUpperLayer,
            ExeLowerLayer = creator.ExeLowerLayer,
            ExeFromMemFd = creator.ExeFromMemFd,
            ExeInode = creator.ExeInode,
            ExeInodeCtimeNs = creator.ExeInodeCtimeNs,
            ExeInodeMtimeNs = creator.ExeInodeMtimeNs,
            FdLimit = creator.FdLimit,
            VmSizeKiB = creator.VmSizeKiB,
            VmRssKiB = creator.VmRssKiB,
            VmSwapKiB = creator.VmSwapKiB,
            PidNamespaceStartNs = creator.PidNamespaceStartNs,
            Container = creator.Container,
            IsIncomplete = creator.IsIncomplete,
            Descriptors = descriptors,
        };
        process.JoinTreeOf(creator);
        var thread = processes.Add(process);
        processes.SetParent(process, parent);
        return thread;
    }

    /// <summary>Takes what a clone event tells of the process of the thread it comes from.</summary>
    void Complete(Process process, ProcessThread thread, in EventParameters parameters, ulong timeNs)
    {
        process.Exe = TextKeeping.Keep(process.Exe, parameters.Text(ExeParameter));
        process.Args = TextKeeping.KeepList(process.Args, parameters[ArgsParameter]);
        if (parameters.Has(CwdParameter)) process.Cwd = TextKeeping.KeepDirectory(process.Cwd, parameters.Text(CwdParameter));
        if (thread.IsMain && parameters.Has(NameParameter)) SetName(process, parameters.Text(NameParameter));
        else if (process.Name.Length == 0) process.Name = TextKeeping.Keep(process.Name, parameters.Text(NameParameter));
        process.Uid = parameters.UInt32(CloneUidParameter, process.Uid);
        process.Gid = parameters.UInt32(CloneGidParameter, process.Gid);
        process.VirtualPid = parameters.Int64(CloneVpidParameter, process.VirtualPid);
        process.PidNamespaceStartNs = parameters.UInt64(CloneNamespaceParameter, 0) is var start and not 0 ? start : process.PidNamespaceStartNs;
        if (thread.IsMain) process.CloneFlags = parameters.UInt32(CloneFlagsParameter, process.CloneFlags);
        TakeSizes(process, parameters);
        Link(process, parameters.Pid(ParentTidParameter));
        FindContainer(process, parameters[CgroupsParameter], timeNs);
        process.IsIncomplete = false;
        process.Changed();
        processes.Measure(process);
    }

    static void TakeImage(Process process, in EventParameters parameters)
    {
        process.Exe = TextKeeping.Keep(process.Exe, parameters.Text(ExeParameter));
        process.Args = TextKeeping.KeepList(process.Args, parameters[ArgsParameter]);
        process.Environment = TextKeeping.KeepList(process.Environment, parameters[EnvironmentParameter]);
        if (parameters.Has(CwdParameter)) process.Cwd = TextKeeping.KeepDirectory(process.Cwd, parameters.Text(CwdParameter));
        if (parameters.Has(NameParameter)) process.Name = TextKeeping.Keep(process.Name, parameters.Text(NameParameter));
        process.ExePath = FindExePath(process, parameters);
        process.Tty = parameters.UInt32(TtyParameter, process.Tty);
        process.VirtualPgid = parameters.Int64(VpgidParameter, process.VirtualPgid);
        process.Pgid = parameters.Int64(PgidParameter, process.Pgid);
        process.LoginUid = parameters.UInt32(LoginUidParameter, process.LoginUid);
        process.Uid = parameters.UInt32(ExecUidParameter, process.Uid);
        process.Gid = parameters.UInt32(ExecGidParameter, process.Gid);
        var flags = parameters.UInt32(ExecFlagsParameter, 0);
        process.ExeWritable = (flags & s_exeWritable) != 0;
        process.ExeUpperLayer = (flags & s_exeUpperLayer) != 0;
        process.ExeLowerLayer = (flags & s_exeLowerLayer) != 0;
        process.ExeFromMemFd = (flags & s_exeFromMemFd) != 0;
        process.CapInheritable = parameters.UInt64(CapInheritableParameter, process.CapInheritable);
        process.CapPermitted = parameters.UInt64(CapPermittedParameter, process.CapPermitted);
        process.CapEffective = parameters.UInt64(CapEffectiveParameter, process.CapEffective);
        process.ExeInode = parameters.UInt64(InodeParameter, 0);
        process.ExeInodeCtimeNs = parameters.UInt64(CtimeParameter, 0);
        process.ExeInodeMtimeNs = parameters.UInt64(MtimeParameter, 0);
        TakeSizes(process, parameters);
    }

    /// <summary>As the kernel resolved it; older captures have only what was asked for.</summary>
    static byte[] FindExePath(Process process, in EventParameters parameters)
    {
        if (parameters.Has(ExePathParameter)) return TextKeeping.Keep(process.ExePath, parameters.Text(ExePathParameter));
        var asked = parameters.Text(FilenameParameter);
        if (asked.IsEmpty) return [];
        Span<byte> path = stackalloc byte[PathText.BufferSize];
        return TextKeeping.Keep(process.ExePath, path[..PathText.Join(process.Cwd, asked, path)]);
    }

    static void TakeSizes(Process process, in EventParameters parameters)
    {
        process.FdLimit = parameters.Int64(FdLimitParameter, process.FdLimit);
        process.MajorFaults = parameters.UInt64(MajorFaultsParameter, process.MajorFaults);
        process.MinorFaults = parameters.UInt64(MinorFaultsParameter, process.MinorFaults);
        process.VmSizeKiB = parameters.UInt32(VmSizeParameter, process.VmSizeKiB);
        process.VmRssKiB = parameters.UInt32(VmRssParameter, process.VmRssKiB);
        process.VmSwapKiB = parameters.UInt32(VmSwapParameter, process.VmSwapKiB);
    }

    /// <summary>The kernel's word on who the parent is, which may differ from what is known when events were lost.</summary>
    void Link(Process process, int parentTid)
    {
        if (parentTid < 0) return;
        if (parentTid == 0)
        {
            process.ParentPid = 0;
            processes.SetParent(process, null);
            return;
        }

        // A child is handed to its new parent a little after the old one's exit was told, and names the old one until then.
        var known = process.Parent is { IsInTable: true } inTable ? inTable : null;
        var parent = known?.Pid == parentTid ? known : finder.FindOrLookUp(parentTid) ?? known ?? finder.FindParent(parentTid);
        process.ParentPid = parent?.Pid ?? parentTid;
        processes.SetParent(process, parent);
    }

    void FindContainer(Process process, ReadOnlySpan<byte> cgroups, ulong timeNs)
    {
        if (cgroups.IsEmpty) return;
        var kept = TextKeeping.KeepList(process.Cgroups, cgroups);
        if (ReferenceEquals(kept, process.Cgroups) && (process.Container.IsHost || process.Container.IsInTable)) return;
        process.Cgroups = kept;
        process.Container = containers.Find(kept, timeNs);
    }

    void SetName(Process process, ReadOnlySpan<byte> name)
    {
        var kept = TextKeeping.Keep(process.Name, name);
        if (ReferenceEquals(kept, process.Name)) return;
        process.Name = kept;
        if (process.ChildCount > 0) processes.LineageEpoch++;
    }

    static void SetThreadName(ProcessThread thread, ReadOnlySpan<byte> name) =>
        thread.OwnName = name.IsEmpty || name.SequenceEqual(thread.Process.Name) ? null : TextKeeping.Keep(thread.OwnName ?? [], name);

    /// <summary>exec ends the sharing of descriptors with another process (CLONE_FILES).</summary>
    static void Unshare(Process process)
    {
        if (process.Descriptors.Owners <= 1) return;
        var own = process.Descriptors.Fork();
        process.Descriptors.Release();
        process.Descriptors = own;
    }
}
