using System.Collections.Immutable;
using Lanner.Filters;

namespace Lanner.Rules.Loading;

/// <summary>Moves all spans of a condition by the same distance.</summary>
static class SpanShift
{
    public static Expression Shift(Expression expression, int by) => by == 0 ? expression : expression switch
    {
        AndExpression and => new AndExpression([.. and.Operands.Select(o => Shift(o, by))]) { Span = Move(and.Span, by) },
        OrExpression or => new OrExpression([.. or.Operands.Select(o => Shift(o, by))]) { Span = Move(or.Span, by) },
        NotExpression not => new NotExpression(Shift(not.Operand, by)) { Span = Move(not.Span, by) },
        Check check => check with
        {
            Left = Shift(check.Left, by),
            Operand = check.Operand is { } operand ? Shift(operand, by) : null,
            OperatorSpan = Move(check.OperatorSpan, by),
            Span = Move(check.Span, by),
        },
        _ => expression with { Span = Move(expression.Span, by) },
    };

    public static FieldExpression Shift(FieldExpression field, int by) => field switch
    {
        TransformerCall call => call with { Operands = Shift(call.Operands, by), Span = Move(call.Span, by) },
        ExpressionList list => list with { Items = Shift(list.Items, by), Span = Move(list.Span, by) },
        TextLiteral literal => literal with { Value = Shift(literal.Value, by), Span = Move(literal.Span, by) },
        _ => field with { Span = Move(field.Span, by) },
    };

    public static ValueText Shift(ValueText value, int by) => value with { Span = Move(value.Span, by) };

    static Operand Shift(Operand operand, int by) => operand switch
    {
        ValueOperand value => new ValueOperand(Shift(value.Value, by)) { Span = Move(value.Span, by) },
        ListOperand list => new ListOperand([.. list.Values.Select(v => Shift(v, by))]) { Span = Move(list.Span, by) },
        FieldOperand field => new FieldOperand(Shift(field.Field, by)) { Span = Move(field.Span, by) },
        _ => operand with { Span = Move(operand.Span, by) },
    };

    static ImmutableArray<FieldExpression> Shift(ImmutableArray<FieldExpression> fields, int by) => [.. fields.Select(f => Shift(f, by))];

    static TextSpan Move(TextSpan span, int by) => span with { Offset = span.Offset + by };
}
