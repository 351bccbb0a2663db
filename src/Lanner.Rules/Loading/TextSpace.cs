using System.Collections.Immutable;
using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>
/// One line of numbers on which every parsed text of a load has a stretch of its own, so that a span in a condition that was
/// put together from macros still tells which text it lies in.
/// </summary>
sealed class TextSpace
{
    readonly List<Entry> _entries = [];
    readonly List<int> _starts = [];
    int _next;

    /// <summary>Parses a condition; its spans are numbers of this space.</summary>
    public ParseResult Parse(LocatedText text, ItemPath path, string itemType)
    {
        var start = Add(text, path, itemType);
        var result = FilterParser.Parse(text.Text);
        var shifted = result.Recovered is { } tree ? SpanShift.Shift(tree, start) : null;
        return new ParseResult(result.Expression is null ? null : shifted, Shift(result.Diagnostics, start)) { Recovered = shifted };
    }

    /// <summary>Gives a text its stretch; returns where that begins.</summary>
    public int Add(LocatedText text, ItemPath path, string itemType)
    {
        var start = _next;
        _entries.Add(new Entry(text, path, itemType));
        _starts.Add(start);
        _next += text.Text.Length + 1;
        return start;
    }

    public void Report(DiagnosticList diagnostics, LoadCode code, TextSpan span, string message, string? hint)
    {
        var (entry, offset) = Find(span.Offset);
        diagnostics.Add(code, entry.Path, entry.ItemType, entry.Text, offset, Math.Max(1, span.Length), message, hint);
    }

    public static ImmutableArray<FilterDiagnostic> Shift(ImmutableArray<FilterDiagnostic> diagnostics, int by) =>
        [.. diagnostics.Select(d => d with { Span = d.Span with { Offset = d.Span.Offset + by } })];

    (Entry Entry, int Offset) Find(int offset)
    {
        var index = _starts.BinarySearch(offset);
        if (index < 0) index = Math.Max(0, ~index - 1);
        return (_entries[index], offset - _starts[index]);
    }

    sealed record Entry(LocatedText Text, ItemPath Path, string ItemType);
}
