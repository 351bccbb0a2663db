using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;

namespace Lanner.Rules.Loading;

/// <summary>Puts lists, macros and exceptions into the conditions of rules.</summary>
sealed class RuleAssembler
{
    readonly TextSpace _space;
    readonly DiagnosticList _diagnostics;
    readonly ConditionParser _parser;
    readonly ListTable _lists;
    readonly Dictionary<ExceptionDefinition, (RuleException Exception, bool IsBroken)> _exceptions = new(ReferenceEqualityComparer.Instance);
    readonly MacroTable _macros;
    readonly RuleCollector _collector;

    public RuleAssembler(RuleCollector collector, IReadOnlySet<string> lostNames, TextSpace space, DiagnosticList diagnostics)
    {
        _collector = collector;
        _space = space;
        _diagnostics = diagnostics;
        _lists = new ListTable(collector.Lists, diagnostics);
        _parser = new ConditionParser(_lists, space, diagnostics);
        _macros = new MacroTable(collector.Macros, lostNames, _parser, space, diagnostics);
    }

    /// <summary>The macros of the load that are not broken, in the order of their first definition.</summary>
    public IReadOnlyList<RuleMacro> Macros => _macros.Describe();

    /// <summary>The lists of the load, in the order of their first definition.</summary>
    public IReadOnlyList<RuleList> Lists => _lists.Describe();

    /// <summary>The condition of a rule; null when nothing of it can be checked. All that is wrong is reported.</summary>
    public AssembledCondition? Assemble(RuleDefinition rule)
    {
        var parsed = _parser.Parse(rule.Condition, rule.Path, ItemTypes.ConditionExpression);
        var isBroken = parsed is null or { IsBroken: true };
        var condition = parsed is null ? null : _macros.ReplaceIn(parsed.Expression, ref isBroken);
        var exceptions = new List<RuleException>();
        foreach (var exception in rule.Exceptions) exceptions.Add(Assemble(exception, ref isBroken));
        if (condition is null) return null;
        var excepted = exceptions.Where(e => e.Condition is not null).Select(e => new NotExpression(e.Condition!) { Span = e.Condition!.Span });
        return new AssembledCondition(
            AndExpression.Of([condition, .. excepted], condition.Span), parsed!.Expression, Rewriting.MacroNames(parsed.Expression), parsed.ListNames,
            exceptions, isBroken);
    }

    /// <summary>The condition of an earlier step, which exceptions do not touch; as the other.</summary>
    public AssembledCondition? Assemble(StepItem step)
    {
        var parsed = _parser.Parse(step.Condition, step.Path, ItemTypes.ConditionExpression);
        var isBroken = parsed is null or { IsBroken: true };
        var condition = parsed is null ? null : _macros.ReplaceIn(parsed.Expression, ref isBroken);
        return condition is null ? null
            : new AssembledCondition(condition, parsed!.Expression, Rewriting.MacroNames(parsed.Expression), parsed.ListNames, [], isBroken);
    }

    /// <summary>
    /// Of a rule that is skipped: the macros and lists it names are used all the same. Its language is that of another source, so
    /// nothing is reported.
    /// </summary>
    public void MarkUses(RuleDefinition rule)
    {
        foreach (var text in (rule.Correlation.After ?? []).Select(step => step.Condition).Prepend(rule.Condition))
        {
            if (FilterParser.Parse(text.Text).Recovered is not { } condition) continue;
            foreach (var list in _lists.NamesIn(condition)) _lists.Find(list);
            foreach (var macro in Rewriting.MacroNames(condition)) _macros.MarkUsed(macro);
        }
    }

    /// <summary>One that many rules share is put together once, so that its faults are told once.</summary>
    RuleException Assemble(ExceptionDefinition exception, ref bool isBroken)
    {
        if (!_exceptions.TryGetValue(exception, out var known)) _exceptions[exception] = known = AssembleNew(exception);
        isBroken |= known.IsBroken;
        return known.Exception;
    }

    (RuleException Exception, bool IsBroken) AssembleNew(ExceptionDefinition exception)
    {
        var isBroken = false;
        var condition = new ExceptionCompiler(_space, _diagnostics).Compile(exception, ref isBroken);
        if (condition is not null)
        {
            condition = _parser.PutLists(condition, ref isBroken);
            isBroken |= condition is null;
        }

        var fields = Texts(exception.Fields);
        return (new RuleException
        {
            Name = exception.Name, IsShared = exception.IsShared, Fields = fields, Condition = condition, ValueCount = exception.Values.Count,
            Operators = exception.Comparisons is { } comparisons ? Texts(comparisons)
                : [.. Enumerable.Repeat(exception.Fields.IsList ? "=" : "in", fields.Count)],
            Position = exception.Path.File.Locate(exception.Path.Offset),
        }, isBroken);
    }

    static IReadOnlyList<string> Texts(ExceptionCell cell) =>
        cell.Text is { } text ? [text.Text] : [.. cell.Items.Select(item => item.Text?.Text ?? "")];

    /// <summary>
    /// Warns of macros and lists that nothing refers to. Only when there is no error: what could not be read may refer to them.
    /// </summary>
    public void WarnUnused()
    {
        if (_diagnostics.HasErrors) return;
        foreach (var macro in _collector.Macros.Values)
        {
            if (!macro.IsUsed) _diagnostics.Add(LoadCode.UnusedMacro, macro.Path, $"macro '{ItemKeys.Shorten(macro.Name)}' is not used by any rule or macro");
        }

        foreach (var list in _collector.Lists.Values)
        {
            if (!list.IsUsed) _diagnostics.Add(LoadCode.UnusedList, list.Path, $"list '{ItemKeys.Shorten(list.Name)}' is not used by any rule, macro or list");
        }
    }
}
