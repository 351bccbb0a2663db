namespace Lanner.Yaml;

/// <summary>Finds the known word that a mistyped one was likely meant to be.</summary>
public static class NearestWord
{
    /// <summary>At most a third of the word, and never more than 3 letters, may differ; null when nothing is that near.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > 80) return null;
        var limit = Math.Min(3, Math.Max(1, word.Length / 3));
        string? best = null;
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - word.Length) > limit) continue;
            var distance = Distance(word, candidate);
            if (distance > limit || distance == 0) continue;
            limit = distance - 1;
            best = candidate;
            if (limit == 0) break;
        }

        return best;
    }

    static int Distance(string left, string right)
    {
        Span<int> row = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}
