using System.Runtime.InteropServices;
using Lanner.Events;

namespace Lanner.Capture.Proc;

/// <summary>From the kernel's open flags to those of the table <c>file_flags</c>.</summary>
static class OpenFlags
{
    const uint AccessMask = 3;

    static readonly uint[] s_access =
    [
        EventTable.Flags("file_flags")["O_RDONLY"], EventTable.Flags("file_flags")["O_WRONLY"], EventTable.Flags("file_flags")["O_RDWR"], 0,
    ];

    static readonly (uint Kernel, uint Table)[] s_bits = Bits(RuntimeInformation.ProcessArchitecture);

    /// <summary>O_CREAT and its like are not kept by the kernel, so they do not appear for open files.</summary>
    public static uint FromKernel(uint flags)
    {
        var result = s_access[flags & AccessMask];
        foreach (var (kernel, table) in s_bits)
        {
            if ((flags & kernel) == kernel) result |= table;
        }

        return result;
    }

    static (uint, uint)[] Bits(Architecture architecture)
    {
        var table = EventTable.Flags("file_flags");
        var arm = architecture == Architecture.Arm64;
        var directory = arm ? 0x4000u : 0x10000;
        return
        [
            (0x40, table["O_CREAT"]), (0x80, table["O_EXCL"]), (0x200, table["O_TRUNC"]), (0x400, table["O_APPEND"]),
            (0x800, table["O_NONBLOCK"]), (0x1000, table["O_DSYNC"]), (0x101000, table["O_SYNC"]),
            (arm ? 0x10000u : 0x4000, table["O_DIRECT"]), (arm ? 0x20000u : 0x8000, table["O_LARGEFILE"]),
            (directory, table["O_DIRECTORY"]), (0x400000 | directory, table["O_TMPFILE"]), (0x80000, table["O_CLOEXEC"]),
        ];
    }
}
