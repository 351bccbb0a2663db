namespace Lanner.Filters;

/// <summary>A part of conditions: where it is false, none of its filters can match.</summary>
/// <param name="Condition">Made of predicates of one lifetime.</param>
/// <param name="Filters">Those that it is a part of.</param>
sealed record Guard(Node Condition, ulong[] Filters)
{
    /// <summary>Its truth where none of its predicates hold.</summary>
    public bool HoldsUntouched { get; } = Condition.Decide(static _ => false) == Truth.True;

    /// <summary>That an index tells of it says its truth: the other one than untouched.</summary>
    public bool IsDecidedByTouch { get; } = Condition.FlipsWithAny && Condition.Wakers.All(SourceIndex.IsExact);
}
