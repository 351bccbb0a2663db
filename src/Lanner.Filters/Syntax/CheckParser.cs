using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>Reads the operator and the right side of a check.</summary>
static class CheckParser
{
    /// <summary>The check whose left side was just read.</summary>
    public static Check? Parse(Scanner scanner, FieldExpression left)
    {
        scanner.SkipBlanks();
        var start = scanner.Position;
        if (!TryParseOperator(scanner, out var op)) return null;
        var modifier = CheckOperators.TakesModifier(op) ? ParseModifier(scanner) : ListModifier.None;
        var operatorSpan = scanner.SpanFrom(start);
        scanner.SkipBlanks();
        Operand? operand = null;
        if (op != CheckOperator.Exists && (operand = ParseOperand(scanner, op, modifier)) is null) return null;
        return new Check(left, op, operand)
        {
            Modifier = modifier,
            OperatorSpan = operatorSpan,
            Source = scanner.Source,
            Span = TextSpan.Between(left.Span.Offset, operand?.Span.End ?? operatorSpan.End),
        };
    }

    static bool TryParseOperator(Scanner scanner, out CheckOperator op)
    {
        if (CheckOperators.TryParseSymbol(scanner.Rest, out op, out var length))
        {
            scanner.Position += length;
            return true;
        }

        var word = scanner.PeekWord();
        if (CheckOperators.TryParseWord(word, out op))
        {
            scanner.Position += word.Length;
            return true;
        }

        if (word.IsEmpty || word is "and" or "or")
        {
            scanner.FailExpected<string>("an operator", "write exists to ask whether the field has a value, = true for a yes/no field");
            return false;
        }

        var name = word.ToString();
        scanner.Fail<string>(DiagnosticCodes.UnknownOperator, new TextSpan(scanner.Position, name.Length), $"{name} is no operator",
            Suggestion.Hint(name, CheckOperators.Words) ?? $"there are = != < <= > >= {string.Join(' ', CheckOperators.Words)}");
        return false;
    }

    /// <summary>oneof, anyof or allof, only where a list follows: else the word is the value.</summary>
    static ListModifier ParseModifier(Scanner scanner)
    {
        var start = scanner.Position;
        scanner.SkipBlanks();
        var word = scanner.PeekWord();
        if (CheckOperators.TryParseModifier(word, out var modifier))
        {
            var end = scanner.Position += word.Length;
            scanner.SkipBlanks();
            if (scanner.Current == '(')
            {
                scanner.Position = end;
                return modifier;
            }
        }

        scanner.Position = start;
        return ListModifier.None;
    }

    static Operand? ParseOperand(Scanner scanner, CheckOperator op, ListModifier modifier)
    {
        var start = scanner.Position;
        var takesList = CheckOperators.TakesList(op) || modifier != ListModifier.None;
        if (scanner.Current == '(')
        {
            return takesList
                ? ParseList(scanner)
                : scanner.FailExpected<Operand>("a value", $"{CheckOperators.Spelling(op)} takes one value; use in, or {CheckOperators.Spelling(op)} oneof, for a list");
        }

        if (FieldParser.IsCall(scanner))
        {
            return FieldParser.ParseCall(scanner, allowVal: true) is { } field
                ? new FieldOperand(field) { Span = scanner.SpanFrom(start) }
                : null;
        }

        if (ValueParser.Parse(scanner, takesList ? "a list in brackets" : "a value") is not { } value) return null;
        return takesList ? new ListOperand([value]) { Span = value.Span } : new ValueOperand(value) { Span = value.Span };
    }

    static ListOperand? ParseList(Scanner scanner)
    {
        var open = scanner.Position++;
        var values = ImmutableArray.CreateBuilder<ValueText>();
        var isBroken = false;
        scanner.SkipBlanks();
        while (!scanner.TryTake(')'))
        {
            if (scanner.AtEnd) return Unclosed(scanner, open);
            var start = scanner.Position;
            if (ValueParser.Parse(scanner) is { } value) values.Add(value);
            else if (scanner.Position > start) isBroken = true;
            else return null;
            scanner.SkipBlanks();
            if (scanner.TryTake(','))
            {
                scanner.SkipBlanks();
                if (scanner.Current == ')') return scanner.FailExpected<ListOperand>("a value behind the comma");
            }
            else if (scanner.AtEnd)
            {
                return Unclosed(scanner, open);
            }
            else if (scanner.Current != ')')
            {
                return scanner.FailExpected<ListOperand>(", or )", "put quotes around a value with blanks or brackets");
            }
        }

        return isBroken ? null : new ListOperand(values.ToImmutable()) { Span = scanner.SpanFrom(open) };
    }

    static ListOperand? Unclosed(Scanner scanner, int open) => scanner.Fail<ListOperand>(
        DiagnosticCodes.Expected, new TextSpan(open, 1), "this ( is not closed", "put a ) behind the last value");
}
