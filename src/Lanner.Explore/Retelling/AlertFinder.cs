using Lanner.Filters;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Explore.Retelling;

/// <summary>
/// The first reading: asks the rules until the alert of a number has come and its time is over, and keeps it with those around it.
/// </summary>
public sealed class AlertFinder
{
    /// <summary>Alerts kept before and after the chosen one.</summary>
    const int MaxNear = 1000;

    readonly long _number;
    readonly ulong _aroundNs;
    readonly RuleEngine _engine;
    readonly Queue<FoundAlert> _near = new();
    FoundAlert? _chosen;

    /// <param name="number">From 1, as <c>lanner watch</c> prints them.</param>
    public AlertFinder(RuleSet rules, long number, TimeSpan around)
    {
        _number = number;
        _aroundNs = (ulong)around.Ticks * 100;
        _engine = new RuleEngine(rules, Take, new RuleEngineOptions { KeepProcess = true });
    }

    /// <summary>Alerts so far.</summary>
    public long Count { get; private set; }

    /// <summary>Nothing more is needed.</summary>
    public bool IsDone { get; private set; }

    public void Take(in EventContext context)
    {
        if (IsDone) return;
        _engine.Evaluate(context);
        if (_chosen is not null && context.Event.TimeNs > _chosen.Alert.TimeNs + _aroundNs) IsDone = true;
    }

    public void Between(ulong nowNs, IReadOnlyList<Container> changed)
    {
        if (changed.Count > 0) _engine.ContainersChanged(changed);
        _engine.Poll(nowNs);
    }

    /// <summary>All was read. Null when there are fewer alerts than that.</summary>
    public AlertScene? End()
    {
        _engine.Flush();
        return _chosen is null ? null : new AlertScene(_chosen, [.. _near]);
    }

    void Take(Alert alert)
    {
        var found = new FoundAlert(++Count, alert);
        if (Count == _number) _chosen = found;
        if (_chosen is not null && Count > _number && _near.Count >= 2 * MaxNear) return;
        _near.Enqueue(found);
        while (_chosen is null && _near.Count > MaxNear || _near.Peek().Alert.TimeNs + _aroundNs < alert.TimeNs && Count <= _number) _near.Dequeue();
    }
}
