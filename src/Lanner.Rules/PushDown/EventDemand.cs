using Lanner.Events;
using Lanner.Events.PushDown;

namespace Lanner.Rules.PushDown;

/// <summary>What one rule wants of the events of one code.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Alternatives">What such an event must meet for the rule, or a step of it, to be true; empty when it never is.</param>
public sealed record RuleDemand(Rule Rule, IReadOnlyList<OpenAlternative> Alternatives);

/// <summary>What the rules together want of the events of one code.</summary>
public sealed record EventDemand(EventCode Code, IReadOnlyList<RuleDemand> Rules)
{
    /// <summary>How the calls may have ended.</summary>
    public CallOutcomes Outcomes => Rules.SelectMany(rule => rule.Alternatives).Aggregate(CallOutcomes.None, (all, one) => all | one.Outcomes);

    /// <summary>What the rules ask of a code: those that can match it, in their order.</summary>
    public static EventDemand Of(IEnumerable<Rule> rules, EventCode code) => new(code,
    [
        .. rules.Where(rule => rule.EventCodes.Contains(code))
            .Select(rule => new RuleDemand(rule, [.. rule.Conditions.Where(part => part.Filter.EventCodes.Contains(code))
                .SelectMany(part => Derivation.Derive(part.Condition, EventTable.Get(code)))])),
    ]);
}
