using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>Reads fields with their arguments, and transformers.</summary>
static class FieldParser
{
    /// <summary>Deepest nesting of transformers.</summary>
    const int MaxDepth = 100;

    /// <summary>A word with an opening bracket right behind it: a transformer or <c>val</c>.</summary>
    public static bool IsCall(Scanner scanner)
    {
        var word = scanner.PeekWord();
        return word.Length > 0 && scanner.CharAt(scanner.Position + word.Length) == '(';
    }

    /// <summary>A word with a point behind it.</summary>
    public static bool IsField(Scanner scanner)
    {
        var word = scanner.PeekWord();
        var next = scanner.Position + word.Length;
        return word.Length > 0 && scanner.CharAt(next) == '.' && CharacterClass.IsWord(scanner.CharAt(next + 1));
    }

    public static FieldExpression? ParseField(Scanner scanner)
    {
        var start = scanner.Position;
        while (!scanner.AtEnd && CharacterClass.IsFieldTail(scanner.Current)) scanner.Position++;
        var name = scanner.Text[start..scanner.Position];
        string? argument = null;
        if (scanner.Current == '[' && (argument = ParseArgument(scanner)) is null) return null;
        return new FieldReference(name, argument) { Span = scanner.SpanFrom(start) };
    }

    /// <summary>What stands in square brackets, from the opening one; null with a diagnostic when it is wrong.</summary>
    public static string? ParseArgument(Scanner scanner)
    {
        var open = scanner.Position++;
        string? argument;
        if (scanner.Current is '"' or '\'')
        {
            if ((argument = ValueParser.ParseQuoted(scanner)?.Text) is null) return null;
        }
        else
        {
            var start = scanner.Position;
            while (!scanner.AtEnd && CharacterClass.IsArgument(scanner.Current)) scanner.Position++;
            if (scanner.Position == start) return scanner.FailExpected<string>("an argument");
            argument = scanner.Text[start..scanner.Position];
        }

        if (scanner.TryTake(']')) return argument;
        return scanner.AtEnd
            ? scanner.Fail<string>(DiagnosticCodes.Expected, new TextSpan(open, 1), "this [ is not closed", "put a ] behind the argument")
            : scanner.FailExpected<string>("] behind the argument", "put the argument in quotes when it has blanks or brackets");
    }

    /// <summary>A transformer, or <c>val(field)</c> where <paramref name="allowVal"/>.</summary>
    public static FieldExpression? ParseCall(Scanner scanner, bool allowVal, int depth = 0)
    {
        var start = scanner.Position;
        var word = scanner.PeekWord().ToString();
        var wordSpan = new TextSpan(start, word.Length);
        if (depth >= MaxDepth) return scanner.Fail<FieldExpression>(DiagnosticCodes.TooDeep, wordSpan, $"more than {MaxDepth} transformers in each other");
        if (allowVal && word == "val") return ParseVal(scanner);
        if (!Transformers.TryParse(word, out var transformer))
        {
            var known = allowVal ? [.. Transformers.Names, "val"] : Transformers.Names;
            return scanner.Fail<FieldExpression>(DiagnosticCodes.UnknownTransformer, wordSpan, $"{word} is no transformer",
                Suggestion.Hint(word, known) ?? $"there are {string.Join(", ", known)}");
        }

        var open = scanner.Position = start + word.Length;
        scanner.Position++;
        var operands = ParseOperands(scanner, open, depth);
        if (operands.IsDefault) return null;
        if (Problem(transformer, operands) is { } problem)
            return scanner.Fail<FieldExpression>(DiagnosticCodes.WrongTransformer, scanner.SpanFrom(start), $"{word} {problem}");
        string? argument = null;
        if (scanner.Current == '[' && transformer == Transformer.GetOpt && (argument = ParseArgument(scanner)) is null) return null;
        return new TransformerCall(transformer, operands, argument) { Span = scanner.SpanFrom(start) };
    }

    static FieldExpression? ParseVal(Scanner scanner)
    {
        var start = scanner.Position;
        scanner.Position += "val(".Length;
        scanner.SkipBlanks();
        if (!IsField(scanner)) return scanner.FailExpected<FieldExpression>("a field in val()");
        if (ParseField(scanner) is not { } field) return null;
        scanner.SkipBlanks();
        return scanner.TryTake(')') ? field with { Span = scanner.SpanFrom(start) } : scanner.FailExpected<FieldExpression>(") behind the field");
    }

    /// <summary>Operands behind an opening bracket up to and including the closing one; default with a diagnostic.</summary>
    static ImmutableArray<FieldExpression> ParseOperands(Scanner scanner, int open, int depth)
    {
        var operands = ImmutableArray.CreateBuilder<FieldExpression>();
        while (true)
        {
            scanner.SkipBlanks();
            if (ParseOperand(scanner, depth) is not { } operand) return default;
            operands.Add(operand);
            scanner.SkipBlanks();
            if (scanner.TryTake(',')) continue;
            if (scanner.TryTake(')')) return operands.ToImmutable();
            if (scanner.AtEnd) scanner.Fail<string>(DiagnosticCodes.Expected, new TextSpan(open, 1), "this ( is not closed", "put a ) behind the last operand");
            else scanner.FailExpected<string>(", or )");
            return default;
        }
    }

    static FieldExpression? ParseOperand(Scanner scanner, int depth)
    {
        var start = scanner.Position;
        if (scanner.Current == '(')
        {
            if (depth >= MaxDepth)
                return scanner.Fail<FieldExpression>(DiagnosticCodes.TooDeep, new TextSpan(start, 1), $"more than {MaxDepth} brackets in each other");
            scanner.Position++;
            var items = ParseOperands(scanner, start, depth + 1);
            return items.IsDefault ? null : new ExpressionList(items) { Span = scanner.SpanFrom(start) };
        }

        if (IsCall(scanner)) return ParseCall(scanner, allowVal: true, depth + 1);
        if (IsField(scanner)) return ParseField(scanner);
        return ValueParser.Parse(scanner, "a field, a transformer or a text") is { } value
            ? new TextLiteral(value) { Span = value.Span }
            : null;
    }

    static string? Problem(Transformer transformer, ImmutableArray<FieldExpression> operands) => transformer switch
    {
        Transformer.Join when operands.Length != 2 || operands[0] is ExpressionList || operands[1] is TextLiteral
            => "takes a separator and a list of texts in brackets",
        Transformer.Concat when operands.Length < 2 || operands.Any(o => o is ExpressionList) => "takes two or more texts",
        Transformer.GetOpt when operands.Length != 2 || operands[0] is not (FieldReference or TransformerCall) || operands[1] is not TextLiteral
            => "takes a field and an option string such as \"ab:\"",
        Transformer.Join or Transformer.Concat or Transformer.GetOpt => null,
        _ when operands.Length != 1 || operands[0] is not (FieldReference or TransformerCall) => "takes one field or transformer",
        _ => null,
    };
}
