using Lanner.Filters;

namespace Lanner.Rules.Explaining;

/// <summary>A rule's condition in parts that can be asked one by one.</summary>
sealed class ConditionTree
{
    /// <summary>Parts shown; macros beyond are asked as a whole.</summary>
    const int MaxParts = 5000;

    readonly Dictionary<string, RuleMacro> _macros;
    readonly FieldCatalogue _catalogue;
    readonly FilterCompiler _compiler;
    readonly List<ConditionPart> _parts = [];

    public ConditionTree(Rule rule, RuleSet set)
    {
        _macros = set.Macros.ToDictionary(macro => macro.Name, StringComparer.Ordinal);
        _catalogue = set.Catalogue;
        _compiler = new FilterCompiler(set.Catalogue, new PredicateSet());
        Root = BuildRule(rule);
        Evaluator = new Evaluator(_compiler.Set);
    }

    public ConditionPart Root { get; }

    /// <summary>Inner before outer; a part's index is its position.</summary>
    public IReadOnlyList<ConditionPart> Parts => _parts;

    public Evaluator Evaluator { get; }

    /// <summary>Asks all parts, whether the outcome hangs on them or not.</summary>
    /// <param name="outcomes">One for each part.</param>
    public void Ask(in EventContext context, Span<Truth> outcomes)
    {
        foreach (var part in _parts)
        {
            outcomes[part.Index] = part.Kind switch
            {
                _ when part.Filter is { } filter => filter.Evaluate(context, Evaluator),
                ConditionPartKind.Not => Negate(outcomes[part.Parts[0].Index]),
                ConditionPartKind.All => Combine(part, outcomes, Truth.False),
                ConditionPartKind.Any => Combine(part, outcomes, Truth.True),
                _ => outcomes[part.Parts[0].Index],
            };
        }
    }

    static Truth Combine(ConditionPart part, ReadOnlySpan<Truth> outcomes, Truth deciding)
    {
        var outcome = Negate(deciding);
        foreach (var inner in part.Parts)
        {
            var truth = outcomes[inner.Index];
            if (truth == deciding) return truth;
            if (truth == Truth.Unknown) outcome = Truth.Unknown;
        }

        return outcome;
    }

    static Truth Negate(Truth truth) => truth switch { Truth.True => Truth.False, Truth.False => Truth.True, _ => Truth.Unknown };

    ConditionPart BuildRule(Rule rule)
    {
        var excepted = rule.Exceptions.Where(exception => exception.Condition is not null).ToList();
        if (excepted.Count == 0) return Build(rule.Written);
        List<ConditionPart> parts = rule.Written is AndExpression and ? [.. and.Operands.Select(Build)] : [Build(rule.Written)];
        foreach (var exception in excepted)
        {
            var named = Add(ConditionPartKind.Exception, exception.Name, [Build(exception.Condition!)]);
            parts.Add(Add(ConditionPartKind.Not, $"not {exception.Name}", [named]));
        }

        return Add(ConditionPartKind.All, rule.Condition.ToString()!, parts);
    }

    ConditionPart Build(Expression expression) => expression switch
    {
        AndExpression and => Add(ConditionPartKind.All, expression.ToString(), [.. and.Operands.Select(Build)]),
        OrExpression or => Add(ConditionPartKind.Any, expression.ToString(), [.. or.Operands.Select(Build)]),
        NotExpression not => Add(ConditionPartKind.Not, expression.ToString(), [Build(not.Operand)]),
        MacroReference reference => BuildMacro(_macros[reference.Name]),
        Check check => AddAsked(ConditionPartKind.Check, check.ToString(), check, FieldsOf(check)),
        _ => throw new InvalidOperationException($"a rule without errors has no {expression.GetType().Name} in its condition"),
    };

    ConditionPart BuildMacro(RuleMacro macro) => _parts.Count < MaxParts
        ? Add(ConditionPartKind.Macro, macro.Name, [Build(macro.Written)])
        : AddAsked(ConditionPartKind.Macro, macro.Name, macro.Condition, []);

    ConditionPart Add(ConditionPartKind kind, string text, IReadOnlyList<ConditionPart> parts)
    {
        var part = new ConditionPart(_parts.Count, kind, text, parts);
        _parts.Add(part);
        return part;
    }

    ConditionPart AddAsked(ConditionPartKind kind, string text, Expression condition, IReadOnlyList<OutputFormat> fields)
    {
        var part = new ConditionPart(_parts.Count, kind, text, []) { Filter = _compiler.Compile(condition).Filter, Fields = fields };
        _parts.Add(part);
        return part;
    }

    List<OutputFormat> FieldsOf(Check check)
    {
        List<FieldExpression> compared = check.Operand is FieldOperand operand ? [check.Left, operand.Field] : [check.Left];
        var formats = new List<OutputFormat>();
        foreach (var field in compared)
        {
            if (OutputFormat.Compile($"%{field}", _catalogue).Format is { Fields.Count: 1 } format) formats.Add(format);
        }

        return formats;
    }
}
