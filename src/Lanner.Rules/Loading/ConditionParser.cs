using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>A condition with lists put in and macros named.</summary>
/// <param name="ListNames">The lists that were put in, each once, in order.</param>
/// <param name="IsBroken">Something in it is wrong and was reported; the rest is here to be checked.</param>
sealed record ParsedCondition(Expression Expression, IReadOnlyList<string> ListNames, bool IsBroken);

/// <summary>Parses the conditions of macros and rules and puts the lists into them.</summary>
sealed class ConditionParser(ListTable lists, TextSpace space, DiagnosticList diagnostics)
{
    /// <summary>The condition, or what of it can be checked; null when nothing can. All that is wrong is reported.</summary>
    public ParsedCondition? Parse(LocatedText text, ItemPath path, string itemType)
    {
        var parsed = space.Parse(text, path, itemType);
        Report(parsed);
        if (parsed.Recovered is not { } expression) return null;
        var isBroken = parsed.Expression is null;
        return PutLists(expression, ref isBroken) is { } whole ? new ParsedCondition(whole, lists.NamesIn(expression), isBroken) : null;
    }

    public Expression? PutLists(Expression expression, ref bool isBroken)
    {
        var replaced = Rewriting.ReplaceLists(expression, lists.Find);
        Report(replaced);
        isBroken |= replaced.Expression is null;
        return replaced.Recovered;
    }

    void Report(ParseResult result)
    {
        foreach (var fault in result.Diagnostics)
            space.Report(diagnostics,
                fault.Severity == DiagnosticSeverity.Error ? LoadCode.ErrCompileCondition : LoadCode.CompileCondition,
                fault.Span, fault.Message, fault.Hint);
    }
}
