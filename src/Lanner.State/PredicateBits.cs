namespace Lanner.State;

/// <summary>
/// What is known of predicates on one owner (a process image, a lineage, a descriptor, a container): two bits a predicate, one
/// for "was evaluated", one for the outcome. The rules part numbers the predicates; the owner only says when its bits are stale,
/// by clearing them or through the epoch that every access names.
/// </summary>
public struct PredicateBits
{
    ulong[]? _words;
    ulong _epoch;

    /// <summary>The stored outcome; false when it was not evaluated in this epoch.</summary>
    public readonly bool TryGet(int predicate, ulong epoch, out bool outcome)
    {
        var words = _words;
        var word = predicate >> 5;
        if (words is null || _epoch != epoch || word >= words.Length)
        {
            outcome = false;
            return false;
        }

        var pair = words[word] >> ((predicate & 31) << 1);
        outcome = (pair & 2) != 0;
        return (pair & 1) != 0;
    }

    /// <summary>Stores an outcome. The first store of an epoch forgets everything older.</summary>
    /// <param name="capacity">How many predicates of this kind there are; memory is taken once for all of them.</param>
    public void Set(int predicate, ulong epoch, bool outcome, int capacity)
    {
        var needed = (capacity + 31) >> 5;
        if (_words is null || _words.Length < needed) _words = new ulong[needed];
        else if (_epoch != epoch) Array.Clear(_words);
        _epoch = epoch;
        _words[predicate >> 5] |= (outcome ? 3UL : 1UL) << ((predicate & 31) << 1);
    }

    /// <summary>Forgets everything.</summary>
    public readonly void Clear()
    {
        if (_words is not null) Array.Clear(_words);
    }

    /// <summary>Bits for a copy of the owner: nothing is known, nothing is shared.</summary>
    public void Detach() => _words = null;
}
