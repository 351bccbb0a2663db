namespace Lanner.Explore.Inspection;

/// <summary>
/// What is counted by key, for lists of the greatest. When the table is full, the lesser half goes and is counted: a key that was dropped
/// and comes again begins at nothing, so small counts of a capture with very many keys are low, great ones right.
/// </summary>
sealed class BoundedTable<TKey, TUse>(int capacity, Func<TUse, long> weight, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull where TUse : class, new()
{
    /// <summary>What is kept. To be changed only through <see cref="Add"/>.</summary>
    public Dictionary<TKey, TUse> Entries { get; } = new(comparer);

    /// <summary>Keys dropped for want of room.</summary>
    public long Dropped { get; private set; }

    public TUse GetOrAdd(TKey key) => Entries.TryGetValue(key, out var use) ? use : Add(key);

    /// <summary>Puts in a key that is not there.</summary>
    public TUse Add(TKey key)
    {
        if (Entries.Count >= capacity) DropHalf();
        var use = new TUse();
        Entries.Add(key, use);
        return use;
    }

    /// <summary>The greatest by a measure, those without any left out.</summary>
    public List<KeyValuePair<TKey, TUse>> Top(int count, Func<TUse, long> measure) =>
        [.. Entries.Where(e => measure(e.Value) > 0).OrderByDescending(e => measure(e.Value)).Take(count)];

    void DropHalf()
    {
        var lesser = Entries.OrderBy(e => weight(e.Value)).Take((Entries.Count + 1) / 2).Select(e => e.Key).ToList();
        foreach (var key in lesser) Entries.Remove(key);
        Dropped += lesser.Count;
    }
}
