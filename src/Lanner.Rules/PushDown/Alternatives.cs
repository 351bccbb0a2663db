using Lanner.Events.PushDown;

namespace Lanner.Rules.PushDown;

/// <summary>Lists of alternatives put together, kept small: those that differ in their paths only are one.</summary>
static class Alternatives
{
    /// <summary>More than this are made one that asks for what all of them share.</summary>
    const int Most = 48;

    /// <summary>More pieces of paths than this in one alternative ask for nothing.</summary>
    const int MostPieces = 4096;

    public static IReadOnlyList<OpenAlternative> Either(IReadOnlyList<OpenAlternative> a, IReadOnlyList<OpenAlternative> b) =>
        a.Count == 0 ? b : b.Count == 0 ? a : Merge(a.Concat(b));

    public static IReadOnlyList<OpenAlternative> Both(IReadOnlyList<OpenAlternative> a, IReadOnlyList<OpenAlternative> b)
    {
        if (IsAny(a)) return b;
        if (IsAny(b)) return a;
        return Merge(a.SelectMany(one => b.Select(other => Both(one, other))).Where(both => !both.IsEmpty));
    }

    /// <summary>Merges a list that was put together from several.</summary>
    public static IReadOnlyList<OpenAlternative> Merge(IEnumerable<OpenAlternative> alternatives)
    {
        var merged = alternatives.GroupBy(one => (one.Outcomes, one.Kinds))
            .Select(group => new OpenAlternative(group.Key.Outcomes, group.Key.Kinds, EitherPath(group.Select(one => one.Paths)))).ToList();
        if (merged.Count <= Most) return merged;
        return
        [
            new OpenAlternative(merged.Aggregate(CallOutcomes.None, (all, one) => all | one.Outcomes),
                merged.Aggregate(0u, (all, one) => all | one.Kinds), EitherPath(merged.Select(one => one.Paths))),
        ];
    }

    static bool IsAny(IReadOnlyList<OpenAlternative> list) => list.Count == 1 && list[0] is { Outcomes: CallOutcomes.Any, Kinds: OpenAlternative.AllKinds, Paths: null };

    /// <summary>Of two demands on the path the shorter list is kept: either is right.</summary>
    static OpenAlternative Both(OpenAlternative a, OpenAlternative b) => new(a.Outcomes & b.Outcomes, a.Kinds & b.Kinds,
        a.Paths is null ? b.Paths : b.Paths is null || a.Paths.Count <= b.Paths.Count ? a.Paths : b.Paths);

    static IReadOnlyList<PathPiece>? EitherPath(IEnumerable<IReadOnlyList<PathPiece>?> paths)
    {
        var pieces = new HashSet<PathPiece>();
        foreach (var path in paths)
        {
            if (path is null) return null;
            pieces.UnionWith(path);
            if (pieces.Count > MostPieces) return null;
        }

        return [.. pieces];
    }
}
