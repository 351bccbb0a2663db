using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>What parsing gave: the tree, or at least one error.</summary>
public sealed record ParseResult(Expression? Expression, ImmutableArray<FilterDiagnostic> Diagnostics)
{
    /// <summary>
    /// The tree with <see cref="BrokenExpression"/> where something is wrong, for finding what else is wrong; null when nothing could
    /// be kept. Without errors the tree itself.
    /// </summary>
    public Expression? Recovered { get; init; } = Expression;
}

/// <summary>
/// Reads conditions: recursive descent, one function a rule of the grammar. After an error it goes on at the next "and", "or" or
/// closing bracket, so that every error of a condition is told, and each once.
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

    /// <summary>A bracket was lost in a part that was skipped: whether others are closed can no longer be told.</summary>
    bool _hasLostBracket;

    FilterParser(Scanner scanner) => _scanner = scanner;

    /// <summary>Reads a condition. The tree holds macros' and lists' names as they stand.</summary>
    /// <param name="source">Handed through to the nodes and diagnostics; may be null.</param>
    public static ParseResult Parse(string text, object? source = null)
    {
        var scanner = new Scanner(text, source);
        var expression = new FilterParser(scanner).ParseGroup(isBracketed: false);
        return new ParseResult(scanner.Diagnostics.Count == 0 ? expression : null, [.. scanner.Diagnostics]) { Recovered = expression };
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

    /// <summary>Everything up to the end or to the bracket that closes the group, which is left to the caller.</summary>
    Expression ParseGroup(bool isBracketed)
    {
        var expression = ParseOr();
        while (true)
        {
            if (_scanner.HasTooManyFailures) _scanner.Position = _scanner.Text.Length;
            _scanner.SkipBlanks();
            if (_scanner.AtEnd || isBracketed && _scanner.Current == ')') return expression;
            if (_scanner.Current == ')')
            {
                // Where a bracket was lost in what was skipped, this one may well be its other half.
                if (!_hasLostBracket && !_scanner.HasFailedAt(_scanner.Position))
                    _scanner.Fail<Expression>(DiagnosticCodes.Expected, new TextSpan(_scanner.Position, 1), "no bracket is open here", "remove this )");
                _scanner.Position++;
            }
            else
            {
                if (!_scanner.HasFailedAt(_scanner.Position))
                    _scanner.FailExpected<Expression>(isBracketed ? "and, or, or )" : "and, or, or the end", ConnectorHint());
                SkipFrom(_scanner.Position);
            }

            _scanner.SkipBlanks();
            if (_scanner.TryTakeWord("and") || _scanner.TryTakeWord("or")) expression = AndExpression.Of([expression, ParseOr()]);
        }
    }

    string? ConnectorHint() => _scanner.Rest switch
    {
        ['&', ..] => "write and",
        ['|', ..] => "write or",
        _ => Suggestion.Hint(_scanner.PeekWord().ToString(), ["and", "or"]),
    };

    Expression ParseOr()
    {
        var start = StartOfNext();
        var first = ParseAnd();
        List<Expression>? operands = null;
        while (TryTakeConnector("or")) (operands ??= [first]).Add(ParseAnd());

        return operands is null ? first : OrExpression.Of(operands, _scanner.SpanFrom(start), _scanner.Source);
    }

    Expression ParseAnd()
    {
        var start = StartOfNext();
        var first = ParseNotOrSkip();
        List<Expression>? operands = null;
        while (TryTakeConnector("and")) (operands ??= [first]).Add(ParseNotOrSkip());

        return operands is null ? first : AndExpression.Of(operands, _scanner.SpanFrom(start), _scanner.Source);
    }

    /// <summary>An operand; a broken one is skipped and stood in for.</summary>
    Expression ParseNotOrSkip()
    {
        var start = StartOfNext();
        if (ParseNot() is { } expression) return expression;
        SkipFrom(start);
        return new BrokenExpression { Span = _scanner.SpanFrom(start), Source = _scanner.Source };
    }

    /// <summary>
    /// Moves to the first "and", "or" or closing bracket that lies behind the last error and outside of brackets opened since
    /// <paramref name="start"/>; to the end when there is none.
    /// </summary>
    void SkipFrom(int start)
    {
        var behind = Math.Max(_scanner.Position, _scanner.LastFailure);
        _scanner.Position = start;
        var open = 0;
        while (!_scanner.AtEnd)
        {
            if (_scanner.HasTooManyFailures) break;
            var current = _scanner.Current;
            var word = _scanner.PeekWord();
            if (_scanner.Position >= behind && open == 0 && (current == ')' || word is "and" or "or")) return;
            if (current == '(') open++;
            else if (current == ')' && open > 0) open--;
            if (current is '"' or '\'') ValueParser.SkipQuoted(_scanner);
            else _scanner.Position += Math.Max(1, word.Length);
        }

        _hasLostBracket |= open > 0 || _scanner.HasTooManyFailures;
        _scanner.Position = _scanner.Text.Length;
    }

    Expression? ParseNot()
    {
        var start = StartOfNext();
        var count = 0;
        while (_scanner.PeekWord() is "not" && IsBehindNot(_scanner.CharAt(_scanner.Position + 3)) && _scanner.TryTakeWord("not"))
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
        if (word is "not") return _scanner.FailExpected<Expression>("not with a blank or bracket behind it");
        return word.IsEmpty || word is "and" or "or" ? _scanner.FailExpected<Expression>("a condition") : ParseMacro(word.ToString());
    }

    Expression? ParseBracketed(int open)
    {
        if (_depth >= Expression.MaxDepth) return TooDeep(open);
        _depth++;
        var inner = ParseGroup(isBracketed: true);
        _depth--;
        if (_scanner.TryTake(')')) return inner;
        if (!_hasLostBracket)
            _scanner.Fail<Expression>(DiagnosticCodes.Expected, new TextSpan(open, 1), "this ( is not closed", "put a ) where the group ends");
        return inner;
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

    /// <summary>Without a blank or bracket behind it the word is the beginning of a name.</summary>
    static bool IsBehindNot(char next) => next is '(' or '\0' || CharacterClass.IsBlank(next);

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
