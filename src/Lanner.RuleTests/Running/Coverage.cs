using Lanner.Rules;

namespace Lanner.RuleTests.Running;

/// <summary>Which rules have a test in which they fire, and one in which they nearly do.</summary>
public sealed class Coverage
{
    readonly Dictionary<string, (Rule Rule, bool Fires, bool Misses)> _rules = new(StringComparer.Ordinal);

    /// <summary>Rules without one of the two, in the order of their files.</summary>
    public IEnumerable<(Rule Rule, bool Fires, bool Misses)> Lacking => _rules.Values.Where(rule => !rule.Fires || !rule.Misses);

    public int RuleCount => _rules.Count;

    /// <summary>Takes in the tests of a file and the rules that they are about. Only tests that passed count.</summary>
    public void Add(RuleSet rules, IEnumerable<TestOutcome> outcomes)
    {
        var passed = outcomes.Where(outcome => outcome.Passed).ToList();
        foreach (var rule in rules.AllRules)
        {
            var (_, fires, misses) = _rules.GetValueOrDefault(rule.Name);
            _rules[rule.Name] = (rule, fires || passed.Exists(outcome => outcome.Fired.Contains(rule.Name)),
                misses || passed.Exists(outcome => outcome.Test.Misses.Any(pattern => NamePattern.IsMatch(rule.Name, pattern))));
        }
    }
}
