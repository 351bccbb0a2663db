using Lanner.Filters;

namespace Lanner.Rules.Tests.Engine;

/// <summary>
/// What a condition says of an event by the book: its checks in written order, each made anew, with nothing shared, remembered or
/// left out. For comparing with what the engine says. Only for a state that nothing else judges.
/// </summary>
sealed class NaiveJudge
{
    readonly PredicateSet _set = new();
    readonly FilterCompiler _compiler;
    readonly Dictionary<Check, CompiledFilter> _checks = new(ReferenceEqualityComparer.Instance);

    public NaiveJudge() => _compiler = new FilterCompiler(TestCatalogue.Instance, _set);

    /// <summary>Detail of a container that has not arrived counts as missing.</summary>
    public bool TakesPendingAsMissing { get; init; }

    public Truth Judge(Expression condition, in EventContext context)
    {
        switch (condition)
        {
            case AndExpression and: return Chain(and.Operands, Truth.False, context);
            case OrExpression or: return Chain(or.Operands, Truth.True, context);
            case NotExpression not:
                return Judge(not.Operand, context) switch { Truth.True => Truth.False, Truth.False => Truth.True, _ => Truth.Unknown };
            default: return Ask((Check)condition, context);
        }
    }

    Truth Chain(IEnumerable<Expression> operands, Truth deciding, in EventContext context)
    {
        var outcome = deciding == Truth.True ? Truth.False : Truth.True;
        foreach (var operand in operands)
        {
            var truth = Judge(operand, context);
            if (truth == deciding) return truth;
            if (truth == Truth.Unknown) outcome = truth;
        }

        return outcome;
    }

    Truth Ask(Check check, in EventContext context)
    {
        if (!_checks.TryGetValue(check, out var filter))
        {
            var result = _compiler.Compile(check);
            _checks.Add(check, filter = result.Filter ?? throw new InvalidOperationException(string.Join("; ", result.Diagnostics)));
        }

        if (context.Process is { } process)
        {
            process.ImageBits.Clear();
            process.LineageBits.Clear();
            process.Container.Bits.Clear();
        }

        context.Descriptor?.Bits.Clear();
        return filter.Evaluate(context, new Evaluator(_set) { TakesPendingAsMissing = TakesPendingAsMissing });
    }
}
