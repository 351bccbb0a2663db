using Lanner.Events;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>What every event has: number, time, name, source.</summary>
static class EventFields
{
    const ulong NsPerSecond = 1_000_000_000;

    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("evt.num", Unsigned, Lifetime.Event, "Number of the event in this run or capture; the first is 1.",
            static (in context, ref value) => value.Set(context.Number)),
        Define.One("evt.time", Text, Lifetime.Event, "Local time of day with nanoseconds.",
            static (in context, ref value) => value.Set(ClockText.Time(context.Scratch, context.Event.TimeNs, fraction: true))),
        Define.One("evt.time.s", Text, Lifetime.Event, "Local time of day in whole seconds.",
            static (in context, ref value) => value.Set(ClockText.Time(context.Scratch, context.Event.TimeNs, fraction: false))),
        Define.One("evt.time.iso8601", Text, Lifetime.Event, "Time in UTC as ISO 8601 writes it, with nanoseconds.",
            static (in context, ref value) => value.Set(ClockText.Iso8601(context.Scratch, context.Event.TimeNs))),
        Define.One("evt.datetime", Text, Lifetime.Event, "Local date and time with nanoseconds.",
            static (in context, ref value) => value.Set(ClockText.DateTime(context.Scratch, context.Event.TimeNs, fraction: true))),
        Define.One("evt.datetime.s", Text, Lifetime.Event, "Local date and time in whole seconds.",
            static (in context, ref value) => value.Set(ClockText.DateTime(context.Scratch, context.Event.TimeNs, fraction: false))),
        Define.One("evt.rawtime", AbsoluteTime, Lifetime.Event, "Time in nanoseconds since 1970.",
            static (in context, ref value) => value.Set(context.Event.TimeNs)),
        Define.One("evt.rawtime.s", AbsoluteTime, Lifetime.Event, "Time in whole seconds since 1970.",
            static (in context, ref value) => value.Set(context.Event.TimeNs / NsPerSecond)),
        Define.One("evt.rawtime.ns", AbsoluteTime, Lifetime.Event, "Nanoseconds of the time beyond its whole seconds.",
            static (in context, ref value) => value.Set(context.Event.TimeNs % NsPerSecond)),
        Define.One("evt.reltime", RelativeTime, Lifetime.Event, "Nanoseconds since the first event of this run or capture.",
            static (in context, ref value) => value.Set(SinceFirst(in context))),
        Define.One("evt.reltime.s", RelativeTime, Lifetime.Event, "Whole seconds since the first event.",
            static (in context, ref value) => value.Set(SinceFirst(in context) / NsPerSecond)),
        Define.One("evt.reltime.ns", RelativeTime, Lifetime.Event, "Nanoseconds of evt.reltime beyond its whole seconds.",
            static (in context, ref value) => value.Set(SinceFirst(in context) % NsPerSecond)),
        Define.One("evt.deltatime", RelativeTime, Lifetime.Event, "Nanoseconds since the event before this one.",
            static (in context, ref value) => value.Set(SincePrevious(in context))),
        Define.One("evt.deltatime.s", RelativeTime, Lifetime.Event, "Whole seconds since the event before this one.",
            static (in context, ref value) => value.Set(SincePrevious(in context) / NsPerSecond)),
        Define.One("evt.deltatime.ns", RelativeTime, Lifetime.Event, "Nanoseconds of evt.deltatime beyond its whole seconds.",
            static (in context, ref value) => value.Set(SincePrevious(in context) % NsPerSecond)),
        Define.One("evt.outputtime", Text, Lifetime.Event, "Time as event lists show it: local, with nanoseconds.",
            static (in context, ref value) => value.Set(OutputTime(in context)),
            outputOnly: true),
        Define.One("evt.type", Text, Lifetime.Event,
            "Name of the event, such as openat; of a system call without an event of its own the call's name.",
            static (in context, ref value) => value.SetIfAny(Name(in context))),
        Define.One("syscall.type", Text, Lifetime.Event, "Name of the system call; missing when the event is none.",
            static (in context, ref value) =>
                context.Event.Info.Origin == EventOrigin.Syscall && value.SetIfAny(Name(in context))),
        Define.Custom("evt.type.is", Unsigned, Lifetime.Event, FieldArgument.Dotted, "1 when the event has this name or number, else 0.",
            TypeIs),
        Define.One("evt.dir", Text, Lifetime.Event, "Whether a call was entered (>) or left (<).",
            static (in context, ref value) => value.Set(context.Event.Info.IsExit ? "<"u8 : ">"u8),
            deprecated: "nearly all events are exits now; nothing takes its place"),
        Define.One("evt.category", Text, Lifetime.Event,
            "What the event is about: file, net, IPC, memory, process, signal, user, wait, ...; of reads and writes what they are done on.",
            static (in context, ref value) => value.Set(EventCategory.Name(in context))),
        Define.One("evt.cpu", Integer, Lifetime.Event, "Number of the CPU the event was made on.",
            static (in context, ref value) => value.Set((long)context.Event.Origins.Cpu)),
        Define.One("evt.source", Text, Lifetime.Constant, "Where events come from; always syscall.",
            static (in _, ref value) => value.Set("syscall"u8)),
        Define.One("evt.is_async", Bool, Lifetime.Event, "True for events that were put into the stream from outside the kernel.",
            static (in context, ref value) => value.Set(context.Event.Code == EventCode.AsynceventEnter)),
        Define.One("evt.asynctype", Text, Lifetime.Event, "Name of an event that was put in from outside, such as container.",
            static (in context, ref value) =>
                context.Event.Code == EventCode.AsynceventEnter && value.SetIfAny(context.Event.Text(1))),
        Define.One("evt.pluginname", Text, Lifetime.Event, "Name of the plugin that made the event; no value, as there are no plugins.",
            static (in _, ref _) => false),
        Define.One("evt.plugininfo", Text, Lifetime.Event, "Summary of an event by its plugin; no value, as there are no plugins.",
            static (in _, ref _) => false),
        Define.One("evt.hostname", Text, Lifetime.Event,
            "Name of the machine the events come from; the variable FALCO_HOSTNAME, where it is set, overrides that of this machine.",
            static (in context, ref value) => value.SetIfAny(context.Host.HostNameUtf8)),
        Define.One("util.cnt", Unsigned, Lifetime.Event, "Counts up each time it is read.",
            static (in _, ref value) => value.Set(Interlocked.Increment(ref s_reads))),
    ];

    static long s_reads;

    /// <summary>The event's name, of a generic one the call's.</summary>
    public static ReadOnlySpan<byte> Name(scoped in EventContext context)
    {
        var view = context.Event;
        return view.Code switch
        {
            EventCode.SyscallExit or EventCode.SyscallEnterOld0 => SyscallNames.Utf8((int)view.Int64(0)),
            EventCode.AsynceventEnter => view.Text(1),
            _ => view.Info.NameUtf8,
        };
    }

    static ReadOnlySpan<byte> OutputTime(scoped in EventContext context)
    {
        var e = context.Event;
        return (context.Scratch.Form?.Time ?? TimeForm.Clock) switch
        {
            TimeForm.Epoch => ClockText.Seconds(context.Scratch, e.TimeNs),
            TimeForm.SinceFirst => ClockText.Seconds(context.Scratch, SinceFirst(in context)),
            TimeForm.Latency => ClockText.Seconds(context.Scratch, e.Origins.LatencyNs),
            TimeForm.SinceShown => ClockText.Seconds(context.Scratch, Since(e.TimeNs, context.Scratch.LastShownNs)),
            _ => ClockText.Time(context.Scratch, e.TimeNs, fraction: true),
        };
    }

    static ulong SinceFirst(in EventContext context) => Since(context.Event.TimeNs, context.Host.FirstEventNs);

    static ulong SincePrevious(in EventContext context) => Since(context.Event.TimeNs, context.Host.PreviousEventNs);

    /// <summary>0 where the earlier time is unknown or, on another CPU's clock, later.</summary>
    static ulong Since(ulong timeNs, ulong earlierNs) => earlierNs == 0 || earlierNs > timeNs ? 0 : timeNs - earlierNs;

    static (Field?, string?) TypeIs(FieldDefinition definition, string? text)
    {
        var codes = new bool[EventTable.CodeCount];
        if (ushort.TryParse(text, out var number) && number < codes.Length) codes[number] = true;
        else
        {
            foreach (var info in EventTable.Named(text!)) codes[(int)info.Code] = true;
        }

        if (!codes.Contains(true)) return (null, $"{definition.Name}.{text}: there is no event of that name or number");
        return Define.Make(definition, $"{definition.Name}.{text}", codes,
            static (in context, codes, ref value) => value.Set((int)context.Event.Code < codes.Length && codes[(int)context.Event.Code]));
    }
}
