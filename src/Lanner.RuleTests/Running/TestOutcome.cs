using Lanner.Rules;

namespace Lanner.RuleTests.Running;

/// <summary>What came of one test.</summary>
public sealed record TestOutcome
{
    public required RuleTest Test { get; init; }

    public bool Passed => Failures.Count == 0;

    /// <summary>One line each: what is not as expected.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>Names of the rules that fired and count, each once, in order.</summary>
    public required IReadOnlyList<string> Fired { get; init; }

    /// <summary>Rules about which an explanation says why the test failed: expected and silent, or fired and not expected.</summary>
    public required IReadOnlyList<Rule> ToExplain { get; init; }

    public required TimeSpan Duration { get; init; }
}
