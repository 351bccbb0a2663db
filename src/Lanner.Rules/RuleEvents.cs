using Lanner.Events;
using Lanner.Filters;

namespace Lanner.Rules;

/// <summary>The events of rules by their names.</summary>
public static class RuleEvents
{
    /// <summary>A rule about more event codes than this names no event: it is on processes or containers only.</summary>
    public const int ManyCodes = 100;

    /// <summary>True when the rule's condition says nothing about which events it is for.</summary>
    public static bool NamesNoEvent(this Rule rule) => rule.Conditions.Any(part => part.Filter.EventCodes.Count > ManyCodes);

    /// <summary>
    /// Names of the events it can match, each once, sorted; system calls without an event of their own by the name of the call.
    /// </summary>
    public static IReadOnlyList<string> EventNames(this Rule rule) =>
        rule.Correlation is null ? Names(rule.Filter)
            : [.. rule.Conditions.SelectMany(part => Names(part.Filter)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The same of one condition.</summary>
    public static IReadOnlyList<string> Names(CompiledFilter filter)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var code in filter.EventCodes)
        {
            if (code is not (EventCode.SyscallExit or EventCode.SyscallEnterOld0)) names.Add(EventTable.Get(code).Name);
        }

        foreach (var call in filter.GenericSyscalls)
        {
            if (SyscallTable.Name(call) is { } name) names.Add(name);
        }

        return [.. names];
    }
}
