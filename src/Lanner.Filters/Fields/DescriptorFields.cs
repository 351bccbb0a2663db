using Lanner.Events;
using Lanner.State;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>The descriptor the event made or used: what it is and what it is called.</summary>
static class DescriptorFields
{
    static readonly uint s_upperLayer = EventTable.Flags("file_flags")["FD_UPPER_LAYER"];
    static readonly uint s_lowerLayer = EventTable.Flags("file_flags")["FD_LOWER_LAYER"];
    static readonly ParameterIndexes s_fd = new("fd");

    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("fd.num", Integer, Lifetime.Event,
            "Number of the descriptor; below 0 when the call that should have made it failed.", ReadNumber),
        Define.One("fd.type", Text, Lifetime.Descriptor,
            "Kind of the descriptor: file, directory, ipv4, ipv6, unix, pipe, event, signalfd, eventpoll, inotify, timerfd, memfd, ...",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && value.SetIfAny(DescriptorKindNames.Word(descriptor.Kind))),
        Define.One("fd.typechar", Text, Lifetime.Descriptor,
            "Kind of the descriptor as a letter: f file, d directory, 4 and 6 IP sockets, u unix socket, p pipe, e event, o other, ...",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && value.Set(DescriptorKindNames.Letter(descriptor.Kind))),
        Define.One("fd.name", Text, Lifetime.Descriptor, "Absolute path of a file; of a connection both addresses, client->server.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set(descriptor.Name)),
        Define.One("fd.nameraw", Text, Lifetime.Descriptor, "Path as the process gave it, neither joined nor tidied.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set(descriptor.RawName)),
        Define.One("fd.directory", Text, Lifetime.Descriptor, "Directory a file is in; of a directory itself.",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && descriptor.IsFileOrDirectory() && value.Set(Directory(descriptor))),
        Define.One("fd.filename", Text, Lifetime.Descriptor, "Name of a file without its directory.",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && descriptor.IsFile() && value.Set(FileName(descriptor))),
        Define.One("fd.containername", Text, Lifetime.Event, "Container id, a colon, and the descriptor's name.",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && ReadInContainer(in context, descriptor.Name, ref value)),
        Define.One("fd.containerdirectory", Text, Lifetime.Event, "Container id, a colon, and the directory a file is in.",
            static (in context, ref value) => context.Descriptor is { } descriptor && descriptor.IsFileOrDirectory()
                && ReadInContainer(in context, Directory(descriptor), ref value)),
        Define.One("fd.uid", Text, Lifetime.Event, "Thread id and descriptor number, put together.", ReadThreadAndNumber),
        Define.One("fd.dev", Integer, Lifetime.Descriptor, "Number of the device a file is on.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set((ulong)descriptor.Device)),
        Define.One("fd.dev.major", Integer, Lifetime.Descriptor, "Major part of fd.dev: the driver.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set((ulong)(descriptor.Device >> 8 & 0xfff))),
        Define.One("fd.dev.minor", Integer, Lifetime.Descriptor, "Minor part of fd.dev: which of the driver's devices.",
            static (in context, ref value) => context.Descriptor is { } descriptor
                && value.Set((ulong)(descriptor.Device & 0xff | descriptor.Device >> 12 & 0xfff00))),
        Define.One("fd.ino", Integer, Lifetime.Descriptor, "Inode of the file.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set(descriptor.Inode)),
        Define.One("fd.is_upper_layer", Bool, Lifetime.Descriptor, "True for a file in a container's writable layer.",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && value.Set((descriptor.OpenFlags & s_upperLayer) != 0)),
        Define.One("fd.is_lower_layer", Bool, Lifetime.Descriptor, "True for a file that comes from a container's image.",
            static (in context, ref value) =>
                context.Descriptor is { } descriptor && value.Set((descriptor.OpenFlags & s_lowerLayer) != 0)),
        Define.One("fd.name_changed", Bool, Lifetime.Event, "True when this event changed the name: a datagram socket took a new peer.",
            static (in context, ref value) => context.Descriptor is { } descriptor && value.Set(descriptor.NameChanged)),
        Define.Custom("fd.types", Text, Lifetime.Event, FieldArgument.Optional | FieldArgument.Index,
            "Kinds of all descriptors of the process, each once; [N] is the kind of one.", CreateKinds, list: ListKind.List),
    ];

    /// <summary>Only events that make, use or close a descriptor have a number, even without knowing the descriptor.</summary>
    static bool ReadNumber(in EventContext context, ref FieldValue value)
    {
        if (context.Descriptor is { } descriptor) return value.Set(descriptor.Number);
        if (context.Thread is null) return false;
        if (!context.Event.Info.Has(EventFlags.CreatesFd | EventFlags.UsesFd | EventFlags.DestroysFd)) return false;
        var index = s_fd[context.Event.Code];
        return value.Set(index >= 0 && context.Event.TryGetInt64(index, out var number) && number >= 0 ? number : -1);
    }

    static ReadOnlySpan<byte> Directory(FileDescriptor descriptor)
    {
        var name = descriptor.Name;
        if (!descriptor.IsFile()) return name;
        var slash = name.LastIndexOf((byte)'/');
        if (slash <= 0) return "/"u8;
        return slash < name.Length - 1 ? name[..slash] : name;
    }

    static ReadOnlySpan<byte> FileName(FileDescriptor descriptor)
    {
        var name = descriptor.Name;
        var slash = name.LastIndexOf((byte)'/');
        if (slash < 0) return "/"u8;
        return slash < name.Length - 1 ? name[(slash + 1)..] : name;
    }

    static bool ReadInContainer(in EventContext context, ReadOnlySpan<byte> name, ref FieldValue value)
    {
        if (context.Process is not { } process) return false;
        var id = process.Container.IsHost ? default : process.Container.Id;
        var text = new ScratchText(context.Scratch, id.AsSpan().Length + 1 + name.Length);
        text.Append(id);
        text.Append((byte)':');
        text.Append(name);
        return value.Set(text.Text);
    }

    static bool ReadThreadAndNumber(in EventContext context, ref FieldValue value)
    {
        if (context.Thread is null || !ReadNumber(in context, ref value)) return false;
        var text = new ScratchText(context.Scratch, 48);
        text.Append(context.Event.Tid);
        text.Append(value.Number);
        return value.Set(text.Text);
    }

    static (Field?, string?) CreateKinds(FieldDefinition definition, string? text)
    {
        if (text is null) return (new ListField(ReadKind) { Definition = definition, Text = definition.Name }, null);
        if (!Define.TryIndex(text, out var number)) return (null, Define.NotAnIndex(definition.Name, text));
        return Define.Make(definition, $"{definition.Name}[{number}]", number, static (in context, number, ref value) =>
            context.Process?.Descriptors.Find(number) is { } descriptor && value.SetIfAny(DescriptorKindNames.Word(descriptor.Kind)));
    }

    /// <summary>Kinds in the order of their numbers. Kinds that share a word count once.</summary>
    static bool ReadKind(in EventContext context, int index, ref FieldValue value)
    {
        if (context.Process is not { } process) return false;
        uint seen = 0;
        foreach (var descriptor in process.Descriptors.All) seen |= 1u << (int)OneOfWord(descriptor.Kind);
        for (var kind = 0; kind < 32; kind++)
        {
            if ((seen >> kind & 1) == 0 || DescriptorKindNames.Word((DescriptorKind)kind).IsEmpty) continue;
            if (index-- == 0) return value.Set(DescriptorKindNames.Word((DescriptorKind)kind));
        }

        return false;
    }

    static DescriptorKind OneOfWord(DescriptorKind kind) => kind switch
    {
        DescriptorKind.FileWithFlags => DescriptorKind.File,
        DescriptorKind.IPv4Listener => DescriptorKind.IPv4Connection,
        DescriptorKind.IPv6Listener => DescriptorKind.IPv6Connection,
        _ => kind,
    };
}
