using Lanner.Alerts.Outputs;
using Lanner.Capture;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Recording;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// One watch from its beginning to its end: a feed, the rules over it, the stages that their alerts pass, and the outputs. What differs
/// between the running kernel and a capture is in the feed alone.
/// </summary>
sealed class WatchSession : IDisposable
{
    /// <summary>How long alerts may take to be written at the end.</summary>
    static readonly TimeSpan s_outputWait = TimeSpan.FromSeconds(5);

    readonly RetiredEngines _retired = new();
    readonly List<WatchStage> _stages = [];
    readonly WatchStage[] _onEvents;
    readonly Action<IAlert> _first;
    readonly CaptureRecorder? _recorder;

    /// <exception cref="CaptureException">This machine cannot capture; nothing is left behind.</exception>
    /// <exception cref="IOException">A folder or file cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificate of the web server cannot be used.</exception>
    public WatchSession(WatchPlan plan, RuleSet rules, OperatorLog log, StopRequest stop)
    {
        Plan = plan;
        Log = log;
        Stop = stop;
        Feed = plan.OpenFeed(rules);
        try
        {
            Outputs = new AlertOutputs(plan.Configuration.Output.Outputs, plan.Rendering, log.Warning) { WaitsForRoom = !Feed.IsLive };
            Outputs.Closed += (_, _) => stop.Ask();
            _recorder = OpenRecorder(plan, Feed, log);
            _stages = WatchStages.Create(plan, this);
        }
        catch
        {
            Dispose();
            throw;
        }

        _onEvents = [.. _stages.Where(stage => stage.SeesEvents)];
        _first = Outputs.Add;
        for (var i = _stages.Count - 1; i >= 0; i--)
        {
            _stages[i].Next = _first;
            _first = _stages[i].OnAlert;
        }

        Engine = CreateEngine(plan, rules);
    }

    /// <summary>What it does; another one after a reload.</summary>
    public WatchPlan Plan { get; private set; }

    public Feed Feed { get; }

    /// <summary>The rules at work. Belongs to the feed's thread.</summary>
    public RuleEngine Engine { get; private set; }

    public AlertOutputs Outputs { get; } = null!;

    public OperatorLog Log { get; }

    public StopRequest Stop { get; }

    /// <summary>Time since the watch began.</summary>
    public TimeSpan Elapsed => Stop.Elapsed;

    /// <summary>Sends what the program says about itself to the outputs, past the stages. From any thread.</summary>
    public void Raise(IAlert alert) => Outputs.Add(alert);

    /// <summary>Takes a new configuration and new rules; null when there is nothing to take them from.</summary>
    public IReload? Reload => _stages.OfType<IReload>().FirstOrDefault();

    /// <summary>Alerts since the watch began, whatever rules were at work.</summary>
    public long Alerts => _retired.Alerts(Engine);

    /// <summary>Events that were judged without the detail they waited for, since the watch began.</summary>
    public long TimedOut => _retired.TimedOut(Engine);

    /// <summary>What each rule matched since the watch began, those at work first; rules that matched nothing are left out.</summary>
    public IEnumerable<(string Name, RulePriority Priority, long Matches)> Matches => _retired.Matches(Engine);

    /// <summary>An engine whose alerts pass the stages. From any thread.</summary>
    public RuleEngine CreateEngine(WatchPlan plan, RuleSet rules) => new(rules, _first, plan.Engine);

    /// <summary>
    /// Lets another plan and other rules take over between two events. State, stages and what unchanged rules have counted stay; what waits
    /// for its container's detail is still decided by the rules that saw it. For the feed's thread, from a stage's <see cref="WatchStage.Poll"/>.
    /// </summary>
    public void Replace(Replacement next)
    {
        _retired.Add(Engine);
        next.Engine.TakeOver(Engine);
        Engine = next.Engine;
        Plan = next.Plan;
        Outputs.Replace(Plan.Configuration.Output.Outputs, Plan.Rendering);
        foreach (var stage in _stages) stage.Apply(next.Plan);
    }

    /// <summary>Watches until the events end or a stop is asked for.</summary>
    /// <returns>An exit code.</returns>
    /// <exception cref="CaptureException">The kernel refuses.</exception>
    public int Run()
    {
        Feed.Start();
        if (_recorder?.Failure is not null) return ExitCode.Unable;
        Stop.StartClock();
        foreach (var note in Feed.StartNotes) Log.Info(note);
        foreach (var stage in _stages)
        {
            if (stage.Note(Engine.Rules) is { } note) Log.Warning(note);
        }

        foreach (var stage in _stages) stage.Start();
        // Whoever started the program waits for it, whatever becomes of messages.
        if (Feed.IsLive) Console.Error.WriteLine($"READY watching {Feed.Host.Containers.Count} containers with {Engine.Rules.Rules.Count} rules");
        var damage = RunFeed();
        _retired.Flush();
        Engine.Flush();
        foreach (var stage in _stages) stage.Flush();
        Outputs.Complete(s_outputWait);
        End(damage);
        if (Stop.ExitCode != ExitCode.Done) return Stop.ExitCode;
        if (damage is not null) return ExitCode.BadInput;
        return _recorder?.Failure is null ? ExitCode.Done : ExitCode.Unable;
    }

    public void Dispose()
    {
        _recorder?.Dispose();
        foreach (var stage in _stages) stage.Dispose();
        Outputs?.Dispose();
        Feed.Dispose();
    }

    static CaptureRecorder? OpenRecorder(WatchPlan plan, Feed feed, OperatorLog log)
    {
        if (plan.Recording is not { } path) return null;
        var recorder = new CaptureRecorder(
            path, new CaptureWriterOptions { Compress = RecordCommand.IsNamedCompressed(path), Writing = feed.Writing }, () => feed.Machine);
        // Watching goes on when the recording cannot.
        recorder.Ended += () => log.Error($"nothing is recorded any more: {recorder.Failure}");
        feed.Recorder = recorder;
        return recorder;
    }

    /// <summary>What is wrong with a capture, or null.</summary>
    string? RunFeed()
    {
        var visitor = new Visitor(this);
        try
        {
            Feed.Run(ref visitor, Stop);
            return null;
        }
        catch (CaptureFileException problem)
        {
            return problem.Message;
        }
    }

    void End(string? damage)
    {
        foreach (var note in Feed.EndNotes) Log.Info(note);
        Summary.Write(Log.Writer, this);
        _recorder?.Dispose();
        if (_recorder is not null) RecordingSummary.Write(Log.Writer, Plan.Recording!, _recorder, Elapsed, null);
        foreach (var stage in _stages) stage.Report(Log.Writer);
        if (damage is not null) Log.Error(damage);
    }

    readonly struct Visitor(WatchSession session) : IEventVisitor
    {
        readonly WatchStage[] _onEvents = session._onEvents;

        public void Visit(in EventContext context)
        {
            foreach (var stage in _onEvents) stage.OnEvent(context);
            session.Engine.Evaluate(context);
        }

        public void Between(ulong nowNs, IReadOnlyList<Container> changed)
        {
            if (changed.Count > 0)
            {
                // First what is open: captures that begin with the alerts decided now know it from the start.
                foreach (var stage in session._stages) stage.Learned(changed, nowNs);
                session._retired.ContainersChanged(changed);
                session.Engine.ContainersChanged(changed);
            }

            session._retired.Poll(nowNs);
            session.Engine.Poll(nowNs);
            foreach (var stage in session._stages) stage.Poll(nowNs);
        }
    }
}
