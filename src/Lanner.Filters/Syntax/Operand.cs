using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>The right side of a check.</summary>
public abstract record Operand
{
    public TextSpan Span { get; init; }
}

/// <summary>One value.</summary>
public sealed record ValueOperand(ValueText Value) : Operand
{
    public override string ToString() => Value.ToString();
}

/// <summary>Values in brackets; may be empty.</summary>
public sealed record ListOperand(ImmutableArray<ValueText> Values) : Operand
{
    public override string ToString() => $"({string.Join(", ", Values)})";
}

/// <summary>Another field: <c>val(proc.pname)</c>, <c>tolower(proc.pname)</c>.</summary>
public sealed record FieldOperand(FieldExpression Field) : Operand
{
    public override string ToString() => Field is FieldReference ? $"val({Field})" : Field.ToString()!;
}
