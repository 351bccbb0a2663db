using Lanner.Capture;
using Lanner.Events;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>What must leave the kernel: the events some rule can match, and those state cannot do without.</summary>
static class Needs
{
    /// <summary>A rule that can match more codes than this names no event: its condition is on processes or containers only.</summary>
    const int ManyCodes = 100;

    /// <summary>
    /// The system calls to report. Those that state alone needs are reported only when they succeed: a failed one changes nothing.
    /// A rule that names no event is shown everything but what busy programs do all the time (input and output, waiting, memory,
    /// time): with these, one rule without a type would cost more than all others together.
    /// </summary>
    public static IReadOnlyList<InterestRule> Of(RuleSet rules)
    {
        var needs = new List<InterestRule>();
        foreach (var code in HostState.RequiredEvents) Add(needs, code, InterestFlags.Ship | InterestFlags.NoFailed);
        foreach (var rule in rules.Rules.Where(rule => rule.EventCodes.Count <= ManyCodes))
        {
            foreach (var code in rule.EventCodes)
            {
                if (code != EventCode.SyscallExit) Add(needs, code, InterestFlags.Ship);
                else needs.AddRange(rule.Filter.GenericSyscalls.Select(s => SyscallTable.Name(s)).OfType<string>().Select(name => new InterestRule(name)));
            }
        }

        if (!rules.Rules.Any(rule => rule.EventCodes.Count > ManyCodes)) return needs;
        foreach (var info in EventTable.All)
        {
            if (info.Code != EventCode.SyscallExit && !IsConstant(info)) Add(needs, info.Code, InterestFlags.Ship);
        }

        return needs;
    }

    /// <summary>Rules that ask for deliveries of signals need a program of their own in the probe.</summary>
    public static bool Signals(RuleSet rules) =>
        rules.Rules.Any(rule => rule.EventCodes.Count <= ManyCodes && rule.EventCodes.Contains(EventCode.SignaldeliverEnter));

    /// <summary>Likewise page faults.</summary>
    public static bool PageFaults(RuleSet rules) =>
        rules.Rules.Any(rule => rule.EventCodes.Count <= ManyCodes && rule.EventCodes.Contains(EventCode.PageFaultEnter));

    /// <summary>Likewise context switches.</summary>
    public static bool ContextSwitches(RuleSet rules) =>
        rules.Rules.Any(rule => rule.EventCodes.Count <= ManyCodes && rule.EventCodes.Contains(EventCode.SwitchEnter));

    /// <summary>Rules that ask how long calls take make the probe note when each begins.</summary>
    public static bool Latency(RuleSet rules) => rules.Rules.Any(rule =>
        rule.Filter.Fields.Concat(rule.Output.Fields.SelectMany(o => o.Fields)).Any(f => f.Definition.Name.StartsWith("evt.latency", StringComparison.Ordinal)));

    static bool IsConstant(EventInfo info) =>
        info.Category is "IO_READ" or "IO_WRITE" or "IO_OTHER" or "WAIT" or "MEMORY" or "TIME" or "SLEEP" or "IPC"
        || info.Name is "futex" or "stat" or "lstat" or "fstat" or "newfstatat" or "lseek" or "llseek" or "getdents" or "getdents64";

    static void Add(List<InterestRule> needs, EventCode code, InterestFlags flags)
    {
        foreach (var name in EventTable.Get(code).Syscalls) needs.Add(new InterestRule(name, flags));
    }
}
