using Lanner.Events;
using Lanner.Events.PushDown;
using Lanner.Filters;

namespace Lanner.Rules.PushDown;

/// <summary>
/// From a condition to the alternatives that an event of one code must meet for the condition to be true. A part that nothing is
/// known of may be true, so the alternatives ask for less than the condition and never for more.
/// </summary>
static class Derivation
{
    /// <summary>The alternatives; none when the condition cannot hold for the code.</summary>
    public static IReadOnlyList<OpenAlternative> Derive(Expression condition, EventInfo info) => Derive(condition, info, isNegated: false);

    static IReadOnlyList<OpenAlternative> Derive(Expression condition, EventInfo info, bool isNegated)
    {
        switch (condition)
        {
            case NotExpression not: return Derive(not.Operand, info, !isNegated);
            case AndExpression and: return Combine(and.Operands, info, isNegated, isAll: !isNegated);
            case OrExpression or: return Combine(or.Operands, info, isNegated, isAll: isNegated);
            case Check check: return Of(check, info, isNegated);
            default: return [OpenAlternative.Any];
        }
    }

    static IReadOnlyList<OpenAlternative> Combine(IEnumerable<Expression> operands, EventInfo info, bool isNegated, bool isAll)
    {
        IReadOnlyList<OpenAlternative>? combined = null;
        foreach (var operand in operands)
        {
            var next = Derive(operand, info, isNegated);
            combined = combined is null ? next : isAll ? Alternatives.Both(combined, next) : Alternatives.Either(combined, next);
            if (isAll && combined.Count == 0) break;
        }

        return combined ?? [OpenAlternative.Any];
    }

    static IReadOnlyList<OpenAlternative> Of(Check check, EventInfo info, bool isNegated)
    {
        if (!CheckValues.TryRead(check, out var values)) return [OpenAlternative.Any];
        var any = OpenAlternative.Any;
        var outcomes = CallOutcomes.None;
        foreach (var outcome in (ReadOnlySpan<CallOutcomes>)[CallOutcomes.Succeeded, CallOutcomes.Failed])
        {
            if (MayHold(OutcomeChecks.Ask(values, info, outcome), isNegated)) outcomes |= outcome;
        }

        var kinds = OpenAlternative.AllKinds;
        var paths = any.Paths;
        if (OpenEvents.Contains(info.Code))
        {
            foreach (var kind in OpenKind.All)
            {
                if (!MayHold(OpenFlagChecks.Ask(values, kind), isNegated)) kinds &= ~kind.Bit;
            }

            if (!isNegated) paths = PathChecks.Pieces(values);
        }

        if (EventTypeChecks.Ask(values, info) is { } isType && !MayHold(isType, isNegated)) return [];
        var found = new OpenAlternative(outcomes, kinds, paths);
        return found.IsEmpty ? [] : [found];
    }

    static bool MayHold(Verdict? verdict, bool isNegated) => verdict != (isNegated ? Verdict.Always : Verdict.Never);
}
