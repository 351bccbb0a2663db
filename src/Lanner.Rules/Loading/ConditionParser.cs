using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>A condition with lists put in and macros named, and the names of those lists.</summary>
sealed record ParsedCondition(Expression Expression, IReadOnlyList<string> ListNames);

/// <summary>Parses the conditions of macros and rules and puts the lists into them.</summary>
sealed class ConditionParser(ListTable lists, TextSpace space, DiagnosticList diagnostics)
{
    /// <summary>Null when the condition is not right, which is reported.</summary>
    public ParsedCondition? Parse(LocatedText text, ItemPath path, string itemType)
    {
        var parsed = space.Parse(text, path, itemType);
        Report(parsed);
        return parsed.Expression is { } expression && PutLists(expression) is { } whole ? new ParsedCondition(whole, lists.NamesIn(expression)) : null;
    }

    public Expression? PutLists(Expression expression)
    {
        var replaced = Rewriting.ReplaceLists(expression, lists.Find);
        Report(replaced);
        return replaced.Expression;
    }

    void Report(ParseResult result)
    {
        foreach (var fault in result.Diagnostics)
            space.Report(diagnostics,
                fault.Severity == DiagnosticSeverity.Error ? LoadCode.ErrCompileCondition : LoadCode.CompileCondition,
                fault.Span, fault.Message, fault.Hint);
    }
}
