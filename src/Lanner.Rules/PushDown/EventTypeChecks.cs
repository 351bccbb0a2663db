using Lanner.Events;
using Lanner.Filters;

namespace Lanner.Rules.PushDown;

/// <summary>What checks of the event's name say of one code.</summary>
static class EventTypeChecks
{
    /// <summary>Null for other checks, and for codes whose name depends on the event.</summary>
    public static Verdict? Ask(in CheckValues check, EventInfo info)
    {
        if (check.Field is not ("evt.type" or "syscall.type")) return null;
        if (info.Code == EventCode.SyscallExit || info.Origin != EventOrigin.Syscall) return null;
        if (check.Operator == CheckOperator.NotEqual && check.Values.Count == 1) return Is(check.Values, info).Not();
        return check.IsEquality ? Is(check.Values, info) : null;
    }

    static Verdict Is(IReadOnlyList<ValueText> names, EventInfo info) =>
        names.Any(name => name.Text == info.Name) ? Verdict.Always : Verdict.Never;
}
