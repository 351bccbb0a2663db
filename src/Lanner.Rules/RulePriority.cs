namespace Lanner.Rules;

/// <summary>How grave a rule's alert is; the greater number is the less grave, as in syslog.</summary>
public enum RulePriority : byte
{
    Emergency,
    Alert,
    Critical,
    Error,
    Warning,
    Notice,
    Informational,
    Debug,
}

public static class RulePriorities
{
    static readonly string[] s_names =
        ["Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug"];

    /// <summary>The eight names for a message.</summary>
    public static string All => string.Join(", ", s_names);

    /// <summary>As alerts print it.</summary>
    public static string Name(this RulePriority priority) => s_names[(int)priority];

    /// <summary>Case does not matter; <c>info</c> is Informational.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RulePriority priority)
    {
        priority = RulePriority.Informational;
        if (text.Equals("info", StringComparison.OrdinalIgnoreCase)) return true;
        for (var i = 0; i < s_names.Length; i++)
        {
            if (!text.Equals(s_names[i], StringComparison.OrdinalIgnoreCase)) continue;
            priority = (RulePriority)i;
            return true;
        }

        return false;
    }
}
