using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>When the process, its parent and its program's file came to be.</summary>
static class ProcessTimeFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("proc.duration", RelativeTime, Lifetime.Event, "Nanoseconds since the process was made.",
            static (in context, ref value) => context.Process is { } process && Since(context.Event.TimeNs, process.StartNs, ref value)),
        Define.One("proc.ppid.duration", RelativeTime, Lifetime.Event, "Nanoseconds since the parent was made.",
            static (in context, ref value) =>
                context.Process?.Parent is { } parent && Since(context.Event.TimeNs, parent.StartNs, ref value)),
        Define.One("proc.pid.ts", RelativeTime, Lifetime.Image, "When the process was made, in nanoseconds since 1970.",
            static (in context, ref value) => context.Process is { } process && value.SetIfAny(process.StartNs)),
        Define.One("proc.ppid.ts", RelativeTime, Lifetime.Lineage, "When the parent was made, in nanoseconds since 1970.",
            static (in context, ref value) => context.Process?.Parent is { } parent && value.SetIfAny(parent.StartNs)),
        Define.One("proc.exe_ino.ctime", AbsoluteTime, Lifetime.Image,
            "When the inode of the program's file was last changed, in nanoseconds since 1970.",
            static (in context, ref value) => context.Process is { } process && value.SetIfAny(process.ExeInodeCtimeNs)),
        Define.One("proc.exe_ino.mtime", AbsoluteTime, Lifetime.Image,
            "When the content of the program's file was last changed, in nanoseconds since 1970.",
            static (in context, ref value) => context.Process is { } process && value.SetIfAny(process.ExeInodeMtimeNs)),
        Define.One("proc.exe_ino.ctime_duration_proc_start", AbsoluteTime, Lifetime.Image,
            "Nanoseconds from the change of the program's file to the start of the process; small when it was just written.",
            static (in context, ref value) =>
                context.Process is { ExeInodeCtimeNs: > 0 } process && Since(process.StartNs, process.ExeInodeCtimeNs, ref value)),
        Define.One("proc.exe_ino.ctime_duration_pidns_start", AbsoluteTime, Lifetime.Image,
            "Nanoseconds from the start of the pid namespace to the change of the program's file; missing when the file is older.",
            static (in context, ref value) =>
                context.Process is { } process && Since(process.ExeInodeCtimeNs, process.PidNamespaceStartNs, ref value)),
        Define.One("proc.pidns_init_start_ts", Unsigned, Lifetime.Image,
            "When the first process of the pid namespace started, in nanoseconds since 1970.",
            static (in context, ref value) => context.Process is { } process && value.SetIfAny(process.PidNamespaceStartNs)),
    ];

    /// <summary>Missing when the earlier time is unknown, or in truth the later one.</summary>
    static bool Since(ulong time, ulong earlier, ref FieldValue value) => earlier != 0 && time >= earlier && value.Set(time - earlier);
}
