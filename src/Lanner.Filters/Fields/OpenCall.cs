using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>The calls that open files: open, openat, openat2 and open_by_handle_at; of these the exits.</summary>
static class OpenCall
{
    /// <summary>O_RDWR is both.</summary>
    public static readonly uint Read = EventTable.Flags("file_flags")["O_RDONLY"], Write = EventTable.Flags("file_flags")["O_WRONLY"];

    static readonly uint s_create = EventTable.Flags("file_flags")["O_CREAT"], s_temporary = EventTable.Flags("file_flags")["O_TMPFILE"],
        s_created = EventTable.Flags("file_flags")["O_F_CREATED"];

    static readonly uint s_anyExecuteMode = EventTable.Flags("chmod_mode")["S_IXUSR"] | EventTable.Flags("chmod_mode")["S_IXGRP"]
        | EventTable.Flags("chmod_mode")["S_IXOTH"];

    /// <summary>Values of the table <c>file_flags</c>; 0 for other events.</summary>
    public static uint Flags(in EventContext context) => context.Event.Code switch
    {
        EventCode.OpenExit or EventCode.OpenByHandleAtExit => (uint)context.Event.Int64(2),
        EventCode.OpenatExit or EventCode.Openat2Exit => (uint)context.Event.Int64(3),
        _ => 0,
    };

    public static bool Creates(in EventContext context)
    {
        var flags = Flags(in context);
        return (flags & s_created) != 0
            || ((flags & s_temporary) != 0 && context.Event.TryGetResult(out var result) && result >= 0);
    }

    /// <summary>The mode is what the caller asked for; it says something only where the call may make a file.</summary>
    public static bool MakesExecutable(in EventContext context)
    {
        var mayCreate = (Flags(in context) & (s_create | s_temporary)) != 0;
        var mode = context.Event.Code switch
        {
            EventCode.OpenExit when mayCreate => context.Event.Int64(3),
            EventCode.OpenatExit or EventCode.Openat2Exit when mayCreate => context.Event.Int64(4),
            EventCode.CreatExit => context.Event.Int64(2),
            _ => 0,
        };
        return ((uint)mode & s_anyExecuteMode) != 0;
    }
}
