namespace Lanner.Rules.Correlating;

/// <summary>The memories of an engine's rules. One thread uses it; counters may be read from any.</summary>
sealed class CorrelationMemories
{
    readonly RuleMemory?[] _ofRules;
    readonly IReadOnlyList<Rule> _rules;
    readonly int _maxKeys;
    readonly long _maxBytes;

    /// <param name="rules">By <see cref="Rule.Index"/>.</param>
    public CorrelationMemories(IReadOnlyList<Rule> rules, RuleEngineOptions options)
    {
        _rules = rules;
        _maxKeys = options.MaxCorrelationKeys;
        _maxBytes = options.MaxCorrelationBytes / Math.Max(1, rules.Count(rule => rule.Correlation is not null));
        var lateNs = (ulong)Math.Max(0, options.DetailDeadline.Ticks) * 100;
        _ofRules = [.. rules.Select(rule => rule.Correlation is { } correlation ? new RuleMemory(correlation, _maxKeys, _maxBytes, lateNs) : null)];
    }

    public CorrelationCounters Total => _ofRules.OfType<RuleMemory>().Select(memory => memory.Counters).Aggregate(default(CorrelationCounters),
        (all, one) => new CorrelationCounters(all.Keys + one.Keys, all.Bytes + one.Bytes, all.Expired + one.Expired, all.Evicted + one.Evicted));

    /// <summary>Null for a rule that looks at one event alone.</summary>
    public RuleMemory? Of(Rule rule) => _ofRules[rule.Index];

    public void Expire(ulong nowNs)
    {
        foreach (var memory in _ofRules) memory?.Expire(nowNs);
    }

    /// <summary>
    /// Takes the memories of rules that are the same here and there. From then on both use them: an event that still waits there counts here.
    /// </summary>
    public void TakeOver(CorrelationMemories older)
    {
        var before = older._rules.Where(rule => older.Of(rule) is not null).ToDictionary(rule => rule.Name, rule => older.Of(rule)!, StringComparer.Ordinal);
        foreach (var rule in _rules)
        {
            if (Of(rule) is not { } memory || !before.TryGetValue(rule.Name, out var known) || known.Fingerprint != memory.Fingerprint) continue;
            known.Limit(_maxKeys, _maxBytes);
            _ofRules[rule.Index] = known;
        }
    }
}
