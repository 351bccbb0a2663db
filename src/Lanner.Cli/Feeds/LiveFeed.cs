using Lanner.Capture;
using Lanner.Capture.Host;
using Lanner.Capture.Proc;
using Lanner.Configuration;
using Lanner.Engines;
using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Responses.Doing;
using Lanner.State;
using Lanner.State.Containers;
using Lanner.State.Users;

namespace Lanner.Cli;

/// <summary>
/// The running kernel. One thread, the one that calls <see cref="Run"/>, reads the rings and owns state; engines and account files
/// have threads of their own and are met at queues.
/// </summary>
sealed class LiveFeed : Feed
{
    /// <summary>How long the start waits for the engines' lists of containers, and the end for their threads.</summary>
    static readonly TimeSpan s_engineWait = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait for events: bounds the delay of deferred alerts and of the end.</summary>
    static readonly TimeSpan s_idleWait = TimeSpan.FromMilliseconds(10);

    readonly ContainerTable _containers;
    readonly ContainerAccounts _accounts = new();
    readonly ProcReader _processes;

    /// <exception cref="CaptureException">This machine cannot capture; nothing is left behind.</exception>
    public LiveFeed(LiveOptions options, StateOptions? state = null, ContainerEngineSettings? engines = null)
    {
        Source = LiveSource.Open(options);
        try
        {
            _processes = new ProcReader(new ProcOptions());
        }
        catch
        {
            Source.Dispose();
            throw;
        }

        _containers = new ContainerTable(null, Engines(engines ?? new()));
        Host = new HostState(state, containers: _containers, lookup: new ProcLookup(_processes), accounts: _accounts);
    }

    public LiveSource Source { get; }

    public override bool IsLive => true;

    public override string SourceName => "modern_bpf";

    public override bool IsAttached => Source.IsAttached;

    public override IReadOnlyList<EngineSocket> EngineSockets =>
        [.. _containers.Sources.OfType<DockerEngine>().Select(engine => new EngineSocket(engine.SocketPath, engine.OwnerUid))];

    public override ulong BootEpochNs => Source.BootEpochNs;

    public override IReadOnlyList<string> StartNotes => [.. Notes];

    public override CaptureSnapshot Machine => new() { Machine = HostMachine.Read(), Interfaces = HostInterfaces.Read() };

    protected override bool LearnsBesideEvents => true;

    /// <summary>What the operator should know about what can be seen: one line each.</summary>
    public IEnumerable<string> Notes =>
    [
        .. Source.Warnings.Select(warning => $"warning: {warning}"),
        .. EngineNotes,
        $"its own process {Environment.ProcessId} is not watched",
    ];

    /// <summary>Attaches first and reads /proc then, so that nothing falls between the two.</summary>
    /// <exception cref="CaptureException">The kernel refuses; nothing is left attached.</exception>
    public override void Start()
    {
        _containers.Start();
        Source.Start();
        if (!LeavesOutUsers)
        {
            var users = HostUsers.Read();
            Host.SeedUsers(users.Users);
            Host.SeedGroups(users.Groups);
        }

        Host.Seed(_processes.ReadAll().Threads);
        _containers.ReadinessTask.Wait(s_engineWait);
        Host.Drain(Now());
        Recorder?.Begin(Host, Now());
    }

    public override CaptureStatistics ReadStatistics() => Source.ReadStatistics();

    /// <summary>Takes effect at once. Kinds of events beside system calls stay as they were.</summary>
    public override void Ask(Needs needs) => Source.SetInterest([.. needs.Calls], needs.Opens);

    public override void Run<TVisitor>(ref TVisitor visitor, StopRequest stop)
    {
        stop.Asked += Source.Wake;
        try
        {
            using var statistics = ShowsStatistics ? new StatisticsSource() : null;
            var path = new Path<TVisitor>(this, ref visitor, statistics);
            // What they are now is what later ones are compared with.
            statistics?.Make(Host, Now(), ref path);
            while (!stop.IsAsked)
            {
                var count = Source.Poll(ref path, BatchSize);
                statistics?.Make(Host, Now(), ref path);
                LookAround(ref visitor, Now());
                if (count == 0) Source.Wait(s_idleWait);
            }

            // What happened before the end is still in the rings.
            Source.Stop();
            while (Source.Poll(ref path, BatchSize) > 0) LookAround(ref visitor, Now());
        }
        finally
        {
            stop.Asked -= Source.Wake;
        }
    }

    public override void Dispose()
    {
        Source.Dispose();
        _processes.Dispose();
        _accounts.DisposeAsync().AsTask().Wait(s_engineWait);
        Task.WhenAll(_containers.Sources.Select(s => s.DisposeAsync().AsTask())).Wait(s_engineWait);
        base.Dispose();
    }

    /// <summary>Engines in places that nobody named are told of when they are there; the lack of any is told, too.</summary>
    IEnumerable<string> EngineNotes => _containers.Sources.Where(engine => engine.IsWorthMention).Select(engine => engine.Status)
        .DefaultIfEmpty("no container engine has its socket in the usual places; container names and images will be empty until one does");

    static IReadOnlyList<IContainerSource> Engines(ContainerEngineSettings engines)
    {
        return HostEngines.Discover(Of(engines.Docker), Of(engines.Podman), Of(engines.Cri), Environment.GetEnvironmentVariable);

        static EngineSockets Of(EnginePlaces places) => new(places.IsAsked, places.Sockets);
    }

    static ulong Now() => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
