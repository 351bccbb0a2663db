using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>The descriptors a process waits for with poll or ppoll, as lists in one text.</summary>
static class DescriptorListFields
{
    static readonly ParameterIndexes s_fds = new("fds");

    public static IEnumerable<FieldDefinition> All =>
    [
        Joined("fdlist.nums", "Numbers of the descriptors polled, with commas between.",
            static (ref text, number, _) => text.Append(number)),
        Joined("fdlist.names", "Names of the descriptors polled, with commas between.",
            static (ref text, _, descriptor) => text.Append(descriptor is null ? default : descriptor.Name)),
        Joined("fdlist.cips", "Client addresses of the sockets polled, with commas between.",
            static (ref text, _, descriptor) => AppendAddress(ref text, descriptor is null ? null : SocketEnd.Client(descriptor))),
        Joined("fdlist.sips", "Server addresses of the sockets polled, with commas between.",
            static (ref text, _, descriptor) => AppendAddress(ref text, descriptor is null ? null : SocketEnd.Server(descriptor))),
        Joined("fdlist.cports", "Client ports of the sockets polled, with commas between.",
            static (ref text, _, descriptor) => AppendPort(ref text, descriptor is null ? null : SocketEnd.Client(descriptor))),
        Joined("fdlist.sports", "Server ports of the sockets polled, with commas between.",
            static (ref text, _, descriptor) => AppendPort(ref text, descriptor is null ? null : SocketEnd.Server(descriptor))),
    ];

    delegate void Appender(ref ScratchText text, long number, FileDescriptor? descriptor);

    static FieldDefinition Joined(string name, string description, Appender append) =>
        Define.One(name, FieldType.Text, Lifetime.Event, description, (in context, ref value) =>
        {
            var index = s_fds[context.Event.Code];
            if (index < 0) return false;
            var list = context.Event.Parameter(index);
            var count = FdListText.Count(list);
            var text = new ScratchText(context.Scratch, FieldScratch.Limit);
            var any = false;
            for (var i = 0; i < count; i++)
            {
                // A comma belongs to what follows it: descriptors that have nothing to say leave none behind.
                var start = text.Length;
                if (any) text.Append((byte)',');
                var before = text.Length;
                var number = FdListText.Number(list, i);
                append(ref text, number, FdListText.Find(in context, number));
                if (text.Length == before) text.CutTo(start);
                else any = true;
            }

            return any && value.Set(text.Text);
        });

    static void AppendAddress(ref ScratchText text, SocketEnd? end)
    {
        if (end is { } found) text.Append(found.Address);
    }

    static void AppendPort(ref ScratchText text, SocketEnd? end)
    {
        if (end is { } found) text.Append((long)found.Port);
    }
}
