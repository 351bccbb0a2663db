using Lanner.Events;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>How the event's call ended, how long it took, and what kind of work it did.</summary>
static class EventResultFields
{
    const ulong NsPerSecond = 1_000_000_000;
    const string Latency = "; known only while something asks for it, of a capture where it has entries of calls";

    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("evt.res", Text, Lifetime.Event, "SUCCESS, or the name of the error, such as ENOENT.", ReadResult),
        Define.One("evt.rawres", Integer, Lifetime.Event, "What the call returned; the negative of an error's number when it failed.",
            static (in context, ref value) => context.Event.TryGetResult(out var number) && value.Set(number)),
        Define.One("evt.failed", Bool, Lifetime.Event, "True when the call returned an error.",
            static (in context, ref value) => context.Event.TryGetResult(out var result) && value.Set(result < 0)),
        Define.One("evt.latency", RelativeTime, Lifetime.Event, "Nanoseconds the call took" + Latency + ".",
            static (in context, ref value) => value.SetIfAny(context.Event.Origins.LatencyNs)),
        Define.One("evt.latency.s", RelativeTime, Lifetime.Event, "Whole seconds the call took" + Latency + ".",
            static (in context, ref value) =>
                context.Event.Origins.LatencyNs is var ns and > 0 && value.Set(ns / NsPerSecond)),
        Define.One("evt.latency.ns", RelativeTime, Lifetime.Event, "Nanoseconds the call took beyond whole seconds" + Latency + ".",
            static (in context, ref value) =>
                context.Event.Origins.LatencyNs is var ns and > 0 && value.Set(ns % NsPerSecond)),
        Define.One("evt.latency.quantized", Unsigned, Lifetime.Event,
            "Ten times the decimal logarithm of the latency in nanoseconds, for histograms" + Latency + ".",
            static (in context, ref value) =>
                context.Event.Origins.LatencyNs is var ns and > 0 && value.Set((long)(10 * Math.Log10(ns)))),
        Define.One("evt.latency.human", Text, Lifetime.Event, "How long the call took, with a unit" + Latency + ".", ReadLatency),
        Define.One("evt.wait_latency", RelativeTime, Lifetime.Event, "Nanoseconds that a waiting call took" + Latency + ".",
            static (in context, ref value) =>
                context.Event.Info.Has(EventFlags.Waits) && value.SetIfAny(context.Event.Origins.LatencyNs)),
        Define.One("evt.is_io", Bool, Lifetime.Event, "True for calls that read from a descriptor or write to one.",
            static (in context, ref value) => value.Set(context.Event.Info.Has(EventFlags.ReadsFromFd | EventFlags.WritesToFd))),
        Define.One("evt.is_io_read", Bool, Lifetime.Event, "True for calls that read from a descriptor.",
            static (in context, ref value) => value.Set(context.Event.Info.Has(EventFlags.ReadsFromFd))),
        Define.One("evt.is_io_write", Bool, Lifetime.Event, "True for calls that write to a descriptor.",
            static (in context, ref value) => value.Set(context.Event.Info.Has(EventFlags.WritesToFd))),
        Define.One("evt.io_dir", Text, Lifetime.Event, "read or write; missing for calls that do neither.", ReadDirection),
        Define.One("evt.is_wait", Bool, Lifetime.Event, "True for calls that may sleep until something happens.",
            static (in context, ref value) => value.Set(context.Event.Info.Has(EventFlags.Waits))),
        Define.One("evt.is_syslog", Bool, Lifetime.Event, "True for writes to the system log's socket.",
            static (in context, ref value) => value.Set(context.Event.Info.Has(EventFlags.WritesToFd)
                && context.Descriptor is { } descriptor && descriptor.Name.IndexOf("/dev/log"u8) >= 0)),
        Define.One("evt.is_open_read", Bool, Lifetime.Event, "True for an open that asked to read.",
            static (in context, ref value) => value.Set((OpenCall.Flags(in context) & OpenCall.Read) != 0)),
        Define.One("evt.is_open_write", Bool, Lifetime.Event, "True for an open that asked to write.",
            static (in context, ref value) => value.Set((OpenCall.Flags(in context) & OpenCall.Write) != 0)),
        Define.One("evt.is_open_exec", Bool, Lifetime.Event, "True for an open or creat that makes a file which may be executed.",
            static (in context, ref value) => value.Set(OpenCall.MakesExecutable(in context))),
        Define.One("evt.is_open_create", Bool, Lifetime.Event, "True for an open that made the file.",
            static (in context, ref value) => value.Set(OpenCall.Creates(in context))),
        Define.Custom("evt.around", Unsigned, Lifetime.Event, FieldArgument.Index,
            "Milliseconds between the event and a time given in nanoseconds since 1970; evt.around[TIME] = 500 keeps what is no farther.",
            CreateAround),
    ];

    static bool ReadResult(in EventContext context, ref FieldValue value)
    {
        if (!context.Event.TryGetResult(out var result)) return false;
        if (result >= 0) return value.Set("SUCCESS"u8);
        if (ErrnoNames.FindUtf8(result) is { } name) return value.Set(name);
        var text = new ScratchText(context.Scratch, 24);
        text.Append(result);
        return value.Set(text.Text);
    }

    static bool ReadLatency(in EventContext context, ref FieldValue value)
    {
        var ns = context.Event.Origins.LatencyNs;
        if (ns == 0) return false;
        context.Scratch.Builder.Clear();
        DurationText.Append(context.Scratch.Builder, ns);
        return value.Set(context.Scratch.BuiltText());
    }

    static bool ReadDirection(in EventContext context, ref FieldValue value)
    {
        var info = context.Event.Info;
        if (info.Has(EventFlags.WritesToFd)) return value.Set("write"u8);
        return info.Has(EventFlags.ReadsFromFd) && value.Set("read"u8);
    }

    static (Field?, string?) CreateAround(FieldDefinition definition, string? text)
    {
        if (!ulong.TryParse(text, out var centre))
            return (null, $"{definition.Name}[{text}]: between the brackets goes a time in nanoseconds");
        return Define.Make(definition, $"{definition.Name}[{centre}]", centre, static (in context, centre, ref value) =>
        {
            var time = context.Event.TimeNs;
            return value.Set((time > centre ? time - centre : centre - time) / 1_000_000);
        });
    }
}
