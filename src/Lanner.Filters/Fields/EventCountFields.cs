using Lanner.Events;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>Numbers to add up in views: events, errors, bytes; and events of the infrastructure.</summary>
static class EventCountFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("evt.count", Unsigned, Lifetime.Constant, "Always 1, to add up.", static (in _, ref value) => value.Set(1L)),
        Define.One("evt.count.error", Unsigned, Lifetime.Event, "1 when the call failed, else 0.",
            static (in context, ref value) => ReadError(in context, ref value)),
        Define.One("evt.count.error.file", Unsigned, Lifetime.Event, "1 when a call on a file or directory failed.",
            static (in context, ref value) => Subject(in context) == Work.File && ReadError(in context, ref value)),
        Define.One("evt.count.error.net", Unsigned, Lifetime.Event, "1 when a call on a socket failed.",
            static (in context, ref value) => Subject(in context) == Work.Net && ReadError(in context, ref value)),
        Define.One("evt.count.error.memory", Unsigned, Lifetime.Event, "1 when a call on memory failed.",
            static (in context, ref value) => context.Event.Info.Category == "MEMORY" && ReadError(in context, ref value)),
        Define.One("evt.count.error.other", Unsigned, Lifetime.Event, "1 when any other call failed.",
            static (in context, ref value) => Subject(in context) == Work.Other && ReadError(in context, ref value)),
        Define.One("evt.count.exit", Unsigned, Lifetime.Event, "1 for the exit of a call.",
            static (in context, ref value) => context.Event.Info.IsExit && value.Set(1L)),
        Define.One("evt.count.procinfo", Unsigned, Lifetime.Event, "1 for statistics of a process.",
            static (in context, ref value) =>
                value.Set(context.Event.Code == EventCode.ProcinfoEnter && context.Thread is { IsMain: true })),
        Define.One("evt.count.threadinfo", Unsigned, Lifetime.Event, "1 for statistics of a thread.",
            static (in context, ref value) => value.Set(context.Event.Code == EventCode.ProcinfoEnter)),
        Define.One("evt.buflen", Unsigned, Lifetime.Event, "Bytes that were read or written.",
            static (in context, ref value) => IsIo(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.in", Unsigned, Lifetime.Event, "Bytes that were read.",
            static (in context, ref value) => IsRead(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.out", Unsigned, Lifetime.Event, "Bytes that were written.",
            static (in context, ref value) => IsWrite(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.file", Unsigned, Lifetime.Event, "Bytes that were read from or written to a file.",
            static (in context, ref value) => IsIo(in context) && IsFile(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.file.in", Unsigned, Lifetime.Event, "Bytes that were read from a file.",
            static (in context, ref value) => IsRead(in context) && IsFile(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.file.out", Unsigned, Lifetime.Event, "Bytes that were written to a file.",
            static (in context, ref value) => IsWrite(in context) && IsFile(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.net", Unsigned, Lifetime.Event, "Bytes that were received from or sent to the network.",
            static (in context, ref value) => IsIo(in context) && IsNet(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.net.in", Unsigned, Lifetime.Event, "Bytes that were received from the network.",
            static (in context, ref value) => IsRead(in context) && IsNet(in context) && ReadLength(in context, ref value)),
        Define.One("evt.buflen.net.out", Unsigned, Lifetime.Event, "Bytes that were sent to the network.",
            static (in context, ref value) => IsWrite(in context) && IsNet(in context) && ReadLength(in context, ref value)),
        Infrastructure("evt.infra.docker.name", "Event", "Name of an event of the Docker engine, in old captures."),
        Infrastructure("evt.infra.docker.container.id", "ID", "Short id of the container such an event is about."),
        Infrastructure("evt.infra.docker.container.name", "name", "Name of the container such an event is about."),
        Infrastructure("evt.infra.docker.container.image", "Image", "Image of the container such an event is about."),
    ];

    enum Work
    {
        Other,
        File,
        Net,
        Memory,
    }

    static bool ReadError(in EventContext context, ref FieldValue value) =>
        context.Event.TryGetResult(out var result) && value.Set(result < 0);

    /// <summary>By the descriptor, or where a failed call made none by what it would have made.</summary>
    static Work Subject(in EventContext context)
    {
        if (context.Descriptor is { } descriptor)
        {
            if (EventCategory.IsFile(descriptor.Kind)) return Work.File;
            return EventCategory.IsNet(descriptor.Kind) || descriptor.Kind == DescriptorKind.UnixSocket ? Work.Net : Work.Other;
        }

        return context.Event.Code switch
        {
            EventCode.OpenExit or EventCode.CreatExit or EventCode.OpenatExit or EventCode.Openat2Exit
                or EventCode.OpenByHandleAtExit => Work.File,
            EventCode.AcceptExit or EventCode.Accept4Exit or EventCode.ConnectExit => Work.Net,
            _ => context.Event.Info.Category == "MEMORY" ? Work.Memory : Work.Other,
        };
    }

    static bool IsIo(in EventContext context) => context.Descriptor is not null && EventCategory.IsIo(context.Event.Info);

    static bool IsRead(in EventContext context) => context.Descriptor is not null && context.Event.Info.Category == "IO_READ";

    static bool IsWrite(in EventContext context) => context.Descriptor is not null && context.Event.Info.Category == "IO_WRITE";

    static bool IsFile(in EventContext context) => context.Descriptor!.IsFile();

    static bool IsNet(in EventContext context) => EventCategory.IsNet(context.Descriptor!.Kind);

    static bool ReadLength(in EventContext context, ref FieldValue value) =>
        context.Event.TryGetResult(out var result) && result >= 0 && value.Set(result);

    /// <summary>The description of such an event is a list like <c>Event:start;ID:0123;Image:busybox</c>.</summary>
    static FieldDefinition Infrastructure(string name, string key, string description)
    {
        var start = System.Text.Encoding.ASCII.GetBytes(key + ":");
        return Define.One(name, Text, Lifetime.Event, description, (in context, ref value) =>
        {
            if (context.Event.Code != EventCode.InfraEnter) return false;
            var rest = context.Event.Text(2);
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf((byte)';');
                var part = (end < 0 ? rest : rest[..end]).Trim((byte)' ');
                rest = end < 0 ? default : rest[(end + 1)..];
                if (!part.StartsWith(start)) continue;
                var found = part[start.Length..].Trim((byte)' ');
                return value.SetIfAny(key == "ID" && found.Length > 12 ? found[..12] : found);
            }

            return false;
        }, deprecated: "use container.id, container.name and container.image");
    }
}
