using System.Globalization;
using System.Text;

namespace Lanner.Filters;

/// <summary>Reads an output format. An error ends its field, not the reading.</summary>
sealed class OutputFormatParser
{
    /// <summary>Widest column.</summary>
    const int MaxWidth = 4096;

    readonly Scanner _scanner;
    readonly FieldCatalogue _catalogue;
    readonly DiagnosticSink _sink = new();
    readonly SourceBuilder _sources;
    readonly List<OutputSegment> _segments = [];
    readonly StringBuilder _literal = new();

    public OutputFormatParser(string text, FieldCatalogue catalogue)
    {
        _scanner = new Scanner(text);
        _catalogue = catalogue;
        _sources = new SourceBuilder(catalogue, _sink);
    }

    public OutputFormatResult Parse()
    {
        var text = _scanner.Text;
        var printsIncomplete = _scanner.TryTake('*');
        while (!_scanner.AtEnd)
        {
            if (!_scanner.TryTake('%')) _literal.Append(text[_scanner.Position++]);
            else if (_scanner.TryTake('%')) _literal.Append('%');
            else ParseField();
        }

        EndLiteral();
        var hasErrors = _sink.HasErrors || _scanner.Diagnostics.Count > 0;
        return new OutputFormatResult(hasErrors ? null : new OutputFormat(text, printsIncomplete, [.. _segments]),
            [.. _scanner.Diagnostics.Concat(_sink.ToImmutable()).OrderBy(d => d.Span.Offset)]);
    }

    void ParseField()
    {
        var start = _scanner.Position - 1;
        var width = ParseWidth();
        if (width is < 0 or > MaxWidth)
        {
            _sink.Error<string>(DiagnosticCodes.BadArgument, _scanner.SpanFrom(start), $"a column is at most {MaxWidth} characters wide");
            width = 0;
        }

        var source = FieldParser.IsCall(_scanner) ? ParseCall() : ParsePlainField(start);
        if (source is null) return;
        EndLiteral();
        _segments.Add(new OutputSegment([], new OutputField(source), width));
    }

    int ParseWidth()
    {
        var start = _scanner.Position;
        while (char.IsAsciiDigit(_scanner.Current)) _scanner.Position++;
        if (_scanner.Position == start) return 0;
        return int.TryParse(_scanner.Text.AsSpan(start, _scanner.Position - start), CultureInfo.InvariantCulture, out var width) ? width : -1;
    }

    ValueSource? ParseCall() => FieldParser.ParseCall(_scanner, allowVal: false) is { } call ? _sources.Build(call) : null;

    ValueSource? ParsePlainField(int start)
    {
        if (!FieldParser.IsField(_scanner))
        {
            return _sink.Error<ValueSource>(DiagnosticCodes.Expected, new TextSpan(start, 1), "expected a field behind %",
                "write %% for the sign itself");
        }

        var nameStart = _scanner.Position;
        while (!_scanner.AtEnd && CharacterClass.IsFieldTail(_scanner.Current)) _scanner.Position++;
        var name = _scanner.Text[nameStart.._scanner.Position];
        string? argument = null;
        if (_scanner.Current == '[' && _catalogue.TakesBrackets(name) && (argument = FieldParser.ParseArgument(_scanner)) is null) return null;
        if (argument is null)
        {
            // A point behind the name may end a sentence.
            var (resolution, length) = _catalogue.ResolveBeginning(name);
            if (resolution.Field is not null)
            {
                _scanner.Position = nameStart + length;
                name = name[..length];
            }
        }

        return _sources.Build(new FieldReference(name, argument) { Span = _scanner.SpanFrom(nameStart) });
    }

    void EndLiteral()
    {
        if (_literal.Length == 0) return;
        _segments.Add(new OutputSegment(Encoding.UTF8.GetBytes(_literal.ToString()), null, 0));
        _literal.Clear();
    }
}
