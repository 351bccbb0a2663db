using Lanner.Events;
using Lanner.State.Containers;
using Lanner.State.Parsing;
using Lanner.State.Users;

namespace Lanner.State;

/// <summary>What an event is about, found in state.</summary>
/// <param name="Thread">The thread that made the event; null for events without one.</param>
/// <param name="Descriptor">
/// The descriptor the event made or used; for a failed open one that exists only for this event, with number -1; else null.
/// Valid until the next event is applied.
/// </param>
public readonly record struct EventSubject(ProcessThread? Thread, FileDescriptor? Descriptor)
{
    public Process? Process => Thread?.Process;
}

/// <summary>
/// What is known of a host: its threads, processes, descriptors, users and containers, kept right by its events. One thread owns
/// it. For each event: <see cref="Apply"/>, then consumers look, then <see cref="Complete"/>. Nothing an event holds makes it
/// throw: parameters that are missing or of the wrong size are unknown.
/// </summary>
public sealed class HostState
{
    readonly StateOptions _options;
    readonly ThreadFinder _finder;
    readonly Snapshots _snapshots;
    readonly Descriptors _descriptors;
    readonly ProcessEvents _processEvents;
    readonly IdentityEvents _identityEvents;
    readonly FileEvents _fileEvents;
    readonly SocketEvents _socketEvents;
    readonly OtherDescriptorEvents _otherDescriptorEvents;
    readonly PendingChanges _pending = new();
    readonly DescriptorBudget _budget;

    /// <param name="options">Limits; the defaults are meant for production.</param>
    /// <param name="containers">The containers, with their sources; an empty table without any when null.</param>
    /// <param name="lookup">Where unknown threads are asked for; none in a replay.</param>
    /// <param name="accounts">Where users' names are read; none in a replay.</param>
    public HostState(
        StateOptions? options = null, ContainerTable? containers = null, IProcessLookup? lookup = null, IAccountSource? accounts = null)
    {
        _options = options ?? new StateOptions();
        HostName = Environment.GetEnvironmentVariable("FALCO_HOSTNAME") is { Length: > 0 } name ? name : Environment.MachineName;
        Containers = containers ?? new ContainerTable();
        Processes = new ProcessTable(_options);
        Users = new UserTable(_options, accounts);
        _budget = new DescriptorBudget { PerProcess = _options.MaxDescriptorsPerProcess };
        _descriptors = new Descriptors(Processes, _options, _budget);
        _snapshots = new Snapshots(Processes, Containers, _descriptors, _budget);
        _finder = new ThreadFinder(Processes, _snapshots, _options, _budget, lookup);
        _processEvents = new ProcessEvents(Processes, Containers, _finder, _pending);
        _identityEvents = new IdentityEvents(Processes);
        _fileEvents = new FileEvents(_descriptors);
        _socketEvents = new SocketEvents(_descriptors, _pending);
        _otherDescriptorEvents = new OtherDescriptorEvents(_descriptors, Processes, _pending);
    }

    /// <summary>What a producer must never filter out for state to be right. Closing is not among it.</summary>
    public static ReadOnlySpan<EventCode> RequiredEvents => StateNeeds.Required;

    /// <summary>
    /// What a consumer adds that wants the table of descriptors exact at any moment (a recorder, a list of open files).
    /// </summary>
    public static ReadOnlySpan<EventCode> DescriptorEvents => StateNeeds.Descriptors;

    /// <summary>
    /// The machine the events come from: this one, or what the variable FALCO_HOSTNAME says, or the one a capture names.
    /// </summary>
    public string HostName
    {
        get;
        init
        {
            field = value;
            HostNameUtf8 = System.Text.Encoding.UTF8.GetBytes(value);
        }
    }

    /// <summary>The same as bytes, as fields read it.</summary>
    public byte[] HostNameUtf8 { get; private init; } = [];

    public ContainerTable Containers { get; }

    public ProcessTable Processes { get; }

    public UserTable Users { get; }

    /// <summary>
    /// Grows whenever anything changes that descendants of a process can see in it; outcomes of predicates on ancestors are valid
    /// for one value. An exec of a process without children leaves it.
    /// </summary>
    public ulong LineageEpoch => Processes.LineageEpoch;

    /// <summary>Time of the first event of a thread that was applied, ns since the epoch; 0 before it.</summary>
    public ulong FirstEventNs { get; private set; }

    /// <summary>Time of the event before the one applied last; 0 when there was none.</summary>
    public ulong PreviousEventNs { get; private set; }

    public StateStatistics Statistics => new()
    {
        Processes = Processes.Count,
        Threads = Processes.ThreadCount,
        Descriptors = _budget.Count,
        DescriptorBytes = _budget.Bytes,
        ProcessTextBytes = Processes.TextBytes,
        Containers = Containers.Count,
        ProcessesEvicted = Processes.ProcessesEvicted,
        ThreadsEvicted = Processes.ThreadsEvicted,
        DescriptorsEvicted = _budget.Evicted,
        UnknownThreads = _finder.Unknown,
        ThreadsLookedUp = _finder.LookedUp,
        LookupsFailed = _finder.Failed,
        LookupsSkipped = _finder.Skipped,
        StaleThreadsReplaced = _processEvents.StaleReplaced,
    };

    /// <summary>Takes in what stood when capturing began. Later ones add or replace.</summary>
    public void Seed(IEnumerable<ThreadSnapshot> threads) => _snapshots.Seed(threads);

    /// <summary>Takes in the host's users.</summary>
    public void SeedUsers(IEnumerable<UserSnapshot> users)
    {
        foreach (var user in users) Users.SetHostUser(user);
    }

    /// <summary>Takes in the host's groups.</summary>
    public void SeedGroups(IEnumerable<GroupSnapshot> groups)
    {
        foreach (var group in groups) Users.SetHostGroup(group);
    }

    /// <summary>
    /// Takes what containers' engines and the reader of users delivered. To be called between events, often. True when a container
    /// changed; <see cref="ContainerTable.Changed"/> has them.
    /// </summary>
    public bool Drain(ulong nowNs)
    {
        Users.Drain(ForgetOutcomesIn);
        return Containers.Drain(nowNs);
    }

    /// <summary>Brings state up to an event and says what the event is about.</summary>
    public EventSubject Apply(in EventView e)
    {
        if (_pending.Any) _pending.Complete(Processes);
        PreviousEventNs = Users.NowNs;
        Users.NowNs = e.TimeNs;
        // What containers are is told by events as well, at times of before the capture.
        if (FirstEventNs == 0 && e.Tid >= 0) FirstEventNs = e.TimeNs;
        var code = e.Code;
        if (e.Tid <= 0 || EventSubjects.HasNoThread(code)) return ApplyWithoutThread(e, code);
        Processes.Pinned = null;
        Processes.Clock++;
        if (ProcessEvents.IsChildsClone(e, code)) return new EventSubject(_processEvents.CloneInChild(e), null);
        var thread = _finder.Find(e, code);
        if (thread is null) return default;
        Processes.Pinned = thread.Process;
        thread.Process.LastEvent = Processes.Clock;
        switch (code)
        {
            case EventCode.OpenExit:
            case EventCode.OpenatExit:
            case EventCode.Openat2Exit:
            case EventCode.CreatExit:
            case EventCode.OpenByHandleAtExit:
                return new EventSubject(thread, _fileEvents.Open(e, thread.Process));

            case EventCode.CloneExit:
            case EventCode.ForkExit:
            case EventCode.VforkExit:
            case EventCode.Clone3Exit:
                return new EventSubject(_processEvents.CloneInParent(e, thread), null);
            case EventCode.ExecveExit:
            case EventCode.ExecveatExit:
                return new EventSubject(_processEvents.Exec(e, thread), null);
            case EventCode.ProcexitEnter:
                _processEvents.Exit(e, thread);
                return new EventSubject(thread, null);

            case EventCode.SetuidExit:
            case EventCode.SetreuidExit:
            case EventCode.SetresuidExit:
            case EventCode.SetgidExit:
            case EventCode.SetregidExit:
            case EventCode.SetresgidExit:
            case EventCode.SetsidExit:
            case EventCode.SetpgidExit:
            case EventCode.CapsetExit:
            case EventCode.PrctlExit:
            case EventCode.SetrlimitExit:
            case EventCode.PrlimitExit:
            case EventCode.BrkExit:
            case EventCode.MunmapExit:
            case EventCode.SwitchEnter:
                _identityEvents.Apply(e, thread);
                return new EventSubject(thread, null);
            case EventCode.ChdirExit:
            case EventCode.ChrootExit:
                _fileEvents.ChangeDirectory(e, thread.Process);
                return new EventSubject(thread, null);
            case EventCode.FchdirExit:
                return new EventSubject(thread, FileEvents.ChangeToDescriptor(e, thread.Process));

            case EventCode.SocketExit:
            case EventCode.SocketpairExit:
            case EventCode.BindExit:
            case EventCode.ListenExit:
            case EventCode.ConnectExit:
            case EventCode.AcceptExit:
            case EventCode.Accept4Exit:
            case EventCode.SendExit:
            case EventCode.SendtoExit:
            case EventCode.SendmsgExit:
            case EventCode.SendmmsgExit:
            case EventCode.RecvExit:
            case EventCode.RecvfromExit:
            case EventCode.RecvmsgExit:
            case EventCode.RecvmmsgExit:
            case EventCode.GetsockoptExit:
                return new EventSubject(thread, _socketEvents.Apply(e, thread.Process));

            case EventCode.CloseExit:
            case EventCode.CloseRangeExit:
            case EventCode.DupExit:
            case EventCode.Dup2Exit:
            case EventCode.Dup3Exit:
            case EventCode.FcntlExit:
            case EventCode.PipeExit:
            case EventCode.Pipe2Exit:
            case EventCode.EventfdExit:
            case EventCode.Eventfd2Exit:
            case EventCode.SignalfdExit:
            case EventCode.Signalfd4Exit:
            case EventCode.TimerfdCreateExit:
            case EventCode.InotifyInitExit:
            case EventCode.InotifyInit1Exit:
            case EventCode.EpollCreateExit:
            case EventCode.EpollCreate1Exit:
            case EventCode.UserfaultfdExit:
            case EventCode.MemfdCreateExit:
            case EventCode.PidfdOpenExit:
            case EventCode.PidfdGetfdExit:
            case EventCode.BpfExit:
            case EventCode.IoUringSetupExit:
                return new EventSubject(thread, _otherDescriptorEvents.Apply(e, thread.Process));

            default:
                return new EventSubject(thread, EventSubjects.FindDescriptor(e, code, thread.Process));
        }
    }

    /// <summary>
    /// Ends an event after consumers saw it: an exited thread leaves, a closed descriptor is forgotten, marks that hold for one
    /// event go. Left out, the next <see cref="Apply"/> does it.
    /// </summary>
    public void Complete(in EventView e) => _pending.Complete(Processes);

    EventSubject ApplyWithoutThread(in EventView e, EventCode code)
    {
        AccountEvents.Apply(e, code, Users, Containers);
        ContainerEvents.Apply(e, code, Containers);
        return default;
    }

    /// <summary>Names of users have become known: what was computed without them is stale.</summary>
    void ForgetOutcomesIn(Container container)
    {
        foreach (var process in Processes.All)
        {
            if (ReferenceEquals(process.Container, container)) process.ImageBits.Clear();
        }
    }
}
