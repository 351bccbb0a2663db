namespace Lanner.State;

/// <summary>
/// What is known of predicates on one owner (a process image, a lineage, a descriptor, a container): two bits a predicate, one
/// for "was evaluated", one for the outcome; and masks of rules that these outcomes leave possible. The rules part numbers the predicates
/// and the masks; the owner only says when all of it is stale, by clearing it or through the epoch that every access names.
/// </summary>
public struct PredicateBits
{
    ulong[]? _words;

    /// <summary>Masks one behind the other, each headed by a word with its number, 0 when it is not known.</summary>
    ulong[]? _masks;
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
        Enter(epoch);
        var needed = (capacity + 31) >> 5;
        if (_words is null || _words.Length < needed) _words = new ulong[needed];
        _words[predicate >> 5] |= (outcome ? 3UL : 1UL) << ((predicate & 31) << 1);
    }

    /// <summary>The stored mask; false when there is none of this number from this epoch.</summary>
    /// <param name="at">Where masks of that number are stored, in words; several numbers may share a place.</param>
    /// <param name="number">From 1.</param>
    /// <param name="length">In words.</param>
    public readonly bool TryGetMask(int at, ulong number, int length, ulong epoch, out ReadOnlySpan<ulong> mask)
    {
        var masks = _masks;
        if (masks is null || _epoch != epoch || (uint)at >= (uint)masks.Length || masks[at] != number)
        {
            mask = default;
            return false;
        }

        mask = masks.AsSpan(at + 1, length);
        return true;
    }

    /// <summary>Stores a mask. The first store of an epoch forgets everything older.</summary>
    /// <param name="capacity">Words that all masks of this kind take, with a head each.</param>
    public void SetMask(int at, ulong number, ReadOnlySpan<ulong> mask, ulong epoch, int capacity)
    {
        Enter(epoch);
        if (_masks is null || _masks.Length < capacity) _masks = new ulong[capacity];
        _masks[at] = number;
        mask.CopyTo(_masks.AsSpan(at + 1));
    }

    /// <summary>Forgets everything.</summary>
    public readonly void Clear()
    {
        if (_words is not null) Array.Clear(_words);
        if (_masks is not null) Array.Clear(_masks);
    }

    /// <summary>Bits for a copy of the owner: nothing is known, nothing is shared.</summary>
    public void Detach()
    {
        _words = null;
        _masks = null;
    }

    void Enter(ulong epoch)
    {
        if (_epoch == epoch) return;
        Clear();
        _epoch = epoch;
    }
}
