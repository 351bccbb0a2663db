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
    readonly MacroTable _macros;
    readonly RuleCollector _collector;

    public RuleAssembler(RuleCollector collector, IReadOnlySet<string> lostNames, TextSpace space, DiagnosticList diagnostics)
    {
        _collector = collector;
        _space = space;
        _diagnostics = diagnostics;
        var lists = new ListTable(collector.Lists, diagnostics);
        _parser = new ConditionParser(lists, space, diagnostics);
        _macros = new MacroTable(collector.Macros, lostNames, _parser, space, diagnostics);
    }

    /// <summary>The whole condition of a rule; null when something in it is wrong, which is reported.</summary>
    public Expression? Assemble(RuleDefinition rule)
    {
        var parsed = _parser.Parse(rule.Condition, rule.Path, ItemTypes.ConditionExpression);
        var condition = parsed is null ? null : _macros.ReplaceIn(parsed);
        var isBroken = condition is null;
        var parts = new List<Expression>();
        if (condition is not null) parts.Add(condition);
        var compiler = new ExceptionCompiler(_space, _diagnostics);
        foreach (var exception in rule.Exceptions)
        {
            if (compiler.Compile(exception, ref isBroken) is not { } excepted) continue;
            if (_parser.PutLists(excepted) is { } replaced) parts.Add(new NotExpression(replaced) { Span = replaced.Span });
            else isBroken = true;
        }

        return isBroken ? null : AndExpression.Of(parts, condition!.Span);
    }

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
