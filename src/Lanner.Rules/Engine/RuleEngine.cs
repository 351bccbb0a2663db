using System.Numerics;
using Lanner.Events;
using Lanner.Filters;
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
    };

    /// <summary>Counters of a rule of <see cref="RuleSet.Rules"/>.</summary>
    public RuleCounters Counters(Rule rule)
    {
        var events = rule.EventCodes.Sum(code => Volatile.Read(ref _eventsByCode[(int)code]));
        return new RuleCounters(events - Volatile.Read(ref _notReached[rule.Index]), Volatile.Read(ref _matches[rule.Index]))
        {
            Asks = _tally.Asks(rule.Index), Time = _tally.Time(rule.Index),
        };
    }

    /// <summary>Applies the rules to an event that state has taken in.</summary>
    public void Evaluate(in EventContext context)
    {
        var view = context.Event;
        if (_pending.Count > 0) Poll(view.TimeNs);
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
        for (var word = 0; word < possible.Length; word++)
        {
            for (var bits = possible[word]; bits != 0; bits &= bits - 1)
            {
                var i = word << 6 | BitOperations.TrailingZeroCount(bits);
                var truth = Ask(entries[i], context);
                if (truth == Truth.False) continue;
                Settle(context, entries, i, truth == Truth.True, ref pending);
                if (truth != Truth.True || !_firstMatchOnly) continue;
                NotReached(entries, i + 1);
                word = possible.Length;
                break;
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

    /// <summary>A rule matched, or may match when more is known.</summary>
    void Settle(in EventContext context, RuleEntry[] entries, int i, bool isMatch, ref PendingEvent? pending)
    {
        // What is behind one that waits waits as well: alerts keep their order.
        if (pending is not null || MustWait(context, entries[i].Rule, isMatch))
        {
            pending ??= new PendingEvent(context, context.Event.TimeNs + _deadlineNs);
            pending.Rules.Add((i, isMatch));
        }
        else
        {
            Alert(entries[i].Rule, context);
        }
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

    /// <summary>Decides, with what is known, events whose time to wait is up.</summary>
    /// <param name="nowNs">By the clock of events.</param>
    public void Poll(ulong nowNs)
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

    bool MustWait(in EventContext context, Rule rule, bool isMatch)
    {
        if (!isMatch) return true;
        if (context.Process?.Container is not { IsHost: false } container) return false;
        return _pending.IsWaitingFor(container) || rule.OutputNeedsContainerDetail && container.State == DetailState.Pending;
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
        foreach (var (entry, matched) in pending.Rules)
        {
            if (!matched && entries[entry].Filter.Evaluate(context, _evaluator) != Truth.True) continue;
            Alert(entries[entry].Rule, context);
            if (_firstMatchOnly) break;
        }

        _evaluator.TakesPendingAsMissing = false;
        _evaluator.NextEvent();
    }

    void Alert(Rule rule, in EventContext context)
    {
        _matches[rule.Index]++;
        _alertCount++;
        _onAlert(_alerts.Build(rule, context));
    }

    void NotReached(RuleEntry[] entries, int from)
    {
        for (var i = from; i < entries.Length; i++) _notReached[entries[i].Rule.Index]++;
    }
}
