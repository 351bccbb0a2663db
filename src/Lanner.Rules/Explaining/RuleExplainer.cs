using System.Buffers;

using Lanner.Events;
using Lanner.Filters;
using Lanner.State.Containers;

namespace Lanner.Rules.Explaining;

/// <summary>
/// Explains what one rule made of the events of a run: of a given event, or of all that matched and the kinds of those that came
/// nearest. Fed as an engine is; what hangs on a container's detail waits for it as it would there. Holds a bounded number of
/// explanations, whatever comes.
/// </summary>
public sealed class RuleExplainer
{
    static readonly string[] s_about = ["proc.name", "proc.pid", "proc.cmdline", "container.id", "container.name", "evt.args"];

    readonly ConditionTree _tree;
    readonly IReadOnlySet<EventCode> _codes;
    readonly Truth[] _outcomes;
    readonly OutputFormat[] _about;
    readonly OutputMemory _memory = new();
    readonly FieldScratch _scratch = new();
    readonly ArrayBufferWriter<byte> _value = new();
    readonly List<FailingPart> _failing = [];
    readonly PendingQueue _pending = new(maxEvents: 4096, maxBytes: 64 << 20);
    readonly ulong _deadlineNs = (ulong)new RuleEngineOptions().DetailDeadline.Ticks * 100;
    readonly List<Explanation> _matches = [];
    readonly List<(Closeness Closeness, Explanation First)> _nearest = [];
    readonly ulong? _wanted;
    readonly int _limit;

    /// <param name="wanted">The number of the one event to explain; null for matches and near misses.</param>
    /// <param name="limit">Matches, and kinds of near misses, that are kept.</param>
    public RuleExplainer(Rule rule, RuleSet set, ulong? wanted, int limit)
    {
        Rule = rule;
        _wanted = wanted;
        _limit = limit;
        _tree = new ConditionTree(rule, set);
        _codes = rule.Filter.EventCodes;
        _outcomes = new Truth[_tree.Parts.Count];
        _about = [.. s_about.Select(name => OutputFormat.Compile($"%{name}", set.Catalogue).Format).OfType<OutputFormat>()];
    }

    public Rule Rule { get; }

    /// <summary>The condition, with an outcome in each explanation for each of its parts.</summary>
    public ConditionPart Root => _tree.Root;

    /// <summary>Events seen that can match by their kind.</summary>
    public long CandidateCount { get; private set; }

    public long MatchCount { get; private set; }

    /// <summary>The first matches, in order.</summary>
    public IReadOnlyList<Explanation> Matches => _matches;

    /// <summary>The nearest misses, the nearest first: for each set of failing parts the first event that failed at them.</summary>
    public IEnumerable<Explanation> Nearest => _nearest.Select(near => near.First);

    /// <summary>The explanation of the wanted event, when it has come and is decided.</summary>
    public Explanation? Wanted { get; private set; }

    /// <summary>The wanted event waits for its container's detail.</summary>
    public bool IsWaiting => _pending.Count > 0;

    /// <summary>An event that state has taken in.</summary>
    public void Evaluate(in EventContext context)
    {
        if (_pending.Count > 0) Poll(context.Event.TimeNs);
        if (_wanted is { } wanted ? context.Number != wanted : !_codes.Contains(context.Event.Code)) return;
        CandidateCount++;
        _tree.Ask(context, _outcomes);
        if (_outcomes[Root.Index] != Truth.Unknown)
        {
            Take(context, decidedLater: false);
            return;
        }

        while (_pending.IsFull && _pending.TryTakeOldest(out var oldest)) Decide(oldest);
        _pending.Add(new PendingEvent(context, context.Event.TimeNs + _deadlineNs));
    }

    /// <summary>Decides what waited for containers that are no longer pending.</summary>
    public void ContainersChanged(IReadOnlyList<Container> changed)
    {
        if (_pending.Count == 0) return;
        foreach (var container in changed)
        {
            if (container.State == DetailState.Pending) continue;
            while (_pending.TryTake(container, out var pending)) Decide(pending);
        }
    }

    /// <summary>Decides, with what is known, events whose time to wait is up.</summary>
    public void Poll(ulong nowNs)
    {
        while (_pending.TryTakeExpired(nowNs, out var pending)) Decide(pending);
    }

    /// <summary>Decides, with what is known, everything that waits.</summary>
    public void Flush()
    {
        while (_pending.TryTakeOldest(out var pending)) Decide(pending);
    }

    void Decide(PendingEvent pending)
    {
        var context = pending.Context(_scratch);
        _tree.Evaluator.TakesPendingAsMissing = true;
        _tree.Evaluator.NextEvent();
        _tree.Ask(context, _outcomes);
        Take(context, decidedLater: true);
        _tree.Evaluator.TakesPendingAsMissing = false;
        _tree.Evaluator.NextEvent();
    }

    void Take(in EventContext context, bool decidedLater)
    {
        _failing.Clear();
        var closeness = Closeness.Of(Root, _outcomes, _failing);
        var isMatch = _outcomes[Root.Index] == Truth.True;
        if (isMatch) MatchCount++;
        if (_wanted is not null) Wanted = Snapshot(context, closeness, decidedLater);
        else if (!isMatch) TakeMiss(context, closeness, decidedLater);
        else if (_matches.Count < _limit) _matches.Add(Snapshot(context, closeness, decidedLater));
    }

    void TakeMiss(in EventContext context, Closeness closeness, bool decidedLater)
    {
        foreach (var (_, first) in _nearest)
        {
            if (!first.Failing.SequenceEqual(_failing)) continue;
            first.Count++;
            return;
        }

        // A kind that is pushed out never comes back: there are always as many that are nearer.
        if (_nearest.Count == _limit && !(closeness > _nearest[^1].Closeness)) return;
        var at = _nearest.FindIndex(near => near.Closeness < closeness);
        _nearest.Insert(at < 0 ? _nearest.Count : at, (closeness, Snapshot(context, closeness, decidedLater)));
        if (_nearest.Count > _limit) _nearest.RemoveAt(_limit);
    }

    Explanation Snapshot(in EventContext context, Closeness closeness, bool decidedLater)
    {
        var outcomes = new PartOutcome[_tree.Parts.Count];
        foreach (var part in _tree.Parts) outcomes[part.Index] = new PartOutcome(_outcomes[part.Index], Values(part.Fields, context));
        return new Explanation
        {
            EventNumber = context.Number, TimeNs = context.Event.TimeNs, EventName = context.Event.Info.Name, About = Values(_about, context),
            IsCandidate = _codes.Contains(context.Event.Code), Verdict = _outcomes[Root.Index], Outcomes = outcomes, Failing = [.. _failing], Comparisons = (closeness.Held, closeness.Total),
            DecidedLater = decidedLater,
        };
    }

    (string Field, byte[]? Value)[] Values(IReadOnlyList<OutputFormat> formats, in EventContext context)
    {
        var values = new (string, byte[]?)[formats.Count];
        for (var i = 0; i < values.Length; i++)
        {
            _value.ResetWrittenCount();
            var has = formats[i].Format(context, _memory, _value);
            values[i] = (formats[i].Fields[0].Name, has ? _value.WrittenSpan.ToArray() : null);
        }

        return values;
    }
}
