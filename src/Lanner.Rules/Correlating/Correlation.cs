using Lanner.Filters;

namespace Lanner.Rules.Correlating;

/// <summary>
/// That a rule alerts on several events together: so many matches of its condition, or a sequence of steps, within a time and for one
/// key. Immutable.
/// </summary>
public sealed record Correlation
{
    /// <summary>Longest time between the first event and the last.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>In the order in which they must happen; the last is the rule's own condition.</summary>
    public required IReadOnlyList<CorrelationStep> Steps { get; init; }

    /// <summary>What comes before the rule's own condition.</summary>
    public IEnumerable<CorrelationStep> Earlier => Steps.SkipLast(1);

    /// <summary>The rule's own condition.</summary>
    public CorrelationStep Last => Steps[^1];

    /// <summary>When the rule alerts, in words: <c>5 times with different fd.sip after dropped (by container, fd.name), within 30s, by container</c>.</summary>
    public override string ToString()
    {
        var last = string.Join(", ", Last.By);
        var earlier = Earlier.Select(step => step.Name + Counted(step) + (string.Join(", ", step.By) is var by && by != last ? $" (by {by})" : "")).ToArray();
        return $"{(Last.Times > 1 ? Counted(Last).TrimStart() : "once")}{(earlier.Length == 0 ? "" : " after " + string.Join(", then ", earlier))}"
            + $", within {Files.DurationText.Of(Within)}, by {last}";
    }

    static string Counted(CorrelationStep step) => step.Times == 1 ? "" : $" {step.Times} times" + (step.Distinct is { } field ? $" with different {field.Text}" : "");

    internal ulong WithinNs => (ulong)Within.Ticks * 100;

    /// <summary>Equal for rules that remember the same things of the same events.</summary>
    public string Fingerprint => $"{Within.Ticks} " + string.Join(" | ", Steps.Select(step =>
        $"{step.Condition} by {string.Join(",", step.By)} times {step.Times} {step.Distinct?.Text} keeps {string.Join(",", step.Kept.Select(kept => kept.Text))}"));
}

/// <summary>A step of a sequence.</summary>
public sealed record CorrelationStep
{
    /// <summary>As the rule names it; empty for the rule's own condition.</summary>
    public required string Name { get; init; }

    /// <summary>As written.</summary>
    public required string ConditionText { get; init; }

    /// <summary>With macros, lists and exceptions put in.</summary>
    public required Expression Condition { get; init; }

    /// <summary>With lists put in, macros named and without exceptions.</summary>
    public required Expression Written { get; init; }

    public required CompiledFilter Filter { get; init; }

    /// <summary>How many matches make the step.</summary>
    public required int Times { get; init; }

    /// <summary>Matches with an equal value of this field count once; null for all of them.</summary>
    public Field? Distinct { get; init; }

    /// <summary>What must be equal for events to belong together; as many as every other step has.</summary>
    public required IReadOnlyList<CorrelationKey> By { get; init; }

    /// <summary>The fields whose values the output prints later.</summary>
    public required IReadOnlyList<Field> Kept { get; init; }

    /// <summary>All that is read of its events beside the condition.</summary>
    public IEnumerable<Field> Fields => By.Select(key => key.Field).Append(Distinct).OfType<Field>().Concat(Kept);

    /// <summary>Cannot be noted before the container's detail is known.</summary>
    internal bool NeedsContainerDetail => Fields.Any(read => read.NeedsContainerDetail);
}
