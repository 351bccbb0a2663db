using System.Text;
using Lanner.Filters;

namespace Lanner.Rules.Diagnostics;

/// <summary>
/// Writes diagnostics for a person: place and message, the line with a caret under the fault, and the hint. Text out of files
/// is shown with control characters replaced, since it may end on a terminal.
/// </summary>
public static class DiagnosticText
{
    public static string Render(IEnumerable<RuleDiagnostic> diagnostics)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics) Append(text, diagnostic);
        return text.ToString();
    }

    public static void Append(StringBuilder text, RuleDiagnostic diagnostic)
    {
        var severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        AppendPrintable(text, diagnostic.File);
        text.Append(':').Append(diagnostic.Line).Append(':').Append(diagnostic.Column).Append(": ").Append(severity).Append(": ");
        AppendPrintable(text, diagnostic.Message);
        text.Append(" [").Append(diagnostic.Code.Word()).Append(']').Append('\n');
        if (diagnostic.ItemName.Length > 0)
        {
            text.Append("  in ").Append(diagnostic.ItemType).Append(" '");
            AppendPrintable(text, diagnostic.ItemName);
            text.Append("'\n");
        }

        if (diagnostic.Snippet.Trim().Length > 0) AppendSnippet(text, diagnostic);
        if (diagnostic.Hint is { } hint)
        {
            text.Append("  hint: ");
            AppendPrintable(text, hint);
            text.Append('\n');
        }
    }

    static void AppendSnippet(StringBuilder text, RuleDiagnostic diagnostic)
    {
        var number = diagnostic.Line.ToString();
        text.Append("  ").Append(number).Append(" | ");
        AppendPrintable(text, diagnostic.Snippet);
        text.Append('\n').Append(' ', number.Length + 2).Append(" | ");
        foreach (var rune in diagnostic.Snippet.AsSpan(0, diagnostic.Caret).EnumerateRunes())
        {
            text.Append(rune.Value == '\t' ? '\t' : ' ');
        }

        text.Append('^', diagnostic.CaretLength).Append('\n');
    }

    static void AppendPrintable(StringBuilder text, string part)
    {
        foreach (var c in part)
        {
            var isHarmless = c == '\t' || !char.IsControl(c) && c is not ('\u2028' or '\u2029' or >= '\u202a' and <= '\u202e'
                or >= '\u2066' and <= '\u2069');
            text.Append(isHarmless ? c : '\ufffd');
        }
    }
}
