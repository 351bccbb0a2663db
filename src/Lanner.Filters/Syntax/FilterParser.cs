using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>What parsing gave: the tree, or at least one error.</summary>
public sealed record ParseResult(Expression? Expression, ImmutableArray<FilterDiagnostic> Diagnostics);

/// <summary>
/// Reads conditions: recursive descent, one function a rule of the grammar, the first error ends it.
/// <code>
/// or    := and ("or" and)*
/// and   := not ("and" not)*
/// not   := "not"* ( "(" or ")" | check | macro )
/// check := (field | transformer) ( "exists" | operator operand )
/// </code>
/// </summary>
public sealed class FilterParser
{
    readonly Scanner _scanner;
    int _depth;

    FilterParser(Scanner scanner) => _scanner = scanner;

    /// <summary>Reads a condition. The tree holds macros' and lists' names as they stand.</summary>
    /// <param name="source">Handed through to the nodes and diagnostics; may be null.</param>
    public static ParseResult Parse(string text, object? source = null)
    {
        var scanner = new Scanner(text, source);
        var expression = new FilterParser(scanner).ParseAll();
        return new ParseResult(expression, [.. scanner.Diagnostics]);
    }

    /// <summary>
    /// Reads an item of a rule file's list, which may be written with quotes of its own, hold several values separated by commas,
    /// or contain blanks.
    /// </summary>
    public static (ImmutableArray<ValueText> Values, ImmutableArray<FilterDiagnostic> Diagnostics) ParseListItem(string item)
    {
        var text = item.Trim();
        if (text.Length == 0) return ([new ValueText("", true, default)], []);
        if (text[0] is not ('"' or '\'') && text.Any(CharacterClass.IsBlank) && !text.Contains(',', StringComparison.Ordinal))
            return ([new ValueText(text, true, new TextSpan(0, item.Length))], []);
        var scanner = new Scanner(item);
        var values = ImmutableArray.CreateBuilder<ValueText>();
        do
        {
            scanner.SkipBlanks();
            if (ValueParser.Parse(scanner) is not { } value) return ([], [.. scanner.Diagnostics]);
            values.Add(value);
            scanner.SkipBlanks();
        }
        while (scanner.TryTake(','));

        if (!scanner.AtEnd) scanner.FailExpected<string>("a comma or the end of the item", "put quotes around an item with brackets or blanks");
        return scanner.Diagnostics.Count == 0 ? (values.ToImmutable(), []) : ([], [.. scanner.Diagnostics]);
    }

    Expression? ParseAll()
    {
        if (ParseOr() is not { } expression) return null;
        _scanner.SkipBlanks();
        if (_scanner.AtEnd) return expression;
        if (_scanner.Current == ')')
            return _scanner.Fail<Expression>(DiagnosticCodes.Expected, new TextSpan(_scanner.Position, 1), "no bracket is open here", "remove this )");
        return _scanner.FailExpected<Expression>("and, or, or the end", ConnectorHint());
    }

    string? ConnectorHint() => _scanner.Rest switch
    {
        ['&', ..] => "write and",
        ['|', ..] => "write or",
        _ => Suggestion.Hint(_scanner.PeekWord().ToString(), ["and", "or"]),
    };

    Expression? ParseOr()
    {
        var start = StartOfNext();
        if (ParseAnd() is not { } first) return null;
        List<Expression>? operands = null;
        while (TryTakeConnector("or"))
        {
            if (ParseAnd() is not { } next) return null;
            (operands ??= [first]).Add(next);
        }

        return operands is null ? first : OrExpression.Of(operands, _scanner.SpanFrom(start), _scanner.Source);
    }

    Expression? ParseAnd()
    {
        var start = StartOfNext();
        if (ParseNot() is not { } first) return null;
        List<Expression>? operands = null;
        while (TryTakeConnector("and"))
        {
            if (ParseNot() is not { } next) return null;
            (operands ??= [first]).Add(next);
        }

        return operands is null ? first : AndExpression.Of(operands, _scanner.SpanFrom(start), _scanner.Source);
    }

    Expression? ParseNot()
    {
        var start = StartOfNext();
        var count = 0;
        while (_scanner.TryTakeWord("not"))
        {
            count++;
            _scanner.SkipBlanks();
        }

        if (_depth + count > Expression.MaxDepth) return TooDeep(start);
        _depth += count;
        var expression = ParsePrimary();
        _depth -= count;
        for (; expression is not null && count > 0; count--)
            expression = new NotExpression(expression) { Span = _scanner.SpanFrom(start), Source = _scanner.Source };
        return expression;
    }

    Expression? ParsePrimary()
    {
        var start = _scanner.Position;
        if (_scanner.TryTake('(')) return ParseBracketed(start);
        if (FieldParser.IsCall(_scanner))
        {
            if (_scanner.PeekWord() is "and" or "or") return _scanner.FailExpected<Expression>("a condition");
            return FieldParser.ParseCall(_scanner, allowVal: false) is { } call ? CheckParser.Parse(_scanner, call) : null;
        }

        if (FieldParser.IsField(_scanner)) return FieldParser.ParseField(_scanner) is { } field ? CheckParser.Parse(_scanner, field) : null;
        var word = _scanner.PeekWord();
        return word.IsEmpty || word is "and" or "or" ? _scanner.FailExpected<Expression>("a condition") : ParseMacro(word.ToString());
    }

    Expression? ParseBracketed(int open)
    {
        if (++_depth > Expression.MaxDepth) return TooDeep(open);
        var inner = ParseOr();
        _depth--;
        if (inner is null) return null;
        _scanner.SkipBlanks();
        if (_scanner.TryTake(')')) return inner;
        return _scanner.AtEnd
            ? _scanner.Fail<Expression>(DiagnosticCodes.Expected, new TextSpan(open, 1), "this ( is not closed", "put a ) where the group ends")
            : _scanner.FailExpected<Expression>("and, or, or )", ConnectorHint());
    }

    Expression? ParseMacro(string name)
    {
        var start = _scanner.Position;
        _scanner.Position += name.Length;
        var macro = new MacroReference(name) { Span = _scanner.SpanFrom(start), Source = _scanner.Source };
        _scanner.SkipBlanks();
        if (CheckOperators.TryParseSymbol(_scanner.Rest, out _, out _) || CheckOperators.TryParseWord(_scanner.PeekWord(), out _))
        {
            return _scanner.Fail<Expression>(DiagnosticCodes.Expected, macro.Span, $"{name} is not a field",
                "fields have a point in their name, such as proc.name; a macro stands alone");
        }

        return macro;
    }

    Expression? TooDeep(int at) => _scanner.Fail<Expression>(
        DiagnosticCodes.TooDeep, new TextSpan(at, 1), $"the condition is nested more than {Expression.MaxDepth} levels deep");

    int StartOfNext()
    {
        _scanner.SkipBlanks();
        return _scanner.Position;
    }

    bool TryTakeConnector(string word)
    {
        _scanner.SkipBlanks();
        return _scanner.TryTakeWord(word);
    }
}
