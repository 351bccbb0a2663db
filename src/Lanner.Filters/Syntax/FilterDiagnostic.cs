namespace Lanner.Filters;

/// <summary>How bad a finding is.</summary>
public enum DiagnosticSeverity : byte
{
    /// <summary>The filter works, but probably not as meant or not for long.</summary>
    Warning,

    /// <summary>There is no filter.</summary>
    Error,
}

/// <summary>Something wrong in a filter or an output format.</summary>
/// <param name="Code">One of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Span">Where, in the text that was parsed.</param>
/// <param name="Message">What is wrong, without the place.</param>
/// <param name="Hint">What to do about it, or null.</param>
public sealed record FilterDiagnostic(
    string Code, TextSpan Span, string Message, string? Hint = null, DiagnosticSeverity Severity = DiagnosticSeverity.Error)
{
    /// <summary>What was given to <see cref="FilterParser.Parse"/> with the text that <see cref="Span"/> is in.</summary>
    public object? Source { get; init; }

    /// <summary>One line: <c>line:column: message (hint)</c>.</summary>
    public string ToText(ReadOnlySpan<char> text)
    {
        var (line, column) = TextSpan.LineAndColumn(text, Span.Offset);
        return Hint is null ? $"{line}:{column}: {Message}" : $"{line}:{column}: {Message} ({Hint})";
    }
}

/// <summary>Stable names of the findings.</summary>
public static class DiagnosticCodes
{
    public const string Expected = "expected";
    public const string UnclosedString = "unclosed-string";
    public const string BadEscape = "bad-escape";
    public const string TooDeep = "too-deep";
    public const string TooLarge = "too-large";
    public const string UnknownOperator = "unknown-operator";
    public const string UnknownTransformer = "unknown-transformer";
    public const string ListInScalar = "list-as-one-value";
    public const string UnknownMacro = "unknown-macro";
    public const string UnknownField = "unknown-field";
    public const string BadArgument = "bad-argument";
    public const string OutputOnly = "output-only-field";
    public const string WrongOperator = "wrong-operator";
    public const string WrongValue = "wrong-value";
    public const string WrongTransformer = "wrong-transformer";
    public const string UnknownEvent = "unknown-event";
    public const string DeprecatedField = "deprecated-field";
    public const string SimplerThanRegex = "regex-not-needed";
    public const string LooksLikeField = "value-looks-like-field";
}
