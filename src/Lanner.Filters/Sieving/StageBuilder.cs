namespace Lanner.Filters;

/// <summary>Takes apart the conditions of a list of filters into what one lifetime's predicates can say about them.</summary>
sealed class StageBuilder(IReadOnlyList<Node> filters, Lifetime lifetime)
{
    /// <summary>A part of more filters than this is asked for all of them at once.</summary>
    const int FewFilters = 3;

    /// <summary>The outcome is kept on the owner for long: worth asking anything that can exclude a filter.</summary>
    readonly bool _isLasting = lifetime is Lifetime.Container or Lifetime.Image or Lifetime.Lineage;

    readonly int _few = Math.Max(FewFilters, filters.Count / 16);

    /// <summary>The stage; null when the lifetime says nothing about these filters.</summary>
    public SieveStage? Build()
    {
        var parts = filters.Select(Parts).ToArray();
        var users = new Dictionary<string, (Node Part, List<int> Filters)>(StringComparer.Ordinal);
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var part in parts[i]) Note(users, part, i);
        }

        var shared = users.Values.Where(IsShared).ToArray();
        var own = new Dictionary<string, (Node Part, List<int> Filters)>(StringComparer.Ordinal);
        for (var i = 0; i < parts.Length; i++)
        {
            var kept = parts[i].Where(part => !IsShared(users[part.Key]) && IsIndexed(part)).ToArray();
            if (kept.Length > 0) Note(own, Node.All(kept), i);
        }

        var ownGuards = own.Values.Select(ToGuard).ToArray();
        var stage = new SieveStage(filters.Count, ownGuards, [.. shared.OrderBy(s => (double)s.Part.Cost / s.Filters.Count).Select(ToGuard)], Index(ownGuards));
        return stage.IsIdle ? null : stage;
    }

    static void Note(Dictionary<string, (Node Part, List<int> Filters)> users, Node part, int filter)
    {
        var key = part.Key;
        if (!users.TryGetValue(key, out var user)) users.Add(key, user = (part, []));
        if (user.Filters.Count == 0 || user.Filters[^1] != filter) user.Filters.Add(filter);
    }

    /// <summary>What the lifetime's predicates require for a filter to match, as parts that must all hold.</summary>
    IEnumerable<Node> Parts(Node filter) => filter.Conjuncts.SelectMany(part => part.Relax(Keeps).Conjuncts).Where(part => part is not ConstantNode);

    bool Keeps(Predicate predicate) => predicate.Lifetime == lifetime && (lifetime != Lifetime.Event || !predicate.NeedsContainerDetail);

    bool IsShared((Node Part, List<int> Filters) part) => part.Filters.Count > _few || _isLasting && !IsIndexed(part.Part);

    static bool IsIndexed(Node part)
    {
        var all = true;
        part.Visit(predicate => all &= SourceIndex.Takes(predicate));
        return all;
    }

    Guard ToGuard((Node Part, List<int> Filters) part) => new(part.Part, FilterMask.Of(filters.Count, part.Filters));

    (SourceIndex Index, ulong[] Filters)[] Index(Guard[] guards)
    {
        var indexes = new Dictionary<string, (SourceIndex Index, ulong[] Filters)>(StringComparer.Ordinal);
        for (var i = 0; i < guards.Length; i++)
        {
            var guard = guards[i];
            foreach (var predicate in guard.Condition.Wakers.Distinct())
            {
                if (!indexes.TryGetValue(predicate.Source.Text, out var entry))
                    indexes.Add(predicate.Source.Text, entry = (new SourceIndex(predicate.Source), new ulong[FilterMask.WordsFor(filters.Count)]));
                entry.Index.TryAdd(predicate, i);
                FilterMask.Add(entry.Filters, guard.Filters);
            }
        }

        return [.. indexes.Values];
    }
}
