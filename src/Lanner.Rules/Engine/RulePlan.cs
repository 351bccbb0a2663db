using System.Globalization;
using System.Text;
using Lanner.Events;
using Lanner.Filters;

namespace Lanner.Rules;

/// <summary>
/// The rules of a set by the codes of events they can match, each condition made simpler for its code. Codes whose rules come to the same
/// share them. Immutable; made once for a rule set.
/// </summary>
sealed class RulePlan
{
    readonly CodePlan?[] _byCode = new CodePlan?[EventTable.CodeCount];

    public RulePlan(RuleSet rules)
    {
        var plans = new Dictionary<string, CodePlan>(StringComparer.Ordinal);
        var conditions = rules.Rules.Select(rule => (Rule: rule, rule.Conditions)).ToArray();
        foreach (var code in rules.EventCodes)
        {
            var entries = new List<RuleEntry>();
            var key = new StringBuilder();
            foreach (var (rule, parts) in conditions)
            {
                // The last step first: an event that is two steps of a sequence does not follow itself.
                for (var step = parts.Count - 1; step >= 0; step--)
                {
                    var whole = parts[step].Filter;
                    if (!whole.EventCodes.Contains(code) || whole.For(code) is not { } filter) continue;
                    entries.Add(new RuleEntry(rule, filter, step));
                    key.Append(CultureInfo.InvariantCulture, $"{rule.Index}.{step}:{filter.Key};");
                }
            }

            var text = key.ToString();
            if (!plans.TryGetValue(text, out var plan)) plans.Add(text, plan = new CodePlan([.. entries], rules.Predicates));
            _byCode[(int)code] = plan;
        }
    }

    /// <summary>What is to be done for events of a code; null for nothing.</summary>
    public CodePlan? For(EventCode code) => (uint)code < (uint)_byCode.Length ? _byCode[(int)code] : null;
}

/// <summary>The rules for events of a code, in load order, and the sieve that says which are worth asking.</summary>
sealed class CodePlan
{
    public CodePlan(RuleEntry[] entries, PredicateSet predicates)
    {
        Entries = entries;
        Sieve = new FilterSieve(predicates, [.. entries.Select(entry => entry.Filter)]);
    }

    public RuleEntry[] Entries { get; }

    public FilterSieve Sieve { get; }
}

/// <summary>A rule and its condition, or that of an earlier step, for events of one code.</summary>
/// <param name="Step">Position among <see cref="Rule.Conditions"/>.</param>
readonly record struct RuleEntry(Rule Rule, CompiledFilter Filter, int Step)
{
    /// <summary>It never alerts by itself.</summary>
    public bool IsEarlierStep { get; } = Rule.Correlation is { } correlation && Step < correlation.Steps.Count - 1;

    /// <summary>It cannot be noted before the container's detail is known.</summary>
    public bool NeedsContainerDetail { get; } = Rule.Correlation is { } correlation && correlation.Steps[Step].NeedsContainerDetail;
}
