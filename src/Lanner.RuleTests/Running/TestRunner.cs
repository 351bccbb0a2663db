using System.Diagnostics;
using System.Text;

using Lanner.Events.Files;
using Lanner.Rules;
using Lanner.Rules.Explaining;
using Lanner.RuleTests.Reading;
using Lanner.Yaml;

namespace Lanner.RuleTests.Running;

/// <summary>Runs tests against rules and says which passed. One thread uses it.</summary>
public sealed class TestRunner
{
    const int LongestValue = 200;

    readonly RuleSet _all;
    readonly RuleSet _asWritten;

    /// <exception cref="ArgumentException">The rules have errors.</exception>
    public TestRunner(TestRules rules)
    {
        if (rules.All is null || rules.AsWritten is null) throw new ArgumentException("rules with errors cannot be tested", nameof(rules));
        (_all, _asWritten) = (rules.All, rules.AsWritten);
    }

    public RuleSet Rules => _asWritten;

    /// <summary>What is wrong with tests and only shows beside their rules: names of rules and fields that are not there.</summary>
    public void Check(RuleTestFile file, TestProblems problems)
    {
        var names = _all.AllRules.Select(rule => rule.Name).ToList();
        foreach (var test in file.Tests)
        {
            foreach (var pattern in test.Fires.Concat(test.Misses).Concat(test.Expected.Select(e => e.Rule)).Concat(test.Enabled))
            {
                if (!names.Exists(name => NamePattern.IsMatch(name, pattern)))
                    Add(test.Position, $"test '{test.Name}': there is no rule '{pattern}'", NearestWord.Of(pattern, names) is { } near ? $"did you mean {near}?" : null);
            }

            foreach (var miss in test.Misses.Where(miss => IsAny(test.Fires, miss))) Add(test.Position, $"test '{test.Name}': the rule '{miss}' is to fire and not to fire", null);
            foreach (var (rule, position, fields, _, _) in test.Expected)
            {
                foreach (var (field, _) in fields)
                {
                    if (!FieldText.IsField(field, _all.Catalogue) && !HasOfItsOwn(rule, field))
                        Add(position, $"test '{test.Name}': there is no field {field}", NearestWord.Of(field, _all.Catalogue.Definitions.Select(f => f.Name)) is { } near ? $"did you mean {near}?" : null);
                }
            }
        }

        void Add(SourcePosition at, string message, string? hint) => problems.Add(at, message, hint);
    }

    public TestOutcome Run(RuleTest test)
    {
        var clock = Stopwatch.StartNew();
        var replay = new Replay(_all);
        var failures = new List<string>();
        try
        {
            replay.Run(test);
        }
        catch (CaptureFileException fault)
        {
            failures.Add(fault.Message);
        }

        var alerts = replay.Alerts.Where(alert => Counts(test, alert.RuleName)).ToList();
        var fired = alerts.Select(alert => alert.RuleName).Distinct().ToList();
        var toExplain = new List<Rule>();
        if (failures.Count == 0) Compare(test, replay, fired, failures, toExplain);
        foreach (var expected in test.Expected)
        {
            var of = alerts.Where(alert => alert.RuleName == expected.Rule).ToList();
            // That it did not fire at all was said.
            if (of.Count > 0 || expected.Count is not null) CompareAlerts(expected, of, failures);
        }

        return new TestOutcome { Test = test, Failures = failures, Fired = fired, ToExplain = toExplain, Duration = clock.Elapsed };
    }

    /// <summary>Why the rule fired on the test's events, or did not.</summary>
    /// <returns>The explainer, and how many events it was shown.</returns>
    /// <exception cref="CaptureFileException">The capture cannot be read.</exception>
    public (RuleExplainer Explainer, ulong Events) Explain(RuleTest test, Rule rule)
    {
        var explainer = new RuleExplainer(rule, _all, null, 1);
        var replay = new Replay(_all, explainer);
        replay.Run(test);
        return (explainer, replay.EventsRead);
    }

    static bool IsAny(IEnumerable<string> patterns, string name) => patterns.Any(pattern => NamePattern.IsMatch(name, pattern));

    /// <summary>A field such as count.times, which only the alerts of a rule that looks at several events have.</summary>
    bool HasOfItsOwn(string pattern, string field) => _all.Rules.Where(rule => NamePattern.IsMatch(rule.Name, pattern))
        .Any(rule => rule.Output.Fields.Concat(rule.ExtraFields).Any(output => output.Name == field));

    bool Counts(RuleTest test, string rule) => _asWritten.Find(rule) is { IsEnabled: true } || IsAny(test.Enabled, rule);

    void Compare(RuleTest test, Replay replay, List<string> fired, List<string> failures, List<Rule> toExplain)
    {
        foreach (var pattern in test.Fires.Where(pattern => !fired.Exists(name => NamePattern.IsMatch(name, pattern))))
        {
            var rules = _all.Rules.Where(rule => NamePattern.IsMatch(rule.Name, pattern)).ToList();
            failures.Add($"'{pattern}' did not fire{(rules.Exists(rule => Counts(test, rule.Name)) ? "" : ": it is off, and the test does not enable it")}");
            toExplain.AddRange(rules.Take(1));
        }

        foreach (var name in fired.Where(name => !IsAny(test.Fires, name)))
        {
            failures.Add($"'{name}' fired{(IsAny(test.Misses, name) ? " and must not" : ", which is not expected")}");
            if (_all.Find(name) is { } rule) toExplain.Add(rule);
        }

        foreach (var pattern in test.Misses)
        {
            var rules = _all.Rules.Where(rule => NamePattern.IsMatch(rule.Name, pattern)).ToList();
            if (!rules.Exists(rule => Counts(test, rule.Name))) failures.Add($"'{pattern}' cannot fire: it is off, and the test does not enable it");
            else if (!rules.Exists(rule => rule.EventCodes.Overlaps(replay.Codes))) failures.Add($"'{pattern}' cannot fire: no event of the test is of a kind that it looks at");
        }
    }

    static void CompareAlerts(ExpectedAlert expected, List<Alert> alerts, List<string> failures)
    {
        if (expected.Count is { } count && count != alerts.Count) failures.Add($"'{expected.Rule}' gave {alerts.Count} alerts, not {count}");
        if (alerts.Count == 0) return;
        // Of several alerts the one that has most of it is meant.
        var nearest = alerts.MaxBy(alert => expected.Fields.Count(field => FieldText.Of(alert, field.Field) == field.Value))!;
        if (Difference(expected, nearest) is not { } difference || alerts.Exists(alert => Difference(expected, alert) is null)) return;
        failures.Add($"'{expected.Rule}': {difference}{(alerts.Count > 1 ? $" (and {alerts.Count - 1} more alerts that differ)" : "")}");
    }

    static string? Difference(ExpectedAlert expected, Alert alert)
    {
        foreach (var (field, wanted) in expected.Fields)
        {
            var value = FieldText.Of(alert, field);
            if (value != wanted) return $"{field} {(value is null ? "is missing" : $"= {Cut(value)}")}, expected {(wanted is null ? "that it is missing" : Cut(wanted))}";
        }

        if (expected.Output is null) return null;
        var output = Encoding.UTF8.GetString(alert.Output);
        return output.Contains(expected.Output, StringComparison.Ordinal) ? null : $"the output is '{Cut(output)}', expected in it '{Cut(expected.Output)}'";
    }

    static string Cut(string text) => text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "…");
}
