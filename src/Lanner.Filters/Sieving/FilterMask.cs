namespace Lanner.Filters;

/// <summary>Sets of filters by their positions, as bits in words.</summary>
static class FilterMask
{
    public static int WordsFor(int count) => (count + 63) >> 6;

    public static ulong[] Of(int count, IEnumerable<int> positions)
    {
        var mask = new ulong[WordsFor(count)];
        foreach (var position in positions) mask[position >> 6] |= 1UL << position;
        return mask;
    }

    public static bool Meets(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if ((a[i] & b[i]) != 0) return true;
        }

        return false;
    }

    public static bool IsEmpty(ReadOnlySpan<ulong> mask) => mask.IndexOfAnyExcept(0UL) < 0;

    /// <summary>Keeps what is in both. False when nothing is left.</summary>
    public static bool Keep(Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        var any = 0UL;
        for (var i = 0; i < mask.Length; i++) any |= mask[i] &= other[i];
        return any != 0;
    }

    public static void Add(Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < mask.Length; i++) mask[i] |= other[i];
    }

    /// <summary>Takes out. False when nothing is left.</summary>
    public static bool Remove(Span<ulong> mask, ReadOnlySpan<ulong> other)
    {
        var any = 0UL;
        for (var i = 0; i < mask.Length; i++) any |= mask[i] &= ~other[i];
        return any != 0;
    }
}
