using Lanner.Events;
using Lanner.Events.PushDown;
using Lanner.Filters;

namespace Lanner.Rules.PushDown;

/// <summary>What checks of a call's result say when it succeeded and when it failed.</summary>
static class OutcomeChecks
{
    const long InProgress = -115;

    /// <summary>Null for checks that do not look at the result.</summary>
    public static Verdict? Ask(in CheckValues check, EventInfo info, CallOutcomes outcome)
    {
        if (!HasResult(info)) return null;
        var failed = outcome == CallOutcomes.Failed;
        Verdict? verdict = check.Field switch
        {
            "evt.rawres" => Number(check, failed),
            // A file's descriptor has the number that the call returned, or none.
            "fd.num" when OpenEvents.Contains(info.Code) => Number(check, failed),
            "evt.res" => Name(check, failed),
            "evt.failed" => check.Flag is { } wanted ? wanted == failed ? Verdict.Always : Verdict.Never : Verdict.Unknown,
            _ => null,
        };
        return verdict is not null && info.Code == EventCode.ConnectExit ? OfConnect(check, verdict.Value, failed) : verdict;
    }

    static bool HasResult(EventInfo info) =>
        info is { IsExit: true, Status: EventStatus.Live } && info.Parameters.Length > 0 && info.Parameters[0].Name is "res" or "fd";

    /// <summary>A connect that has begun has failed for a rule, and counts as a success in the kernel.</summary>
    static Verdict OfConnect(in CheckValues check, Verdict verdict, bool failed)
    {
        if (!check.IsEquality) return failed ? verdict : Verdict.Unknown;
        switch (check.Field)
        {
            case "evt.rawres": return !failed && Includes(check, InProgress) ? Verdict.Unknown : verdict;
            case "evt.res" when failed: return check.Values.All(value => value.Text is "SUCCESS" or "EINPROGRESS") ? Verdict.Never : verdict;
            case "evt.res": return check.Values.Any(value => value.Text is "SUCCESS" or "EINPROGRESS") ? Verdict.Unknown : verdict;
            default: return failed ? verdict : Verdict.Unknown;
        }
    }

    static bool Includes(in CheckValues check, long wanted)
    {
        foreach (var value in check.Values)
        {
            if (!CheckValues.TryNumber(value, out var number) || number == wanted) return true;
        }

        return false;
    }

    static Verdict Number(in CheckValues check, bool failed)
    {
        if (check.Operator == CheckOperator.NotEqual) return Verdict.Unknown;
        if (!check.HoldsForOne) return Verdict.Unknown;
        var op = check.Operator;
        return Verdicts.AnyOf(check.Values.Select(value => CheckValues.TryNumber(value, out var number) ? Number(op, number, failed) : Verdict.Unknown));
    }

    /// <summary>Results are 0 and up, of a failed call -1 and down.</summary>
    static Verdict Number(CheckOperator op, long number, bool failed) => op switch
    {
        CheckOperator.Equal or CheckOperator.In or CheckOperator.Intersects => number < 0 != failed ? Verdict.Never : Verdict.Unknown,
        CheckOperator.Greater => Above(number, failed),
        CheckOperator.GreaterOrEqual when number > long.MinValue => Above(number - 1, failed),
        CheckOperator.LessOrEqual => Above(number, failed).Not(),
        CheckOperator.Less when number > long.MinValue => Above(number - 1, failed).Not(),
        _ => Verdict.Unknown,
    };

    /// <summary>The result is more than that.</summary>
    static Verdict Above(long number, bool failed) =>
        failed ? number >= -1 ? Verdict.Never : Verdict.Unknown : number < 0 ? Verdict.Always : Verdict.Unknown;

    static Verdict Name(in CheckValues check, bool failed)
    {
        var isNot = check.Operator == CheckOperator.NotEqual && check.Values.Count == 1;
        if (!isNot && !check.IsEquality) return Verdict.Unknown;
        var verdict = Verdicts.AnyOf(check.Values.Select(value =>
            value.Text == "SUCCESS" ? failed ? Verdict.Never : Verdict.Always : failed ? Verdict.Unknown : Verdict.Never));
        return isNot ? verdict.Not() : verdict;
    }
}
