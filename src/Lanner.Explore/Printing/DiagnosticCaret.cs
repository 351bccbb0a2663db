using System.Text;

using Lanner.Alerts;
using Lanner.Filters;

namespace Lanner.Explore.Printing;

/// <summary>A finding with the text it is about and a mark below the place.</summary>
static class DiagnosticCaret
{
    /// <summary>Characters of the text shown to each side of the place: a line of a terminal in all.</summary>
    const int Around = 60;

    /// <param name="what">What the text is, for the first line.</param>
    public static string Render(string what, string text, FilterDiagnostic finding)
    {
        var offset = Math.Clamp(finding.Span.Offset, 0, text.Length);
        var start = Math.Max(0, offset - Around);
        var end = Math.Min(text.Length, offset + Around);
        var before = OneLine(text[start..offset]);
        var marks = Math.Clamp(finding.Span.Length, 1, Math.Max(1, end - offset));
        var shown = (start > 0 ? "..." : "") + before;
        var hint = finding.Hint is null ? "" : $" ({finding.Hint})";
        return $"{what}: {OneLine(finding.Message)}{OneLine(hint)}\n  {shown}{OneLine(text[offset..end])}{(end < text.Length ? "..." : "")}\n  "
            + new string(' ', shown.Length) + new string('^', marks);
    }

    /// <summary>Line breaks and tabs as blanks, so that the mark stands where it should; what could steer a terminal made harmless.</summary>
    static string OneLine(string text) => SafeText.ToString(Encoding.UTF8.GetBytes(text.Replace('\n', ' ').Replace('\t', ' ').Replace('\r', ' ')));
}
