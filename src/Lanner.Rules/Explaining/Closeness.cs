using Lanner.Filters;

namespace Lanner.Rules.Explaining;

/// <summary>
/// How near an event came to matching. What must hold is counted: all of a conjunction, of alternatives the one that came nearest; for a
/// part that must not hold the other way round.
/// </summary>
/// <param name="Held">Comparisons that were as they must be.</param>
/// <param name="Total">Comparisons that had to be so.</param>
readonly record struct Closeness(int Held, int Total) : IComparable<Closeness>
{
    public int Missing => Total - Held;

    /// <summary>
    /// Failing parts that had to hold. With none the rule would have matched but for what it excludes: of equal ones the most telling.
    /// Filled in for whole conditions only.
    /// </summary>
    public int Lacking { get; init; }

    /// <summary>Greater is nearer: fewer missing, then fewer lacking, then more held.</summary>
    public int CompareTo(Closeness other) => Missing != other.Missing ? other.Missing.CompareTo(Missing)
        : Lacking != other.Lacking ? other.Lacking.CompareTo(Lacking)
        : Held.CompareTo(other.Held);

    public static bool operator <(Closeness left, Closeness right) => left.CompareTo(right) < 0;

    public static bool operator >(Closeness left, Closeness right) => left.CompareTo(right) > 0;

    /// <summary>Counts a whole condition.</summary>
    /// <param name="failing">Takes the parts that are not as they must be; only those that decided.</param>
    public static Closeness Of(ConditionPart root, ReadOnlySpan<Truth> outcomes, List<FailingPart> failing)
    {
        var closeness = Of(root, outcomes, true, failing);
        return closeness with { Lacking = failing.Count(part => part.Wanted) };
    }

    /// <param name="wanted">Whether the part must hold, or must not.</param>
    static Closeness Of(ConditionPart part, ReadOnlySpan<Truth> outcomes, bool wanted, List<FailingPart> failing)
    {
        var before = failing.Count;
        switch (part.Kind)
        {
            case var _ when part.Parts.Count == 0:
                if (outcomes[part.Index] == (wanted ? Truth.True : Truth.False)) return new Closeness(1, 1);
                failing.Add(new FailingPart(part, wanted));
                return new Closeness(0, 1);
            case ConditionPartKind.Not:
                return Of(part.Parts[0], outcomes, !wanted, failing);
            case ConditionPartKind.Macro or ConditionPartKind.Exception:
                var inner = Of(part.Parts[0], outcomes, wanted, failing);
                // What must not hold is one thing to its author, and so is a macro of which nothing came near.
                if (failing.Count > before && (!wanted || failing[before].Part == part.Parts[0]))
                {
                    failing.RemoveRange(before, failing.Count - before);
                    failing.Add(new FailingPart(part, wanted));
                }

                return inner;
            default:
                return part.Kind == ConditionPartKind.All == wanted
                    ? OfEach(part, outcomes, wanted, failing)
                    : OfNearest(part, outcomes, wanted, failing);
        }
    }

    static Closeness OfEach(ConditionPart part, ReadOnlySpan<Truth> outcomes, bool wanted, List<FailingPart> failing)
    {
        int held = 0, total = 0;
        foreach (var inner in part.Parts)
        {
            var one = Of(inner, outcomes, wanted, failing);
            held += one.Held;
            total += one.Total;
        }

        return new Closeness(held, total);
    }

    static Closeness OfNearest(ConditionPart part, ReadOnlySpan<Truth> outcomes, bool wanted, List<FailingPart> failing)
    {
        var start = failing.Count;
        Closeness? best = null;
        foreach (var inner in part.Parts)
        {
            var before = failing.Count;
            var one = Of(inner, outcomes, wanted, failing);
            if (best is { } known && !(one > known))
            {
                failing.RemoveRange(before, failing.Count - before);
                continue;
            }

            failing.RemoveRange(start, before - start);
            best = one;
            if (one.Missing == 0) break;
        }

        var nearest = best!.Value;
        if (nearest.Held == 0)
        {
            failing.RemoveRange(start, failing.Count - start);
            failing.Add(new FailingPart(part, wanted));
        }

        return nearest;
    }
}
