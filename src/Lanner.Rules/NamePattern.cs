namespace Lanner.Rules;

/// <summary>A name in which <c>*</c> stands for any text.</summary>
public static class NamePattern
{
    /// <summary>Greedy with one way back, so never worse than name times pattern.</summary>
    public static bool IsMatch(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int at = 0, p = 0, star = -1, back = 0;
        while (at < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                back = at;
            }
            else if (p < pattern.Length && pattern[p] == name[at])
            {
                p++;
                at++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                at = ++back;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
