using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>
/// The paths that calls on the file system work on, whatever the call names them; only of calls that succeeded. Of links the source
/// is the new name and the target what it leads to; of renames the source is the old name; of mounts it is the device.
/// </summary>
static class PathFields
{
    static readonly Choice s_path = new(name: true,
        ("mkdir", "path"), ("mkdirat", "path"), ("rmdir", "path"), ("unlink", "path"), ("unlinkat", "name"),
        ("open", "name"), ("openat", "name"), ("openat2", "name"), ("creat", "name"), ("open_by_handle_at", "path"),
        ("chmod", "filename"), ("fchmodat", "filename"), ("chown", "path"), ("lchown", "path"), ("fchownat", "pathname"),
        ("quotactl", "special"), ("umount", "name"), ("umount2", "name"), ("mknod", "path"), ("mknodat", "path"));

    static readonly Choice s_source = new(name: false,
        ("rename", "oldpath"), ("renameat", "oldpath"), ("renameat2", "oldpath"), ("link", "newpath"), ("linkat", "newpath"),
        ("symlink", "linkpath"), ("symlinkat", "linkpath"), ("mount", "dev"));

    static readonly Choice s_target = new(name: false,
        ("rename", "newpath"), ("renameat", "newpath"), ("renameat2", "newpath"), ("link", "oldpath"), ("linkat", "oldpath"),
        ("symlink", "target"), ("symlinkat", "target"), ("mount", "dir"));

    public static IEnumerable<FieldDefinition> All =>
    [
        Absolute("fs.path.name", s_path, "Absolute path that a call such as unlink, mkdir, chmod or open worked on."),
        Raw("fs.path.nameraw", s_path, "The same path as the process gave it."),
        Absolute("fs.path.source", s_source,
            "Absolute source of a call with two paths: the old name of a rename, the new link of link and symlink."),
        Raw("fs.path.sourceraw", s_source, "The same path as the process gave it."),
        Absolute("fs.path.target", s_target, "Absolute target of a call with two paths: the new name of a rename, what a link leads to."),
        Raw("fs.path.targetraw", s_target, "The same path as the process gave it."),
    ];

    static FieldDefinition Absolute(string name, Choice choice, string description) =>
        Define.One(name, FieldType.Text, Lifetime.Event, description, (in context, ref value) =>
        {
            if (!Succeeded(in context)) return false;
            if (choice.Find(in context) is { } parameter)
                return ParameterPath.TryResolve(in context, parameter, out var path) && value.SetIfAny(path);
            return choice.IsDescriptor(in context) && value.SetIfAny(context.Descriptor!.Name);
        });

    static FieldDefinition Raw(string name, Choice choice, string description) =>
        Define.One(name, FieldType.Text, Lifetime.Event, description, (in context, ref value) =>
        {
            if (!Succeeded(in context)) return false;
            if (choice.Find(in context) is { } parameter) return value.SetIfAny(context.Event.Text(parameter.Index));
            return choice.IsDescriptor(in context) && value.SetIfAny(context.Descriptor!.Name);
        });

    static bool Succeeded(in EventContext context) => context.Event.TryGetResult(out var result) && result >= 0;

    /// <summary>Which parameter of each call it is.</summary>
    sealed class Choice
    {
        readonly EventParameter?[] _byCode = new EventParameter?[EventTable.CodeCount];
        readonly bool _name;

        /// <param name="name">The path itself, not a source or target: calls on a descriptor have it too.</param>
        /// <param name="calls">Name of the call and of its parameter.</param>
        public Choice(bool name, params ReadOnlySpan<(string Call, string Parameter)> calls)
        {
            _name = name;
            foreach (var (call, parameter) in calls)
            {
                foreach (var info in EventTable.Named(call))
                {
                    if (info.IsExit && info.IndexOf(parameter) is var index and >= 0) _byCode[(int)info.Code] = info.Parameters[index];
                }
            }
        }

        public EventParameter? Find(in EventContext context) =>
            (int)context.Event.Code < _byCode.Length ? _byCode[(int)context.Event.Code] : null;

        public bool IsDescriptor(in EventContext context) =>
            _name && context.Descriptor is not null && context.Event.Code is (EventCode.FchmodExit or EventCode.FchownExit);
    }
}
