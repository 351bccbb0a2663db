using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>A condition as written. <see cref="object.ToString"/> gives text that parses to the same tree.</summary>
public abstract record Expression
{
    /// <summary>Deepest nesting of a condition, brackets and macros counted: Falco's limit for rules.</summary>
    public const int MaxDepth = 1000;

    /// <summary>Most checks and values in one condition after macros and lists were put in.</summary>
    public const int MaxSize = 1_000_000;

    /// <summary>Where it stands in the text it was parsed from (a macro's parts: in the macro's text).</summary>
    public TextSpan Span { get; init; }

    /// <summary>What was given to <see cref="FilterParser.Parse"/> with the text, to tell a macro's parts from the rule's own.</summary>
    public object? Source { get; init; }

    /// <summary>Levels below and including this one.</summary>
    internal abstract int Depth { get; }

    /// <summary>Nodes and values below and including this one.</summary>
    internal abstract long Size { get; }

    internal static string Join(ImmutableArray<Expression> operands, string word) =>
        string.Join(word, operands.Select(o => o is AndExpression or OrExpression ? $"({o})" : o.ToString()));

    internal static int DeepestOf(ImmutableArray<Expression> operands)
    {
        var deepest = 0;
        foreach (var operand in operands) deepest = Math.Max(deepest, operand.Depth);
        return deepest + 1;
    }

    internal static long SizeOf(ImmutableArray<Expression> operands)
    {
        var size = 1L;
        foreach (var operand in operands) size += operand.Size;
        return size;
    }
}

/// <summary>All of two or more operands; none of them is itself an and.</summary>
public sealed record AndExpression(ImmutableArray<Expression> Operands) : Expression
{
    internal override int Depth { get; } = DeepestOf(Operands);
    internal override long Size { get; } = SizeOf(Operands);

    public override string ToString() => Join(Operands, " and ");

    /// <summary>The conjunction, with operands that are conjunctions taken apart.</summary>
    public static Expression Of(IEnumerable<Expression> operands, TextSpan span = default, object? source = null)
    {
        ImmutableArray<Expression> flat = [.. operands.SelectMany(o => o is AndExpression and ? and.Operands : [o])];
        return flat.Length == 1 ? flat[0] : new AndExpression(flat) { Span = span, Source = source };
    }
}

/// <summary>Any of two or more operands; none of them is itself an or.</summary>
public sealed record OrExpression(ImmutableArray<Expression> Operands) : Expression
{
    internal override int Depth { get; } = DeepestOf(Operands);
    internal override long Size { get; } = SizeOf(Operands);

    public override string ToString() => Join(Operands, " or ");

    /// <summary>The disjunction, with operands that are disjunctions taken apart.</summary>
    public static Expression Of(IEnumerable<Expression> operands, TextSpan span = default, object? source = null)
    {
        ImmutableArray<Expression> flat = [.. operands.SelectMany(o => o is OrExpression or ? or.Operands : [o])];
        return flat.Length == 1 ? flat[0] : new OrExpression(flat) { Span = span, Source = source };
    }
}

public sealed record NotExpression(Expression Operand) : Expression
{
    internal override int Depth { get; } = Operand.Depth + 1;
    internal override long Size { get; } = Operand.Size + 1;

    public override string ToString() => Operand is AndExpression or OrExpression ? $"not ({Operand})" : $"not {Operand}";
}

/// <summary>Stands for a part that could not be read, so that what is around it can be checked all the same. Only beside errors.</summary>
public sealed record BrokenExpression : Expression
{
    internal override int Depth => 1;
    internal override long Size => 1;

    public override string ToString() => "?";
}

/// <summary>The name of a macro, to be replaced before compiling.</summary>
public sealed record MacroReference(string Name) : Expression
{
    internal override int Depth => 1;
    internal override long Size => 1;

    public override string ToString() => Name;
}

/// <summary>One comparison.</summary>
/// <param name="Operand">What the field is compared with; null for <c>exists</c>.</param>
public sealed record Check(FieldExpression Left, CheckOperator Operator, Operand? Operand) : Expression
{
    internal override int Depth => 1;
    internal override long Size { get; } = 1 + (Operand is ListOperand list ? list.Values.Length : 1);

    public ListModifier Modifier { get; init; }

    /// <summary>Where the operator stands.</summary>
    public TextSpan OperatorSpan { get; init; }

    public override string ToString()
    {
        var op = CheckOperators.Spelling(Operator);
        var modifier = Modifier switch { ListModifier.OneOf => " oneof", ListModifier.AllOf => " allof", _ => "" };
        return Operand is null ? $"{Left} {op}" : $"{Left} {op}{modifier} {Operand}";
    }
}
