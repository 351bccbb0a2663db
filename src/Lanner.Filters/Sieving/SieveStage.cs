using System.Numerics;

namespace Lanner.Filters;

/// <summary>
/// What the predicates of one lifetime leave possible of a list of filters. Most of it is found without asking: parts of conditions that
/// belong to few filters are taken as if none of their predicates held, and only those are evaluated that an index of the values' merged
/// comparisons tells of. Parts that many filters share are evaluated, once, if any of their filters is still possible. Immutable.
/// </summary>
sealed class SieveStage
{
    readonly ulong[] _untouched;
    readonly Guard[] _own;
    readonly Guard[] _shared;
    readonly (SourceIndex Index, ulong[] Filters)[] _indexes;
    readonly int _words;

    public SieveStage(int filters, Guard[] own, Guard[] shared, (SourceIndex Index, ulong[] Filters)[] indexes)
    {
        _words = FilterMask.WordsFor(filters);
        _own = own;
        _shared = shared;
        _indexes = indexes;
        _untouched = FilterMask.Of(filters, Enumerable.Range(0, filters));
        foreach (var guard in own)
        {
            if (!guard.HoldsUntouched) FilterMask.Remove(_untouched, guard.Filters);
        }
    }

    /// <summary>Nothing is ever sieved out here.</summary>
    public bool IsIdle => _own.Length == 0 && _shared.Length == 0;

    /// <summary>Writes the filters that may match. False when some of it is not known yet: then it must not be kept.</summary>
    public bool Sieve(in EventContext context, Evaluator evaluator, Span<ulong> possible)
    {
        _untouched.CopyTo(possible);
        return AskOwn(context, evaluator, default, possible) & AskShared(context, evaluator, possible);
    }

    /// <summary>Takes out what parts that many filters share exclude. False when some of it is not known yet.</summary>
    public bool AskShared(in EventContext context, Evaluator evaluator, Span<ulong> possible)
    {
        var isKnown = true;
        foreach (var guard in _shared)
        {
            if (!FilterMask.Meets(possible, guard.Filters)) continue;
            var truth = guard.Condition.Evaluate(context, evaluator);
            if (truth == Truth.False) FilterMask.Remove(possible, guard.Filters);
            else if (truth == Truth.Unknown) isKnown = false;
        }

        return isKnown;
    }

    /// <summary>Takes out what the other parts exclude, reading only values that say something about the filters left.</summary>
    public void AskOwn(in EventContext context, Evaluator evaluator, Span<ulong> possible)
    {
        if (_own.Length == 0) return;
        var found = evaluator.StageMask(possible.Length);
        _untouched.CopyTo(found);
        AskOwn(context, evaluator, possible, found);
        FilterMask.Keep(possible, found);
    }

    bool AskOwn(in EventContext context, Evaluator evaluator, ReadOnlySpan<ulong> wanted, Span<ulong> possible)
    {
        if (_indexes.Length == 0) return true;
        var touched = evaluator.TouchedGuards(_words);
        touched.Clear();
        foreach (var (index, filters) in _indexes)
        {
            if (wanted.IsEmpty || FilterMask.Meets(wanted, filters)) index.Find(context, evaluator.Memory, touched);
        }

        var isKnown = true;
        for (var word = 0; word < touched.Length; word++)
        {
            for (var bits = touched[word]; bits != 0; bits &= bits - 1)
            {
                var guard = _own[word << 6 | BitOperations.TrailingZeroCount(bits)];
                var truth = !guard.IsDecidedByTouch ? guard.Condition.Evaluate(context, evaluator) : guard.HoldsUntouched ? Truth.False : Truth.True;
                if (truth == Truth.False) FilterMask.Remove(possible, guard.Filters);
                else FilterMask.Add(possible, guard.Filters);
                if (truth == Truth.Unknown) isKnown = false;
            }
        }

        return isKnown;
    }
}
