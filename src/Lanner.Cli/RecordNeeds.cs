using Lanner.Capture;
using Lanner.Events;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>What must leave the kernel for a recording: what it is of, and all that state needs to be exact.</summary>
static class RecordNeeds
{
    /// <summary>A filter that can match more codes than this names no event.</summary>
    const int ManyCodes = 100;

    /// <summary>
    /// The calls to report: without a filter every one. Of those only state needs, a call that failed tells nothing.
    /// </summary>
    public static IReadOnlyList<InterestRule> Calls(CompiledFilter? filter)
    {
        if (filter is null) return [.. InterestRule.For(EventTable.All.ToArray().Select(info => info.Code))];
        var generic = filter.EventCodes.Contains(EventCode.SyscallExit) ? filter.GenericSyscalls : new HashSet<int>();
        return
        [
            .. InterestRule.For([.. HostState.RequiredEvents, .. HostState.DescriptorEvents], InterestFlags.Ship | InterestFlags.NoFailed),
            .. InterestRule.For(filter.EventCodes.Where(code => code != EventCode.SyscallExit)),
            .. generic.Select(call => SyscallTable.Name(call)).OfType<string>().Select(name => new InterestRule(name)),
        ];
    }

    public static bool Signals(CompiledFilter? filter) => filter is null || filter.EventCodes.Contains(EventCode.SignaldeliverEnter);

    /// <summary>Page faults and context switches are more than all else together: only who names them gets them.</summary>
    public static bool Named(CompiledFilter? filter, EventCode code) =>
        filter is not null && filter.EventCodes.Count < ManyCodes && filter.EventCodes.Contains(code);
}
