namespace Lanner.Filters;

/// <summary>What a check does with a field's value.</summary>
public enum CheckOperator : byte
{
    Exists,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    IContains,
    BContains,
    StartsWith,
    BStartsWith,
    EndsWith,
    Glob,
    IGlob,
    Regex,
    In,
    Intersects,
    PMatch,
}

/// <summary>The word that makes a string operator take a list.</summary>
public enum ListModifier : byte
{
    None,

    /// <summary>Any element suffices; also written <c>anyof</c>.</summary>
    OneOf,

    AllOf,
}

/// <summary>The operators' spelling and kinds.</summary>
public static class CheckOperators
{
    static readonly (string Word, CheckOperator Operator)[] s_words =
    [
        ("exists", CheckOperator.Exists), ("contains", CheckOperator.Contains), ("icontains", CheckOperator.IContains),
        ("bcontains", CheckOperator.BContains), ("startswith", CheckOperator.StartsWith), ("bstartswith", CheckOperator.BStartsWith),
        ("endswith", CheckOperator.EndsWith), ("glob", CheckOperator.Glob), ("iglob", CheckOperator.IGlob),
        ("regex", CheckOperator.Regex), ("in", CheckOperator.In), ("intersects", CheckOperator.Intersects),
        ("pmatch", CheckOperator.PMatch),
    ];

    /// <summary>All operators that are words.</summary>
    public static IEnumerable<string> Words => s_words.Select(entry => entry.Word);

    public static bool TryParseWord(ReadOnlySpan<char> word, out CheckOperator op)
    {
        foreach (var entry in s_words)
        {
            if (!word.SequenceEqual(entry.Word)) continue;
            op = entry.Operator;
            return true;
        }

        op = default;
        return false;
    }

    public static bool TryParseModifier(ReadOnlySpan<char> word, out ListModifier modifier)
    {
        modifier = word switch
        {
            "oneof" or "anyof" => ListModifier.OneOf,
            "allof" => ListModifier.AllOf,
            _ => ListModifier.None,
        };
        return modifier != ListModifier.None;
    }

    /// <summary>
    /// Reads an operator alone, as the <c>comps</c> of a rule's exceptions hold it: <c>=</c>, <c>in</c>,
    /// <c>startswith oneof</c>.
    /// </summary>
    public static bool TryParse(string text, out CheckOperator op, out ListModifier modifier)
    {
        modifier = ListModifier.None;
        op = default;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2) return false;
        if (!TryParseSymbol(words[0], out op, out var length) || length != words[0].Length)
        {
            if (!TryParseWord(words[0], out op)) return false;
        }

        return words.Length == 1 || TakesModifier(op) && TryParseModifier(words[1], out modifier);
    }

    /// <summary>Takes one of <c>= == != &lt; &lt;= &gt; &gt;=</c> at the start of the text.</summary>
    internal static bool TryParseSymbol(ReadOnlySpan<char> text, out CheckOperator op, out int length)
    {
        var second = text.Length > 1 ? text[1] : '\0';
        (op, length) = (text.IsEmpty ? '\0' : text[0], second) switch
        {
            ('=', '=') => (CheckOperator.Equal, 2),
            ('=', _) => (CheckOperator.Equal, 1),
            ('!', '=') => (CheckOperator.NotEqual, 2),
            ('<', '=') => (CheckOperator.LessOrEqual, 2),
            ('<', _) => (CheckOperator.Less, 1),
            ('>', '=') => (CheckOperator.GreaterOrEqual, 2),
            ('>', _) => (CheckOperator.Greater, 1),
            _ => (default, 0),
        };
        return length > 0;
    }

    public static string Spelling(CheckOperator op) => op switch
    {
        CheckOperator.Equal => "=",
        CheckOperator.NotEqual => "!=",
        CheckOperator.Less => "<",
        CheckOperator.LessOrEqual => "<=",
        CheckOperator.Greater => ">",
        CheckOperator.GreaterOrEqual => ">=",
        _ => Array.Find(s_words, entry => entry.Operator == op).Word,
    };

    /// <summary>Takes a list in brackets.</summary>
    public static bool TakesList(CheckOperator op) => op is CheckOperator.In or CheckOperator.Intersects or CheckOperator.PMatch;

    /// <summary>May be followed by oneof, anyof or allof.</summary>
    public static bool TakesModifier(CheckOperator op) =>
        op is CheckOperator.Equal or CheckOperator.NotEqual or >= CheckOperator.Contains and <= CheckOperator.Regex;
}
