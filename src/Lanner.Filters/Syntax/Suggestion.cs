namespace Lanner.Filters;

/// <summary>Finds the word that was probably meant.</summary>
public static class Suggestion
{
    const int LongestWord = 128;

    /// <summary>
    /// The candidate with the fewest typing mistakes (insert, delete, change, swap of neighbours), or null when all are too far:
    /// more than a third of the word.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord) return null;
        string? best = null;
        var limit = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > LongestWord || Math.Abs(candidate.Length - word.Length) >= limit) continue;
            var distance = Distance(word, candidate);
            if (distance >= limit) continue;
            limit = distance;
            best = candidate;
        }

        return best;
    }

    /// <summary>"did you mean X?", or null.</summary>
    public static string? Hint(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } nearest ? $"did you mean {nearest}?" : null;

    static int Distance(string a, string b)
    {
        Span<int> rows = stackalloc int[3 * (LongestWord + 1)];
        var width = b.Length + 1;
        var beforeLast = rows[..width];
        var last = rows.Slice(width, width);
        var current = rows.Slice(2 * width, width);
        for (var j = 0; j < width; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j < width; j++)
            {
                var x = char.ToLowerInvariant(a[i - 1]);
                var y = char.ToLowerInvariant(b[j - 1]);
                var cost = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + (x == y ? 0 : 1));
                if (i > 1 && j > 1 && x == char.ToLowerInvariant(b[j - 2]) && y == char.ToLowerInvariant(a[i - 2]))
                    cost = Math.Min(cost, beforeLast[j - 2] + 1);
                current[j] = cost;
            }

            var oldest = beforeLast;
            beforeLast = last;
            last = current;
            current = oldest;
        }

        return last[width - 1];
    }
}
