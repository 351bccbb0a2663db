using Lanner.Capture;
using Lanner.Events;
using Lanner.Explore.Printing;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>What must leave the kernel for a list of events: those its filter can match, and those state needs.</summary>
static class EventNeeds
{
    /// <summary>Options of a capture with the calls to report; the place of the probe is for the caller.</summary>
    public static LiveOptions Of(PrintRequest request)
    {
        var filter = request.Filter?.Filter;
        return new LiveOptions
        {
            Probe = null!,
            Interest = Interest(filter?.EventCodes, filter?.GenericSyscalls),
            Signals = Wants(EventCode.SignaldeliverEnter),
            ContextSwitches = Wants(EventCode.SwitchEnter),
            // Page faults are so many that they are shown only to those who name them.
            PageFaults = filter is not null && filter.EventCodes.Contains(EventCode.PageFaultEnter) && filter.EventCodes.Count < ManyCodes,
            Latency = request.Fields.Any(field => field.Definition.Name.Contains("latency", StringComparison.Ordinal)),
        };

        bool Wants(EventCode code) => filter is null || filter.EventCodes.Contains(code);
    }

    /// <summary>A filter that can match more codes than this names no event.</summary>
    const int ManyCodes = 100;

    /// <summary>
    /// The calls to report. Those only state needs are reported when they succeed. The table of descriptors is to be exact, since lines
    /// show what a number stands for.
    /// </summary>
    /// <param name="codes">Events to be shown; null for all.</param>
    /// <param name="generic">Of calls without an event of their own, those to be shown.</param>
    static List<InterestRule> Interest(IReadOnlySet<EventCode>? codes, IReadOnlySet<int>? generic)
    {
        var state = (IEnumerable<EventCode>)[.. HostState.RequiredEvents, .. HostState.DescriptorEvents];
        var rules = InterestRule.For(state, InterestFlags.Ship | InterestFlags.NoFailed).ToList();
        if (codes is null)
        {
            rules.AddRange(InterestRule.For(EventTable.All.ToArray().Select(info => info.Code)));
            return rules;
        }

        rules.AddRange(InterestRule.For(codes.Where(code => code != EventCode.SyscallExit)));
        if (codes.Contains(EventCode.SyscallExit))
            rules.AddRange((generic ?? new HashSet<int>()).Select(call => SyscallTable.Name(call)).OfType<string>().Select(name => new InterestRule(name)));
        return rules;
    }
}
