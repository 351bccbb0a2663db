namespace Lanner.Events.PushDown;

/// <summary>
/// One way for an open to be worth reporting: all its parts must be met. An open that meets none of a list of alternatives can be
/// held back where it happens. The alternatives say less than the rules they come from, never more.
/// </summary>
/// <param name="Outcomes">How the call may have ended.</param>
/// <param name="Kinds">A bit for each <see cref="OpenKind"/>.</param>
/// <param name="Paths">Pieces of which the path meets one; null when any path will do.</param>
public sealed record OpenAlternative(CallOutcomes Outcomes, uint Kinds, IReadOnlyList<PathPiece>? Paths)
{
    public const uint AllKinds = uint.MaxValue;

    /// <summary>Every open.</summary>
    public static OpenAlternative Any { get; } = new(CallOutcomes.Any, AllKinds, null);

    public bool IsEmpty => Outcomes == CallOutcomes.None || Kinds == 0 || Paths is { Count: 0 };
}
