using System.Globalization;

using Lanner.Rules;
using Lanner.Rules.Correlating;
using static Lanner.Metrics.MetricKind;

namespace Lanner.Metrics;

/// <summary>What rules did, and what each cost. With a reload the counts of single rules begin anew, as with a restart.</summary>
static class RuleMetrics
{
    const MetricGroups Rules = MetricGroups.Rules;

    public static readonly MetricFamily[] All =
    [
        new("falcosecurity_falco_rules_matches_total", Counter, Rules, "Alerts of each rule; priority is its number in syslog, and each tag is a label of its own.",
            static (s, to) => EachRule(s, to, c => c.Matches, Described)) { Field = "falco.rules." },
        new("lanner_alerts_total", Counter, Rules, "Alerts of all rules, former ones included.", static (s, to) => to.Add(s.Alerts)) { Field = "falco.rules.matches_total" },
        new("lanner_alerts_folded_total", Counter, Rules, "Alerts that were repeats of others; counts of them went out instead.",
            static (s, to) => to.Add(s.Folding.Folded)) { Field = "lanner.alerts_folded" },
        new("lanner_alert_counts_total", Counter, Rules, "Counts that went out for repeated alerts.", static (s, to) => to.Add(s.Folding.Counts)) { Field = "lanner.alert_counts" },
        new("lanner_rule_evaluations_total", Counter, Rules, "Events that each rule was decided for.", static (s, to) => EachRule(s, to, c => c.Evaluations, Named)),
        new("lanner_rule_asks_total", Counter, Rules, "Of these, those for which its condition had to be asked; for the others it was known before that it cannot match.",
            static (s, to) => EachRule(s, to, c => c.Asks, Named)),
        new("lanner_rule_time_seconds_total", Counter, Rules, "What asking each rule took: an estimate, from some asks that were timed.",
            static (s, to) => EachRule(s, to, c => c.Time.TotalSeconds, Named)),
        new("lanner_rules_sieve_seconds_total", Counter, Rules, "What finding, for all rules together, which are to be asked took: an estimate.",
            static (s, to) => to.Add(s.Engine.Statistics.SieveTime.TotalSeconds)),
        new("lanner_rule_memory_keys", Gauge, Rules, "What each rule that looks at several events remembers now.",
            static (s, to) => EachMemory(s, to, m => m.Keys)) { Field = "lanner.rule_memory_keys." },
        new("lanner_rule_memory_bytes", Gauge, Rules, "Memory of what each such rule remembers: an estimate.", static (s, to) => EachMemory(s, to, m => m.Bytes)),
        new("lanner_rule_memory_evicted_total", Counter, Rules, "What each such rule had to forget for want of room.",
            static (s, to) => EachMemory(s, to, m => m.Evicted)) { Field = "lanner.rule_memory_evicted." },
        new("lanner_rules_loaded", Gauge, Rules, "Rules at work.", static (s, to) => to.Add(s.Engine.Rules.Rules.Count)) { Field = "lanner.rules_loaded" },
        new("lanner_events_evaluated_total", Counter, Rules, "Events that some rule is about.", static (s, to) => to.Add(s.Engine.Statistics.EventsEvaluated)) { Field = "lanner.events_evaluated" },
        new("lanner_events_waiting", Gauge, Rules, "Events that wait for their container's detail now.", static (s, to) => to.Add(s.Engine.Statistics.Pending)) { Field = "lanner.events_waiting" },
        new("lanner_events_deferred_total", Counter, Rules, "Events that had to wait for their container's detail.", static (s, to) => to.Add(s.Engine.Statistics.Deferred)) { Field = "lanner.events_deferred" },
        new("lanner_events_timed_out_total", Counter, Rules, "Of these, those judged without it because it did not come in time.", static (s, to) => to.Add(s.Engine.Statistics.TimedOut)) { Field = "lanner.events_timed_out" },
        new("lanner_events_decided_early_total", Counter, Rules, "Of these, those judged without it because too many waited.", static (s, to) => to.Add(s.Engine.Statistics.DecidedEarly)) { Field = "lanner.events_decided_early" },
    ];

    static void EachRule(WatchSnapshot snapshot, MetricSamples to, Func<RuleCounters, MetricValue> value, Func<Rule, (string, string)[]> labels)
    {
        foreach (var rule in snapshot.Engine.Rules.Rules) to.Add(value(snapshot.Engine.Counters(rule)), MetricSamples.Name(rule.Name), labels(rule));
    }

    static void EachMemory(WatchSnapshot snapshot, MetricSamples to, Func<CorrelationCounters, MetricValue> value)
    {
        foreach (var rule in snapshot.Engine.Rules.Rules)
        {
            if (snapshot.Engine.Counters(rule).Correlation is { } memory) to.Add(value(memory), MetricSamples.Name(rule.Name), Named(rule));
        }
    }

    static (string, string)[] Named(Rule rule) => [("rule_name", rule.Name), ("source", rule.Source)];

    static (string, string)[] Described(Rule rule) =>
    [
        ("priority", ((int)rule.Priority).ToString(CultureInfo.InvariantCulture)), ("rule_name", rule.Name), ("source", rule.Source),
        .. rule.Tags.Select(tag => "tag_" + MetricSamples.Name(tag)).Distinct(StringComparer.Ordinal).Take(MostTags).Select(tag => (tag, "true")),
    ];

    /// <summary>Falco's rules have up to ten.</summary>
    const int MostTags = 32;
}
