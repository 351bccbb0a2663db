using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.Explaining;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.RuleTests.Running;

/// <summary>
/// Lets a capture go the way of every capture: its reader, state, rules. What an engine tells takes effect before the next event, as it
/// would live.
/// </summary>
sealed class Replay : ISnapshotConsumer
{
    static readonly ContainerTableOptions s_containers = new() { RecordsFollow = true, NoSourceReason = "the capture does not describe it" };
    const int BatchSize = 4096;

    static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    readonly RuleSet _rules;
    readonly RuleExplainer? _explainer;
    readonly FieldScratch _scratch = new();
    HostState _host = New("unknown");
    RuleEngine _engine;
    ulong _number;

    /// <param name="explainer">Is shown what the rules are shown; null for none.</param>
    public Replay(RuleSet rules, RuleExplainer? explainer = null)
    {
        _rules = rules;
        _explainer = explainer;
        _engine = new RuleEngine(rules, Alerts.Add);
    }

    public List<Alert> Alerts { get; } = [];

    /// <summary>The kinds of events that rules were shown.</summary>
    public HashSet<EventCode> Codes { get; } = [];

    public ulong EventsRead => _number;

    /// <exception cref="CaptureFileException">The capture is none, or is damaged.</exception>
    public void Run(RuleTest test)
    {
        var options = new CaptureFileOptions { Snapshots = this };
        using var source = test.Made is { } bytes ? CaptureFileSource.Open(new MemoryStream(bytes), test.Name, options) : CaptureFileSource.Open(test.CapturePath!, options);
        var step = new Step(this);
        while (!source.IsFinished)
        {
            if (source.Poll(ref step, BatchSize) == 0) source.Wait(s_wait);
        }

        Flush();
    }

    void ISnapshotConsumer.OnSnapshot(CaptureSnapshot snapshot)
    {
        if (!snapshot.IsAddition)
        {
            if (_number > 0) Flush();
            _host = New(snapshot.Machine is { HostName.Length: > 0 } machine ? machine.HostName : "unknown");
            _engine = new RuleEngine(_rules, Alerts.Add);
        }

        _host.SeedUsers(snapshot.Users);
        _host.SeedGroups(snapshot.Groups);
        _host.Seed(snapshot.Threads);
    }

    static HostState New(string name) => new(containers: new ContainerTable(s_containers)) { HostName = name };

    void Take(in EventView view)
    {
        var subject = _host.Apply(view);
        var context = new EventContext(view, _host, subject, ++_number, _scratch);
        if (!view.Origins.StateOnly)
        {
            Codes.Add(view.Code);
            _engine.Evaluate(context);
            _explainer?.Evaluate(context);
        }

        _host.Complete(view);
        if (_host.Drain(view.TimeNs))
        {
            _engine.ContainersChanged(_host.Containers.Changed);
            _explainer?.ContainersChanged(_host.Containers.Changed);
        }

        _engine.Poll(view.TimeNs);
        _explainer?.Poll(view.TimeNs);
    }

    void Flush()
    {
        _engine.Flush();
        _explainer?.Flush();
    }

    readonly struct Step(Replay replay) : IEventConsumer
    {
        public void OnEvent(in EventView view) => replay.Take(view);
    }
}
