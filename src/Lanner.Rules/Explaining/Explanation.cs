using Lanner.Filters;

namespace Lanner.Rules.Explaining;

/// <summary>A part of a condition that was not as it must be for the rule to match.</summary>
/// <param name="Wanted">Whether it must hold, or must not.</param>
public readonly record struct FailingPart(ConditionPart Part, bool Wanted)
{
    public override string ToString() => Wanted ? Part.Text : $"not {Part.Text}";
}

/// <summary>What a part of the condition came to for one event.</summary>
/// <param name="Values">The fields it compared with their values, null for one that the event has not; UTF-8 as the event had it.</param>
public sealed record PartOutcome(Truth Truth, IReadOnlyList<(string Field, byte[]? Value)> Values);

/// <summary>Why a rule matched an event, or did not. Owned.</summary>
public sealed record Explanation
{
    public required ulong EventNumber { get; init; }

    /// <summary>Nanoseconds since the epoch.</summary>
    public required ulong TimeNs { get; init; }

    /// <summary>The event's name.</summary>
    public required string EventName { get; init; }

    /// <summary>Name and number of the process, the container and the arguments, with their fields.</summary>
    public required IReadOnlyList<(string Field, byte[]? Value)> About { get; init; }

    /// <summary>Events of its kind can match.</summary>
    public required bool IsCandidate { get; init; }

    public required Truth Verdict { get; init; }

    /// <summary>One for each part, by its index.</summary>
    public required IReadOnlyList<PartOutcome> Outcomes { get; init; }

    /// <summary>The parts that kept it from matching; empty for a match.</summary>
    public required IReadOnlyList<FailingPart> Failing { get; init; }

    /// <summary>Comparisons that were as they must be, and how many had to be.</summary>
    public required (int Held, int Total) Comparisons { get; init; }

    /// <summary>The container's name and image were not known yet when it happened: it was decided when they were, or time was up.</summary>
    public required bool DecidedLater { get; init; }

    /// <summary>How many events failed at just these parts; this one is the first. 1 for a match.</summary>
    public long Count { get; internal set; } = 1;
}
