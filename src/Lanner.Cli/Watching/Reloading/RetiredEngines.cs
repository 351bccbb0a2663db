using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Cli;

/// <summary>
/// Engines of former rules. One that has alerts waiting for their container's detail stays until these are decided, as it would have
/// decided them; no event is shown to it any more. Of those that are done, the counts stay. The feed's thread uses it.
/// </summary>
sealed class RetiredEngines
{
    /// <summary>Reloads in the time an alert may wait; the oldest decides early when there are more.</summary>
    const int Most = 8;

    readonly List<RuleEngine> _waiting = [];
    readonly Dictionary<string, (RulePriority Priority, long Matches)> _matches = new(StringComparer.Ordinal);
    long _alerts;
    long _timedOut;

    public void Add(RuleEngine engine)
    {
        _waiting.Add(engine);
        Forget();
        if (_waiting.Count <= Most) return;
        _waiting[0].Flush();
        Forget();
    }

    public void ContainersChanged(IReadOnlyList<Container> changed)
    {
        if (_waiting.Count == 0) return;
        foreach (var engine in _waiting) engine.ContainersChanged(changed);
        Forget();
    }

    public void Poll(ulong nowNs)
    {
        if (_waiting.Count == 0) return;
        foreach (var engine in _waiting) engine.Poll(nowNs);
        Forget();
    }

    public void Flush()
    {
        foreach (var engine in _waiting) engine.Flush();
        Forget();
    }

    /// <summary>Alerts since the watch began.</summary>
    /// <param name="current">The engine at work.</param>
    public long Alerts(RuleEngine current) => _alerts + _waiting.Append(current).Sum(engine => engine.Statistics.Alerts);

    /// <summary>Events since the watch began that were judged without the detail they waited for.</summary>
    public long TimedOut(RuleEngine current) => _timedOut + _waiting.Append(current).Sum(engine => engine.Statistics.TimedOut);

    /// <summary>By rule, those at work first, what each matched since the watch began; rules that matched nothing are left out.</summary>
    public IEnumerable<(string Name, RulePriority Priority, long Matches)> Matches(RuleEngine current)
    {
        var former = new Dictionary<string, (RulePriority Priority, long Matches)>(_matches, StringComparer.Ordinal);
        foreach (var engine in _waiting) Count(engine, former);
        foreach (var rule in current.Rules.Rules)
        {
            former.Remove(rule.Name, out var before);
            var matches = before.Matches + current.Counters(rule).Matches;
            if (matches > 0) yield return (rule.Name, rule.Priority, matches);
        }

        foreach (var (name, count) in former) yield return (name, count.Priority, count.Matches);
    }

    /// <summary>Lets go of engines that wait for nothing.</summary>
    void Forget()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var engine = _waiting[i];
            if (engine.IsWaiting) continue;
            _waiting.RemoveAt(i);
            _alerts += engine.Statistics.Alerts;
            _timedOut += engine.Statistics.TimedOut;
            Count(engine, _matches);
        }
    }

    static void Count(RuleEngine engine, Dictionary<string, (RulePriority Priority, long Matches)> into)
    {
        foreach (var rule in engine.Rules.Rules)
        {
            var matches = engine.Counters(rule).Matches;
            if (matches > 0) into[rule.Name] = (rule.Priority, into.GetValueOrDefault(rule.Name).Matches + matches);
        }
    }
}
