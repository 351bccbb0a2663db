using Lanner.Filters;
using Lanner.Yaml;

namespace Lanner.Rules.Diagnostics;

/// <summary>
/// Collects the problems of one load, in the order they are found. Holds at most <see cref="Capacity"/>; what comes after is
/// counted only, so that a hostile file cannot fill memory with complaints.
/// </summary>
public sealed class DiagnosticList
{
    public const int Capacity = 2000;

    const int SnippetWidth = 120;

    readonly List<RuleDiagnostic> _items = [];

    public IReadOnlyList<RuleDiagnostic> Items => _items;

    public int ErrorCount { get; private set; }

    public int WarningCount { get; private set; }

    /// <summary>Problems that are counted but not held.</summary>
    public int Omitted { get; private set; }

    public bool HasErrors => ErrorCount > 0;

    internal void Add(LoadCode code, ItemPath path, string message, string? hint = null) =>
        Add(code, path.Locations(), path.File, path.Offset, 1, message, hint);

    /// <summary>A problem inside a text, such as a condition: the innermost location is the place in the text.</summary>
    internal void Add(
        LoadCode code, ItemPath path, string itemType, LocatedText text, int start, int length, string message, string? hint = null)
    {
        var first = text.FileOffset(start);
        var last = length > 1 ? text.FileOffset(start + length - 1) : first;
        var file = text.File(start);
        var position = file.Locate(first);
        var caretLength = last >= first && file.Locate(last).Line == position.Line ? last - first + 1 : 1;
        Add(code, [.. path.Locations(), new DiagnosticLocation(itemType, "", position)], file, first, caretLength, message, hint);
    }

    void Add(
        LoadCode code, IReadOnlyList<DiagnosticLocation> locations, SourceFile file, int offset, int length, string message,
        string? hint)
    {
        if (code.Severity() == DiagnosticSeverity.Error) ErrorCount++;
        else WarningCount++;
        if (_items.Count >= Capacity)
        {
            Omitted++;
            return;
        }

        var position = file.Locate(offset);
        var (snippet, caret) = Cut(file.Line(position.Line), position.Column - 1);
        _items.Add(new RuleDiagnostic
        {
            Code = code,
            Message = message,
            Hint = hint,
            Locations = locations,
            Snippet = snippet,
            Caret = caret,
            CaretLength = Math.Clamp(length, 1, Math.Max(1, snippet.Length - caret)),
        });
    }

    static (string Snippet, int Caret) Cut(ReadOnlySpan<char> line, int caret)
    {
        caret = Math.Min(caret, line.Length);
        if (line.Length <= SnippetWidth) return (line.ToString(), caret);
        var start = Math.Clamp(caret - SnippetWidth / 2, 0, line.Length - SnippetWidth);
        return (line.Slice(start, SnippetWidth).ToString(), caret - start);
    }
}
