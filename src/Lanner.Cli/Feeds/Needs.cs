using Lanner.Capture;
using Lanner.Configuration;
using Lanner.Events;
using Lanner.Events.PushDown;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.PushDown;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>What must leave the kernel for a verb: the events it looks at, and those state cannot do without.</summary>
sealed record Needs
{
    /// <summary>A condition that can match more codes than this names no event: it is on processes or containers only.</summary>
    const int ManyCodes = 100;

    /// <summary>The system calls to report.</summary>
    public required IReadOnlyList<InterestRule> Calls { get; init; }

    /// <summary>Deliveries of signals, page faults and context switches each need a program of their own in the probe.</summary>
    public bool Signals { get; init; }

    public bool PageFaults { get; init; }

    public bool ContextSwitches { get; init; }

    /// <summary>How long calls take: the probe then notes when each begins.</summary>
    public bool Latency { get; init; }

    /// <summary>The only opens to report; null for every one that <see cref="Calls"/> asks for.</summary>
    public IReadOnlyList<OpenAlternative>? Opens { get; init; }

    /// <summary>
    /// For rules. A rule that names no event is shown everything but what busy programs do all the time (input and output, waiting,
    /// memory, time): with these, one rule without a type would cost more than all others together.
    /// </summary>
    /// <param name="rules">The rules that are on.</param>
    /// <param name="choice">What the configuration adds and takes away; null for nothing.</param>
    /// <param name="dropFailed">Calls that failed are not wanted by anyone.</param>
    /// <param name="pushDown">Conditions are decided in the kernel where it can.</param>
    public static Needs Of(RuleSet rules, SystemCallSettings? choice = null, bool dropFailed = false, bool pushDown = true)
    {
        choice ??= new SystemCallSettings();
        // Who chooses calls for state answers for it, unless it is to be repaired.
        var calls = choice.Added.Count > 0 && !choice.Repair ? [] : State(HostState.RequiredEvents);
        calls.AddRange(choice.Added.Select(name => new InterestRule(name)));
        foreach (var code in EventTable.All.ToArray().Select(info => info.Code))
        {
            var asking = rules.Rules.Where(rule => IsShown(rule, code, choice.All)).ToList();
            if (asking.Count == 0) continue;
            if (code == EventCode.SyscallExit) calls.AddRange(asking.SelectMany(rule => rule.Conditions).SelectMany(part => Generic(part.Filter)));
            else calls.AddRange(InterestRule.For([code], pushDown ? Flags(EventDemand.Of(asking, code).Outcomes) : InterestFlags.Ship));
        }

        calls.RemoveAll(call => choice.Removed.Contains(call.Syscall));
        if (dropFailed) calls = [.. calls.Select(call => call with { Flags = call.Flags | InterestFlags.NoFailed })];
        return new Needs
        {
            Calls = calls,
            // Who chooses calls for state wants to see what they do.
            Opens = pushDown && choice.Added.Count == 0 ? OpenDemand.Of(rules, (rule, code) => IsShown(rule, code, choice.All)).Alternatives : null,
            Signals = rules.Rules.Any(rule => IsShown(rule, EventCode.SignaldeliverEnter)),
            PageFaults = rules.Rules.Any(rule => IsShown(rule, EventCode.PageFaultEnter)),
            ContextSwitches = rules.Rules.Any(rule => IsShown(rule, EventCode.SwitchEnter)),
            Latency = AsksForLatency(rules.Rules.SelectMany(rule => rule.FieldsRead)),
        };
    }

    /// <summary>Nothing but what state cannot do without, descriptors included.</summary>
    public static Needs OfState => new() { Calls = State([.. HostState.RequiredEvents, .. HostState.DescriptorEvents]) };

    /// <summary>What these and others need together.</summary>
    public Needs And(Needs other) => new()
    {
        Calls = [.. Calls, .. other.Calls],
        Opens = Opens is null || other.Opens is null ? null : [.. Opens, .. other.Opens],
        Signals = Signals || other.Signals,
        PageFaults = PageFaults || other.PageFaults,
        ContextSwitches = ContextSwitches || other.ContextSwitches,
        Latency = Latency || other.Latency,
    };

    /// <summary>What is needed here, was not at the start, and cannot be had in the middle of a capture.</summary>
    public IEnumerable<string> Beyond(Needs started)
    {
        if (Signals && !started.Signals) yield return "deliveries of signals";
        if (PageFaults && !started.PageFaults) yield return "page faults";
        if (ContextSwitches && !started.ContextSwitches) yield return "context switches";
        if (Latency && !started.Latency) yield return "how long calls take";
    }

    /// <summary>Calls that busy programs make all the time, by name: only who names them gets them.</summary>
    public static IEnumerable<string> IncessantCalls =>
        EventTable.All.ToArray().Where(info => info.Status == EventStatus.Live && IsIncessant(info)).SelectMany(info => info.Syscalls).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>What a single rule adds to the calls that state cannot do without.</summary>
    public static IReadOnlyList<InterestRule> CallsFor(Rule rule)
    {
        var calls = new List<InterestRule>();
        foreach (var (_, filter) in rule.Conditions)
        {
            if (NamesEvents(filter)) Add(calls, filter);
            else calls.AddRange(OfAnyEvent(all: false));
        }

        return calls;
    }

    /// <summary>Whether events of a code are reported for a rule.</summary>
    /// <param name="all">Also what busy programs do all the time, for a rule that names no event.</param>
    public static bool IsShown(Rule rule, EventCode code, bool all = false)
    {
        foreach (var (_, filter) in rule.Conditions)
        {
            if (IsShown(filter, code, all)) return true;
        }

        return false;
    }

    static bool IsShown(CompiledFilter filter, EventCode code, bool all)
    {
        if (!filter.EventCodes.Contains(code)) return false;
        if (NamesEvents(filter)) return true;
        var info = EventTable.Get(code);
        return info.Origin == EventOrigin.Syscall && code != EventCode.SyscallExit && (all || !IsIncessant(info));
    }

    /// <summary>
    /// For a list or a recording of events. The table of descriptors is to be exact, since a number must stand for what it stood for.
    /// Page faults and context switches are more than all else together: only who names them gets them.
    /// </summary>
    /// <param name="filter">What is looked at; null for every call.</param>
    /// <param name="fields">What is printed of it.</param>
    public static Needs Of(CompiledFilter? filter, IEnumerable<Field>? fields = null)
    {
        var calls = State([.. HostState.RequiredEvents, .. HostState.DescriptorEvents]);
        if (filter is null) calls.AddRange(InterestRule.For(EventTable.All.ToArray().Select(info => info.Code)));
        else Add(calls, filter);
        return new Needs
        {
            Calls = calls,
            Signals = filter is null || filter.EventCodes.Contains(EventCode.SignaldeliverEnter),
            PageFaults = filter is not null && NamesEvents(filter) && filter.EventCodes.Contains(EventCode.PageFaultEnter),
            ContextSwitches = filter is not null && NamesEvents(filter) && filter.EventCodes.Contains(EventCode.SwitchEnter),
            Latency = AsksForLatency((filter?.Fields ?? []).Concat(fields ?? [])),
        };
    }

    /// <summary>Options of a capture that gives just this.</summary>
    public LiveOptions ToOptions(int bufferMiB, int snapLength) => new()
    {
        Probe = ProbeImage.Find(typeof(Needs).Assembly),
        RingBytes = bufferMiB << 20,
        SnapLength = snapLength,
        Signals = Signals,
        PageFaults = PageFaults,
        ContextSwitches = ContextSwitches,
        Latency = Latency,
        Interest = Calls,
        Opens = Opens,
    };

    /// <summary>For a rule that names no event.</summary>
    /// <param name="all">What busy programs do all the time as well.</param>
    static IEnumerable<InterestRule> OfAnyEvent(bool all) => InterestRule.For(
        EventTable.All.ToArray().Where(info => info.Code != EventCode.SyscallExit && (all || !IsIncessant(info))).Select(info => info.Code));

    static bool NamesEvents(CompiledFilter filter) => filter.EventCodes.Count <= ManyCodes;

    static bool AsksForLatency(IEnumerable<Field> fields) =>
        fields.Any(field => field.Definition.Name.Contains("latency", StringComparison.Ordinal));

    /// <summary>Calls that state alone needs are reported only when they succeed: a failed one changes nothing.</summary>
    static List<InterestRule> State(ReadOnlySpan<EventCode> codes) =>
        [.. InterestRule.For(codes.ToArray(), InterestFlags.Ship | InterestFlags.NoFailed)];

    static void Add(List<InterestRule> calls, CompiledFilter filter)
    {
        calls.AddRange(InterestRule.For(filter.EventCodes.Where(code => code != EventCode.SyscallExit)));
        if (!filter.EventCodes.Contains(EventCode.SyscallExit)) return;
        calls.AddRange(Generic(filter));
    }

    /// <summary>Calls without an event of their own.</summary>
    static IEnumerable<InterestRule> Generic(CompiledFilter filter) =>
        filter.GenericSyscalls.Select(SyscallTable.Name).OfType<string>().Select(name => new InterestRule(name));

    static InterestFlags Flags(CallOutcomes outcomes) => outcomes switch
    {
        CallOutcomes.Any => InterestFlags.Ship,
        CallOutcomes.Succeeded => InterestFlags.Ship | InterestFlags.NoFailed,
        CallOutcomes.Failed => InterestFlags.Ship | InterestFlags.NoSuccess,
        // No rule is ever true for it.
        _ => InterestFlags.None,
    };

    static bool IsIncessant(EventInfo info) =>
        info.Category is "IO_READ" or "IO_WRITE" or "IO_OTHER" or "WAIT" or "MEMORY" or "TIME" or "SLEEP" or "IPC"
        || info.Name is "futex" or "stat" or "lstat" or "fstat" or "newfstatat" or "lseek" or "llseek" or "getdents" or "getdents64";
}
