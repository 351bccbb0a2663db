using Lanner.Events.PushDown;
using Lanner.Filters;

namespace Lanner.Rules.PushDown;

/// <summary>What checks of how a file is opened say of each kind of open.</summary>
static class OpenFlagChecks
{
    /// <summary>Null for checks that look at something else.</summary>
    public static Verdict? Ask(in CheckValues check, OpenKind kind)
    {
        switch (check.Field)
        {
            // Of creat no flags are shown: it neither reads nor writes for these fields.
            case "evt.is_open_read": return Flag(check, kind is { IsCreatCall: false, Reads: true });
            case "evt.is_open_write": return Flag(check, kind is { IsCreatCall: false, Writes: true });
            case "evt.is_open_exec": return Flag(check, kind.MayMakeExecutable);
            // Whether the file was there before is known when the call has ended.
            case "evt.is_open_create": return check.Flag is true && !kind.MayCreate ? Verdict.Never : Verdict.Unknown;
            case "evt.arg.flags" when check.Operator == CheckOperator.Contains && check.HoldsForOne:
                return Verdicts.AnyOf(check.Values.Select(value => MayShow(kind, value.Text) ? Verdict.Unknown : Verdict.Never));
            default: return null;
        }
    }

    static Verdict Flag(in CheckValues check, bool value) =>
        check.Flag is { } wanted ? wanted == value ? Verdict.Always : Verdict.Never : Verdict.Unknown;

    static bool MayShow(OpenKind kind, string flag) => flag switch
    {
        "O_CREAT" or "O_TMPFILE" => kind.MayCreate,
        "O_TRUNC" => kind.Truncates,
        "O_WRONLY" or "O_RDWR" => kind.IsCreatCall || kind.Writes,
        _ => true,
    };
}
