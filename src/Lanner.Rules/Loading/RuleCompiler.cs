using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>
/// Compiles the conditions and outputs of a load's rules. Rules that are switched off are compiled as well, so that their faults
/// are told, but share no predicates with the others.
/// </summary>
sealed class RuleCompiler(FieldCatalogue catalogue, RuleSetOptions options, TextSpace space, DiagnosticList diagnostics)
{
    readonly FilterCompiler _enabled = new(catalogue, new PredicateSet());
    readonly FilterCompiler _disabled = new(catalogue, new PredicateSet());
    readonly OutputCompiler _outputs = new(catalogue, options, diagnostics);
    readonly HashSet<(LoadCode Code, int Offset, string Message)> _reported = [];
    readonly List<Rule> _rules = [];
    int _enabledCount;

    /// <summary>The good ones, in order.</summary>
    public IReadOnlyList<Rule> Rules => _rules;

    public PredicateSet Predicates => _enabled.Set;

    /// <param name="rule">What the files say.</param>
    /// <param name="condition">Its condition; null when nothing of it can be checked, which was reported.</param>
    /// <param name="earlier">The conditions of its earlier steps, likewise.</param>
    public void Compile(RuleDefinition rule, AssembledCondition? condition, IReadOnlyList<AssembledCondition?> earlier)
    {
        var isEnabled = IsEnabled(rule);
        var correlation = new CorrelationCompiler(catalogue, diagnostics, rule);
        var isWhole = correlation.Check() && condition is { IsBroken: false } && earlier.All(step => step is { IsBroken: false });
        var compiler = isEnabled && isWhole ? _enabled : _disabled;
        var filter = condition is null ? null : CompileCondition(rule, condition.Whole, compiler);
        var steps = new List<(AssembledCondition Condition, CompiledFilter Filter)>();
        foreach (var step in earlier)
        {
            if (step is not null && CompileCondition(rule, step.Whole, compiler) is { } compiled) steps.Add((step, compiled));
        }

        var output = _outputs.Compile(rule, catalogue.With(correlation.Recalled), correlation.AlertFields);
        if (filter is null || output is null || !isWhole || steps.Count < earlier.Count) return;
        var correlated = correlation.IsCorrelated ? correlation.Compile((condition!, filter), steps) : null;
        if (rule.WarnEvttypes) WarnOfManyEvents(rule, filter, steps);
        _rules.Add(new Rule
        {
            Name = rule.Name, Description = rule.Description.Text.Trim(), Priority = rule.Priority, Tags = [.. rule.Tags], Source = rule.Source,
            ConditionText = rule.Condition.Text, Condition = condition!.Whole, Written = condition.Written, MacroNames = Names(condition, steps, part => part.MacroNames),
            ListNames = Names(condition, steps, part => part.ListNames), Exceptions = condition.Exceptions, Filter = filter, Correlation = correlated, OutputText = rule.Output.Text,
            Output = output.Format, ExtraFields = output.ExtraFields, ExtraTexts = output.ExtraTexts, IsEnabled = isEnabled, Capture = rule.Capture,
            CaptureDuration = rule.CaptureDuration, Responses = [.. rule.Responses], Position = rule.Path.File.Locate(rule.Path.Offset),
            Index = isEnabled ? _enabledCount++ : -1,
            OutputNeedsContainerDetail = output.Format.Fields.Concat(output.ExtraFields).Concat(output.ExtraTexts.SelectMany(t => t.Format.Fields))
                .Any(f => f.NeedsContainerDetail),
        });
    }

    static IReadOnlyList<string> Names(
        AssembledCondition condition, IEnumerable<(AssembledCondition Condition, CompiledFilter Filter)> steps, Func<AssembledCondition, IReadOnlyList<string>> names) =>
        [.. steps.SelectMany(step => names(step.Condition)).Concat(names(condition)).Distinct(StringComparer.Ordinal)];

    void WarnOfManyEvents(RuleDefinition rule, CompiledFilter filter, List<(AssembledCondition Condition, CompiledFilter Filter)> steps)
    {
        Warn(rule.Condition, filter);
        for (var i = 0; i < steps.Count; i++) Warn(rule.Correlation.After![i].Condition, steps[i].Filter);

        void Warn(LocatedText text, CompiledFilter asked)
        {
            if (asked.EventCodes.Count <= RuleEvents.ManyCodes) return;
            diagnostics.Add(LoadCode.NoEvttype, rule.Path, ItemTypes.RuleCondition, text, 0, 1,
                $"the condition can match {asked.EventCodes.Count} kinds of events, which costs time on each of them",
                "add evt.type in (...), or warn_evttypes: false if it is meant so");
        }
    }

    bool IsEnabled(RuleDefinition rule)
    {
        var isEnabled = rule.IsEnabled;
        foreach (var selector in options.Selectors)
        {
            if (selector.Meets(rule.Name, rule.Tags)) isEnabled = selector.Enable;
        }

        return isEnabled && rule.Priority <= options.MinimumPriority;
    }

    CompiledFilter? CompileCondition(RuleDefinition rule, Expression condition, FilterCompiler compiler)
    {
        WarnOfUnsafeMissing(rule, condition);
        Rewriting.Visit(condition, part => WarnOfOldFields(part as Check));
        var result = compiler.Compile(condition);
        var mayBeUnknown = rule.SkipIfUnknownFilter && result.Diagnostics.All(d => d.Severity == DiagnosticSeverity.Warning || IsUnknown(d));
        foreach (var fault in result.Diagnostics) Report(fault, mayBeUnknown);
        return result.Filter;
    }

    public static bool IsUnknown(FilterDiagnostic fault) => fault.Code is DiagnosticCodes.UnknownField or DiagnosticCodes.UnknownEvent;

    void Report(FilterDiagnostic fault, bool mayBeUnknown)
    {
        var code = fault switch
        {
            { Code: DiagnosticCodes.DeprecatedField, Severity: DiagnosticSeverity.Warning } => LoadCode.DeprecatedItem,
            { Severity: DiagnosticSeverity.Warning } => LoadCode.CompileCondition,
            _ when mayBeUnknown && IsUnknown(fault) => LoadCode.UnknownFilter,
            { Code: DiagnosticCodes.UnknownMacro } => LoadCode.ErrValidate,
            _ => LoadCode.ErrCompileCondition,
        };

        // What a macro has wrong would come again with each rule that uses it.
        if (_reported.Add((code, fault.Span.Offset, fault.Message))) space.Report(diagnostics, code, fault.Span, fault.Message, fault.Hint);
    }

    /// <summary>Fields that Falco no longer fills. They work here, but the rule would be silent there.</summary>
    void WarnOfOldFields(Check? check)
    {
        IEnumerable<FieldExpression> compared = check switch { null => [], { Operand: FieldOperand other } => [check.Left, other.Field], _ => [check.Left] };
        foreach (var field in compared.OfType<FieldReference>())
        {
            if (FalcoFields.IsGone(field.Name, catalogue) && _reported.Add((LoadCode.DeprecatedItem, field.Span.Offset, field.Name)))
                space.Report(diagnostics, LoadCode.DeprecatedItem, field.Span, FalcoFields.Message(field.Name), FalcoFields.Hint);
        }
    }

    /// <summary>Fields of audit logs give the text &lt;NA> for what is missing, so comparing with it says nothing sure.</summary>
    void WarnOfUnsafeMissing(RuleDefinition rule, Expression condition) => Rewriting.Visit(condition, part =>
    {
        if (part is not Check { Left: FieldReference { Name: var name } } check) return;
        if (!name.StartsWith("ka.", StringComparison.Ordinal) && !name.StartsWith("jevt.", StringComparison.Ordinal)) return;
        if (check.Operator is not (CheckOperator.Equal or CheckOperator.NotEqual or CheckOperator.In or CheckOperator.Intersects or CheckOperator.PMatch))
            return;
        var values = check.Operand switch { ValueOperand one => [one.Value], ListOperand list => list.Values, _ => [] };
        if (values.Any(v => v.Text == "<NA>") && _reported.Add((LoadCode.UnsafeNaCheck, check.Span.Offset, name)))
            space.Report(diagnostics, LoadCode.UnsafeNaCheck, check.Span, $"comparing '{name}' with <NA> is not safe in rule '{rule.Name}'", $"write: {name} exists");
    });
}
