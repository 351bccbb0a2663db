using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>One run of <see cref="Rewriting.ReplaceLists"/>.</summary>
sealed class ListReplacement(Func<string, IReadOnlyList<ValueText>?> find)
{
    /// <summary>Lists in lists; a loop would end here.</summary>
    const int MaxNesting = 100;

    readonly ImmutableArray<FilterDiagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<FilterDiagnostic>();
    long _values;

    public ParseResult Apply(Expression expression)
    {
        var result = Replace(expression);
        var isWithinLimits = _diagnostics.All(d => d.Code == DiagnosticCodes.ListInScalar) && Rewriting.CheckLimits(result, _diagnostics);
        return new ParseResult(_diagnostics.Count == 0 ? result : null, [.. _diagnostics.Select(d => d with { Source = expression.Source })])
        {
            Recovered = isWithinLimits ? result : null,
        };
    }

    Expression Replace(Expression expression) => expression switch
    {
        AndExpression and => new AndExpression([.. and.Operands.Select(Replace)]) { Span = and.Span, Source = and.Source },
        OrExpression or => new OrExpression([.. or.Operands.Select(Replace)]) { Span = or.Span, Source = or.Source },
        NotExpression not => new NotExpression(Replace(not.Operand)) { Span = not.Span, Source = not.Source },
        Check { Operand: ListOperand list } check => check with { Operand = Replace(list) },
        Check { Operand: ValueOperand value } check => Replace(value) is { } replaced
            ? check with { Operand = replaced }
            : new BrokenExpression { Span = check.Span, Source = check.Source },
        _ => expression,
    };

    ListOperand Replace(ListOperand list)
    {
        if (!list.Values.Any(IsList)) return list;
        var values = ImmutableArray.CreateBuilder<ValueText>();
        foreach (var value in list.Values) Expand(value, value.Span, values, 0);
        return list with { Values = values.ToImmutable() };
    }

    /// <summary>Null with a diagnostic when the list has not exactly one value.</summary>
    ValueOperand? Replace(ValueOperand operand)
    {
        if (!IsList(operand.Value)) return operand;
        var values = ImmutableArray.CreateBuilder<ValueText>();
        Expand(operand.Value, operand.Span, values, 0);
        if (values.Count == 1) return new ValueOperand(values[0]) { Span = operand.Span };
        _diagnostics.Add(new FilterDiagnostic(DiagnosticCodes.ListInScalar, operand.Span,
            $"{operand.Value.Text} is a list of {values.Count} values where one value belongs", $"write in ({operand.Value.Text})"));
        return null;
    }

    bool IsList(ValueText value) => !value.IsQuoted && find(value.Text) is not null;

    void Expand(ValueText value, TextSpan span, ImmutableArray<ValueText>.Builder values, int nesting)
    {
        if (value.IsQuoted || find(value.Text) is not { } items)
        {
            // The limit holds for the whole condition: lists of lists can double at each level.
            if (++_values > Expression.MaxSize)
            {
                if (_values == Expression.MaxSize + 1L)
                {
                    _diagnostics.Add(new FilterDiagnostic(DiagnosticCodes.TooLarge, span,
                        $"the lists of this condition have more than {Expression.MaxSize} values"));
                }

                return;
            }

            values.Add(value with { Span = span });
            return;
        }

        if (nesting >= MaxNesting)
        {
            if (_diagnostics.Count == 0)
            {
                _diagnostics.Add(new FilterDiagnostic(DiagnosticCodes.TooDeep, span,
                    $"list {value.Text} is nested more than {MaxNesting} levels deep", "does it contain itself?"));
            }

            return;
        }

        foreach (var item in items)
        {
            if (_values > Expression.MaxSize || _diagnostics.Count > 0 && nesting > 0) return;
            Expand(item, span, values, nesting + 1);
        }
    }
}
