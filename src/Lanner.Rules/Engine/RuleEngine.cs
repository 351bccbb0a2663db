using System.Numerics;
using Lanner.Events;
using Lanner.Filters;
using Lanner.Rules.Correlating;
using Lanner.State.Containers;

namespace Lanner.Rules;

/// <summary>
/// Applies a rule set to events. One thread uses an engine, the one that owns the state: for each event, after state took it in,
/// <see cref="Evaluate"/>; after a drain that changed containers, <see cref="ContainersChanged"/>; now and then, also when no
/// events come, <see cref="Poll"/>; and at the end, or before a new rule set takes over, <see cref="Flush"/>. An event that fires
/// nothing allocates nothing. An alert that hangs on a container's detail waits for it, a bounded time, and alerts of one
/// container keep their order. Counters may be read from any thread.
/// </summary>
public sealed class RuleEngine
{
    readonly RulePlan _plan;
    readonly long[] _eventsByCode = new long[EventTable.CodeCount];
    readonly long[] _matches;
    readonly long[] _notReached;
    readonly RuleTally _tally;
    readonly CorrelationMemories _memories;
    readonly Evaluator _evaluator;
    readonly FieldScratch _pendingScratch = new();
    readonly PendingQueue _pending;
    readonly AlertBuilder _alerts;
    readonly Action<Alert> _onAlert;
    readonly bool _firstMatchOnly;
    readonly ulong _deadlineNs;
    long _alertCount;
    long _deferred;
    long _timedOut;
    long _decidedEarly;

    /// <param name="onAlert">Called on the engine's thread, in order; what it is given is owned by the receiver.</param>
    public RuleEngine(RuleSet rules, Action<Alert> onAlert, RuleEngineOptions? options = null)
    {
        options ??= new RuleEngineOptions();
        Rules = rules;
        _onAlert = onAlert;
        _firstMatchOnly = options.FirstMatchOnly;
        _deadlineNs = (ulong)Math.Max(0, options.DetailDeadline.Ticks) * 100;
        _pending = new PendingQueue(Math.Max(1, options.MaxPendingEvents), options.MaxPendingBytes);
        _alerts = new AlertBuilder(options);
        _evaluator = new Evaluator(rules.Predicates);
        _matches = new long[rules.Rules.Count];
        _notReached = new long[rules.Rules.Count];
        _tally = new RuleTally(rules.Rules.Count);
        _memories = new CorrelationMemories(rules.Rules, options);
        _plan = rules.Plan;
    }

    public RuleSet Rules { get; }

    /// <summary>Some event waits for its container's detail.</summary>
    public bool IsWaiting => _pending.Count > 0;

    public RuleEngineStatistics Statistics => new()
    {
        EventsEvaluated = _eventsByCode.Sum(),
        Alerts = Volatile.Read(ref _alertCount),
        Deferred = Volatile.Read(ref _deferred),
        TimedOut = Volatile.Read(ref _timedOut),
        DecidedEarly = Volatile.Read(ref _decidedEarly),
        Pending = _pending.Count,
        SieveTime = _tally.SieveTime,
        Correlation = _memories.Total,
    };

    /// <summary>Counters of a rule of <see cref="RuleSet.Rules"/>.</summary>
    public RuleCounters Counters(Rule rule)
    {
        var events = rule.EventCodes.Sum(code => Volatile.Read(ref _eventsByCode[(int)code]));
        return new RuleCounters(events - Volatile.Read(ref _notReached[rule.Index]), Volatile.Read(ref _matches[rule.Index]))
        {
            Asks = _tally.Asks(rule.Index), Time = _tally.Time(rule.Index), Correlation = _memories.Of(rule)?.Counters,
        };
    }

    /// <summary>
    /// Takes what another engine remembers for rules that look at several events, where the rule is the same here: those that count go on
    /// counting across a reload. To be called before the first event, on the thread of both; no event is shown to the other one any more, but what
    /// waits there is still decided, and counts.
    /// </summary>
    public void TakeOver(RuleEngine older) => _memories.TakeOver(older._memories);

    /// <summary>Applies the rules to an event that state has taken in.</summary>
    public void Evaluate(in EventContext context)
    {
        var view = context.Event;
        if (_pending.Count > 0) DecideExpired(view.TimeNs);
        var code = view.Code;
        if (_plan.For(code) is not { } plan) return;
        _eventsByCode[(int)code]++;
        var began = _tally.BeginSieve();
        var possible = plan.Sieve.Possible(context, _evaluator);
        if (began != 0) _tally.EndSieve(began);
        if (!possible.IsEmpty) Judge(context, plan.Entries, possible);
    }

    /// <summary>Asks the rules that may match, in order.</summary>
    void Judge(in EventContext context, RuleEntry[] entries, ReadOnlySpan<ulong> possible)
    {
        PendingEvent? pending = null;
        var isOver = false;
        for (var word = 0; word < possible.Length; word++)
        {
            for (var bits = possible[word]; bits != 0; bits &= bits - 1)
            {
                var i = word << 6 | BitOperations.TrailingZeroCount(bits);
                if (isOver && !entries[i].IsEarlierStep) continue;
                var truth = Ask(entries[i], context);
                if (truth == Truth.False || !Settle(context, entries, i, truth == Truth.True, ref pending) || !_firstMatchOnly) continue;
                // Steps of sequences are noted all the same.
                isOver = true;
                NotReached(entries, i + 1);
            }
        }

        if (pending is not null) Defer(pending);
    }

    Truth Ask(in RuleEntry entry, in EventContext context)
    {
        var began = _tally.BeginAsk(entry.Rule.Index);
        var truth = entry.Filter.Evaluate(context, _evaluator);
        if (began != 0) _tally.EndAsk(entry.Rule.Index, began);
        return truth;
    }

    /// <summary>A rule matched, or may match when more is known. True when it is sure to alert, now or later.</summary>
    bool Settle(in EventContext context, RuleEntry[] entries, int i, bool isMatch, ref PendingEvent? pending)
    {
        ref readonly var entry = ref entries[i];
        Recollection? recollection = null;
        if (_memories.Of(entry.Rule) is { } memory)
        {
            if (pending is not null || MustWait(context, entry.NeedsContainerDetail, isMatch))
            {
                Wait(context, new PendingRule(i, isMatch, Alerts: false, null), ref pending);
                return false;
            }

            recollection = memory.Take(entry.Step, context);
            if (recollection is null) return false;
        }

        // What is behind one that waits waits as well: alerts keep their order.
        if (pending is not null || MustWait(context, entry.Rule.OutputNeedsContainerDetail, isMatch))
            Wait(context, new PendingRule(i, isMatch, Alerts: isMatch, recollection), ref pending);
        else Alert(entry.Rule, context, recollection);
        return isMatch;
    }

    void Wait(in EventContext context, PendingRule rule, ref PendingEvent? pending)
    {
        pending ??= new PendingEvent(context, context.Event.TimeNs + _deadlineNs);
        pending.Rules.Add(rule);
    }

    /// <summary>Decides what waited for containers that are no longer pending.</summary>
    /// <param name="changed">What <see cref="ContainerTable.Changed"/> has after a drain.</param>
    public void ContainersChanged(IReadOnlyList<Container> changed)
    {
        if (_pending.Count == 0) return;
        foreach (var container in changed)
        {
            if (container.State == DetailState.Pending) continue;
            while (_pending.TryTake(container, out var pending)) Decide(pending);
        }
    }

    /// <summary>Decides, with what is known, events whose time to wait is up; forgets what is over.</summary>
    /// <param name="nowNs">By the clock of events.</param>
    public void Poll(ulong nowNs)
    {
        DecideExpired(nowNs);
        _memories.Expire(nowNs);
    }

    void DecideExpired(ulong nowNs)
    {
        while (_pending.TryTakeExpired(nowNs, out var pending))
        {
            _timedOut++;
            Decide(pending);
        }
    }

    /// <summary>Decides, with what is known, everything that waits.</summary>
    public void Flush()
    {
        while (_pending.TryTakeOldest(out var pending)) Decide(pending);
    }

    bool MustWait(in EventContext context, bool needsContainerDetail, bool isMatch)
    {
        if (!isMatch) return true;
        if (context.Process?.Container is not { IsHost: false } container) return false;
        return _pending.IsWaitingFor(container) || needsContainerDetail && container.State == DetailState.Pending;
    }

    void Defer(PendingEvent pending)
    {
        while (_pending.IsFull && _pending.TryTakeOldest(out var oldest))
        {
            _decidedEarly++;
            Decide(oldest);
        }

        _deferred++;
        _pending.Add(pending);
    }

    void Decide(PendingEvent pending)
    {
        var context = pending.Context(_pendingScratch);
        var entries = _plan.For(pending.Code)!.Entries;
        // What is still not known now counts as missing.
        _evaluator.TakesPendingAsMissing = true;
        _evaluator.NextEvent();
        var isOver = false;
        foreach (var (at, matched, alerts, known) in pending.Rules)
        {
            ref readonly var entry = ref entries[at];
            if (isOver && !entry.IsEarlierStep) continue;
            if (!matched && entry.Filter.Evaluate(context, _evaluator) != Truth.True) continue;
            var recollection = known;
            if (!alerts && _memories.Of(entry.Rule) is { } memory && (recollection = memory.Take(entry.Step, context)) is null) continue;
            Alert(entry.Rule, context, recollection);
            isOver = _firstMatchOnly;
        }

        _evaluator.TakesPendingAsMissing = false;
        _evaluator.NextEvent();
    }

    void Alert(Rule rule, in EventContext context, Recollection? recollection)
    {
        _matches[rule.Index]++;
        _alertCount++;
        _onAlert(_alerts.Build(rule, recollection is null ? context : context with { Recollection = recollection }));
    }

    void NotReached(RuleEntry[] entries, int from)
    {
        for (var i = from; i < entries.Length; i++)
        {
            if (!entries[i].IsEarlierStep) _notReached[entries[i].Rule.Index]++;
        }
    }
}
