using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>Puts lists and macros into conditions. Nothing is changed in place; an unchanged part is kept.</summary>
public static class Rewriting
{
    /// <summary>
    /// Replaces every value without quotes that names a list by the list's items; items that name lists are replaced likewise. In
    /// a place for one value the list must have exactly one.
    /// </summary>
    /// <param name="find">The items of a list, or null when there is no list of that name.</param>
    public static ParseResult ReplaceLists(Expression expression, Func<string, IReadOnlyList<ValueText>?> find) =>
        new ListReplacement(find).Apply(expression);

    /// <summary>Replaces every macro's name by what it stands for; unknown names are errors.</summary>
    /// <param name="find">The macro's condition with its own macros replaced before, or null.</param>
    /// <param name="names">Known names, for "did you mean"; may be null.</param>
    public static ParseResult ReplaceMacros(Expression expression, Func<string, Expression?> find, IEnumerable<string>? names = null)
    {
        var diagnostics = ImmutableArray.CreateBuilder<FilterDiagnostic>();
        var result = Replace(expression, reference =>
        {
            if (find(reference.Name) is { } body) return body;
            diagnostics.Add(new FilterDiagnostic(DiagnosticCodes.UnknownMacro, reference.Span, $"there is no macro {reference.Name}",
                Suggestion.Hint(reference.Name, names ?? [])) { Source = reference.Source });
            return new BrokenExpression { Span = reference.Span, Source = reference.Source };
        });
        var isWithinLimits = CheckLimits(result, diagnostics);
        return new ParseResult(diagnostics.Count == 0 ? result : null, diagnostics.ToImmutable()) { Recovered = isWithinLimits ? result : null };
    }

    /// <summary>Names of the macros that are used, each once, in order.</summary>
    public static IReadOnlyList<string> MacroNames(Expression expression)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Visit(expression, e =>
        {
            if (e is MacroReference macro && seen.Add(macro.Name)) names.Add(macro.Name);
        });
        return names;
    }

    /// <summary>Calls for every node, outer before inner.</summary>
    public static void Visit(Expression expression, Action<Expression> action)
    {
        action(expression);
        switch (expression)
        {
            case AndExpression and: foreach (var operand in and.Operands) Visit(operand, action); break;
            case OrExpression or: foreach (var operand in or.Operands) Visit(operand, action); break;
            case NotExpression not: Visit(not.Operand, action); break;
        }
    }

    /// <summary>False with a diagnostic when the condition is too deep or too large.</summary>
    internal static bool CheckLimits(Expression expression, ImmutableArray<FilterDiagnostic>.Builder diagnostics)
    {
        var before = diagnostics.Count;
        if (expression.Depth > Expression.MaxDepth)
        {
            diagnostics.Add(new FilterDiagnostic(DiagnosticCodes.TooDeep, expression.Span,
                $"with its macros the condition is nested more than {Expression.MaxDepth} levels deep") { Source = expression.Source });
        }

        if (expression.Size > Expression.MaxSize)
        {
            diagnostics.Add(new FilterDiagnostic(DiagnosticCodes.TooLarge, expression.Span,
                $"with its macros and lists the condition has more than {Expression.MaxSize} checks and values") { Source = expression.Source });
        }

        return diagnostics.Count == before;
    }

    static Expression Replace(Expression expression, Func<MacroReference, Expression> replace)
    {
        switch (expression)
        {
            case MacroReference macro:
                return replace(macro);
            case NotExpression not:
                var inner = Replace(not.Operand, replace);
                return ReferenceEquals(inner, not.Operand) ? not : new NotExpression(inner) { Span = not.Span, Source = not.Source };
            case AndExpression and:
                var conjuncts = Replace(and.Operands, replace);
                return conjuncts == and.Operands ? and : AndExpression.Of(conjuncts, and.Span, and.Source);
            case OrExpression or:
                var disjuncts = Replace(or.Operands, replace);
                return disjuncts == or.Operands ? or : OrExpression.Of(disjuncts, or.Span, or.Source);
            default:
                return expression;
        }
    }

    static ImmutableArray<Expression> Replace(ImmutableArray<Expression> operands, Func<MacroReference, Expression> replace)
    {
        ImmutableArray<Expression>.Builder? replaced = null;
        for (var i = 0; i < operands.Length; i++)
        {
            var operand = Replace(operands[i], replace);
            if (replaced is null && ReferenceEquals(operand, operands[i])) continue;
            if (replaced is null)
            {
                replaced = ImmutableArray.CreateBuilder<Expression>(operands.Length);
                replaced.AddRange(operands, i);
            }

            replaced.Add(operand);
        }

        return replaced?.ToImmutable() ?? operands;
    }
}
