using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>Values of the table <c>file_flags</c> that change what state keeps.</summary>
static class FileFlags
{
    public static readonly uint CloseOnExec = EventTable.Flags("file_flags")["O_CLOEXEC"];
    public static readonly uint Directory = EventTable.Flags("file_flags")["O_DIRECTORY"];
    public static readonly uint UpperLayer = EventTable.Flags("file_flags")["FD_UPPER_LAYER"];
    public static readonly uint LowerLayer = EventTable.Flags("file_flags")["FD_LOWER_LAYER"];
    public static readonly uint Created = EventTable.Flags("file_flags")["O_CREAT"];
    public static readonly uint WriteOnly = EventTable.Flags("file_flags")["O_WRONLY"];
    public static readonly uint Truncate = EventTable.Flags("file_flags")["O_TRUNC"];
}
