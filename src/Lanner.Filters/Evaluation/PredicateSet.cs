namespace Lanner.Filters;

/// <summary>
/// The predicates of all filters compiled together (a rule set). Equal comparisons are one predicate. Outcomes kept on processes,
/// descriptors and containers name the set's generation, so those of an older rule set are never taken for its own. Filled by
/// one thread; when full, read by any number.
/// </summary>
public sealed class PredicateSet
{
    static long s_generation;

    readonly Dictionary<string, Predicate> _predicates = new(StringComparer.Ordinal);
    readonly int[] _counts = new int[(int)Lifetime.Event + 1];
    readonly int[] _maskWords = new int[(int)Lifetime.Event + 1];
    ulong _masks;

    /// <summary>Unlike that of any other set of this process.</summary>
    internal ulong Generation { get; } = (ulong)Interlocked.Increment(ref s_generation);

    /// <summary>Different comparisons in all filters.</summary>
    public int Count => _predicates.Count;

    /// <summary>How many of them have that life.</summary>
    public int CountOf(Lifetime lifetime) => _counts[(int)lifetime];

    /// <summary>All comparisons with their lives and how often they are used, for explaining and for tests.</summary>
    public IEnumerable<(string Text, Lifetime Lifetime, int Uses)> Describe() =>
        _predicates.Values.Select(p => (p.Text, p.Lifetime, p.Uses));

    /// <summary>Words that the masks of sieves take on an owner of that life.</summary>
    internal int MaskWords(Lifetime lifetime) => _maskWords[(int)lifetime];

    /// <summary>A place and a number for a sieve's masks on owners of a life.</summary>
    internal (int At, ulong Number) PlaceMask(Lifetime lifetime, int words)
    {
        ref var total = ref _maskWords[(int)lifetime];
        _masks++;
        if (lifetime == Lifetime.Descriptor)
        {
            // There are very many descriptors, and each is used by few kinds of events: they keep only the mask used last.
            total = Math.Max(total, words + 1);
            return (0, _masks);
        }

        var at = total;
        total += words + 1;
        return (at, _masks);
    }

    /// <summary>The predicate of that text, if the set has it.</summary>
    internal Predicate? Find(string text) => _predicates.GetValueOrDefault(text);

    /// <summary>The set's predicate of that text: the one it has, or the one made now.</summary>
    internal Predicate Intern(string text, Func<Predicate> make)
    {
        if (!_predicates.TryGetValue(text, out var predicate))
        {
            predicate = make();
            predicate.Index = _predicates.Count;
            predicate.OwnerIndex = _counts[(int)predicate.Lifetime]++;
            _predicates.Add(text, predicate);
        }

        predicate.Uses++;
        return predicate;
    }
}
