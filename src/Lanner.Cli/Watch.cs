using System.Diagnostics;
using System.Runtime.InteropServices;

using Lanner.Alerts;
using Lanner.Capture;
using Lanner.Capture.Host;
using Lanner.Capture.Proc;
using Lanner.Events;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;
using Lanner.State.Users;

namespace Lanner.Cli;

/// <summary>
/// <c>lanner watch</c>, live: wires the parts together and runs them until it is asked to stop. One thread, the caller's, reads the
/// rings, owns state and applies the rules; engines, account files and the output have threads of their own and are met at queues.
/// </summary>
sealed class Watch : IDisposable
{
    /// <summary>Events taken between two looks at everything else: some milliseconds of a busy host.</summary>
    const int BatchSize = 4096;

    /// <summary>How long READY waits for the engines' lists of containers.</summary>
    static readonly TimeSpan s_engineWait = TimeSpan.FromSeconds(1);

    /// <summary>How long alerts may take to be written at the end.</summary>
    static readonly TimeSpan s_outputWait = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait for events: bounds the delay of deferred alerts and of the end.</summary>
    static readonly TimeSpan s_idleWait = TimeSpan.FromMilliseconds(10);

    readonly WatchOptions _options;
    readonly RuleSet _rules;
    readonly ContainerTable _containers;
    readonly ContainerAccounts _accounts = new();
    readonly ProcReader _processes = new(new ProcOptions());
    readonly HostState _host;
    readonly LiveSource _source;
    readonly AlertQueue _output;
    readonly RuleEngine _engine;
    readonly DropReport _drops;
    readonly Stopwatch _watch = Stopwatch.StartNew();
    volatile bool _stopping;

    Watch(WatchOptions options, RuleSet rules)
    {
        _options = options;
        _rules = rules;
        _source = LiveSource.Open(new LiveOptions
        {
            Probe = ProbeImage.Find(typeof(Watch).Assembly),
            RingBytes = options.BufferMiB << 20,
            SnapLength = options.SnapLength,
            Signals = Needs.Signals(rules),
            PageFaults = Needs.PageFaults(rules),
            ContextSwitches = Needs.ContextSwitches(rules),
            Interest = Needs.Of(rules),
        });
        var engines = DockerEndpoints.Discover(Environment.GetEnvironmentVariable("DOCKER_HOST")).Select(o => new DockerEngine(o));
        _containers = new ContainerTable(null, [.. engines]);
        _host = new HostState(containers: _containers, lookup: new ProcLookup(_processes), accounts: _accounts);
        _output = new AlertQueue(Format(options), Console.OpenStandardOutput());
        _output.Failed += Stop;
        _engine = new RuleEngine(rules, _output.Add, new RuleEngineOptions { Hostname = Environment.MachineName });
        _drops = new DropReport(_source, _host, Console.Error);
    }

    /// <summary>The whole verb: from options to exit code.</summary>
    public static int Run(WatchOptions options)
    {
        var rules = RuleLoading.Load(options.Rules, new RuleSetOptions
        {
            MinimumPriority = options.MinimumPriority, Selectors = options.Selectors,
        }, Console.Error);
        if (rules is null) return ExitCode.BadInput;
        try
        {
            using var watch = new Watch(options, rules);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, watch.OnSignal);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, watch.OnSignal);
            watch.Begin();
            watch.Consume();
            watch.End();
            return ExitCode.Done;
        }
        catch (CaptureException problem)
        {
            Console.Error.WriteLine($"lanner: {problem.Message}");
            return ExitCode.Unable;
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _processes.Dispose();
        _accounts.DisposeAsync().AsTask().Wait(s_engineWait);
        Task.WhenAll(_containers.Sources.Select(s => s.DisposeAsync().AsTask())).Wait(s_engineWait);
        _output.Dispose();
    }

    /// <summary>Attaches first and reads /proc then, so that nothing falls between the two.</summary>
    void Begin()
    {
        _containers.Start();
        _source.Start();
        var users = HostUsers.Read();
        _host.SeedUsers(users.Users);
        _host.SeedGroups(users.Groups);
        _host.Seed(_processes.ReadAll().Threads);
        _containers.ReadinessTask.Wait(s_engineWait);
        _host.Drain(Now());
        foreach (var warning in _source.Warnings) Console.Error.WriteLine($"lanner: warning: {warning}");
        foreach (var engine in _containers.Sources) Console.Error.WriteLine($"lanner: {engine.Status}");
        Console.Error.WriteLine($"lanner: its own process {Environment.ProcessId} is not watched");
        Console.Error.WriteLine($"READY watching {_containers.Count} containers with {_rules.Rules.Count} rules");
    }

    void Consume()
    {
        var consumer = new Consumer(_host, _engine);
        while (!_stopping && !IsTimeUp())
        {
            var count = _source.Poll(ref consumer, BatchSize);
            LookAround();
            if (count == 0) _source.Wait(s_idleWait);
        }

        // What happened before the end is still in the rings.
        _source.Stop();
        while (_source.Poll(ref consumer, BatchSize) > 0) LookAround();
    }

    void LookAround()
    {
        if (_host.Drain(Now())) _engine.ContainersChanged(_containers.Changed);
        _engine.Poll(Now());
        _drops.Tell(_watch.Elapsed);
    }

    void End()
    {
        _engine.Flush();
        var statistics = _source.ReadStatistics();
        _output.Complete(s_outputWait);
        if (_output.Failure is { } failure) Console.Error.WriteLine($"lanner: alerts cannot be written: {failure}");
        Summary.Write(Console.Error, statistics, _host, _engine, _output, _watch.Elapsed);
    }

    bool IsTimeUp() => _options.Duration is { } duration && _watch.Elapsed >= duration;

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }

    void Stop()
    {
        _stopping = true;
        _source.Wake();
    }

    /// <summary>The clock of events: nanoseconds since the epoch.</summary>
    static ulong Now() => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    static IAlertFormat Format(WatchOptions options) =>
        options.Json ? new JsonAlertFormat() : new TextAlertFormat(options.Colour switch
        {
            ColourChoice.Always => true,
            ColourChoice.Never => false,
            _ => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        });

    /// <summary>The path of every event.</summary>
    struct Consumer(HostState host, RuleEngine engine) : IEventConsumer
    {
        readonly FieldScratch _scratch = new();
        ulong _number;

        public void OnEvent(in EventView view)
        {
            var subject = host.Apply(view);
            engine.Evaluate(new EventContext(view, host, subject, ++_number, _scratch));
            host.Complete(view);
        }
    }
}
