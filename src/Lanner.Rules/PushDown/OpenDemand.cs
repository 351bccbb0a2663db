using Lanner.Events;
using Lanner.Events.PushDown;
using Lanner.Filters;

namespace Lanner.Rules.PushDown;

/// <summary>Which opens the rules want to see, or why all of them must be reported.</summary>
/// <param name="Alternatives">Null when nothing can be held back.</param>
/// <param name="Obstacle">Then why; one line.</param>
public sealed record OpenDemand(IReadOnlyList<OpenAlternative>? Alternatives, string? Obstacle)
{
    /// <summary>
    /// Fields that look at descriptors which the event does not name: these cannot be told in time. Standard input, output and
    /// error output are never held back.
    /// </summary>
    static readonly string[] s_wholeTable = ["fd.types", "proc.fdopencount", "proc.fdusage"];

    /// <summary>Events whose descriptors are gone, or are several, when they are reported.</summary>
    static readonly EventCode[] s_namesAfterwards =
        [EventCode.CloseExit, EventCode.CloseRangeExit, EventCode.PollExit, EventCode.PpollExit];

    public static OpenDemand Of(RuleSet rules, Func<Rule, EventCode, bool> isReported)
    {
        foreach (var rule in rules.Rules)
        {
            if (Obstructs(rule, isReported) is { } obstacle) return new OpenDemand(null, $"rule '{rule.Name}' {obstacle}");
        }

        var alternatives = new List<OpenAlternative>();
        foreach (var code in OpenEvents.All)
        {
            var own = OpenKind.Set(kind => kind.IsCreatCall == (code == EventCode.CreatExit));
            alternatives.AddRange(EventDemand.Of(rules.Rules, code).Rules.SelectMany(demand => demand.Alternatives)
                .Select(one => one with { Kinds = one.Kinds & own }).Where(one => !one.IsEmpty));
        }

        return new OpenDemand(PushDown.Alternatives.Merge(alternatives), null);
    }

    static string? Obstructs(Rule rule, Func<Rule, EventCode, bool> isReported)
    {
        foreach (var name in rule.FieldsRead.Select(field => field.Definition.Name))
        {
            if (s_wholeTable.Contains(name)) return $"asks for {name}, which is about all descriptors";
        }

        foreach (var code in s_namesAfterwards)
        {
            if (rule.EventCodes.Contains(code) && isReported(rule, code))
                return $"is shown {EventTable.Get(code).Name}, whose descriptors cannot be told when it has ended";
        }

        return null;
    }
}
