using System.Runtime.InteropServices;

namespace Lanner.Cli;

/// <summary>The kernel's calls about what root may do, by the numbers of linux/capability.h.</summary>
static unsafe partial class Capabilities
{
    public const int DacOverride = 1, DacReadSearch = 2, Kill = 5, NetBindService = 10, SysPtrace = 19, SysAdmin = 21, SysResource = 24, Syslog = 34, Perfmon = 38, Bpf = 39;

    /// <summary>More than there are; the kernel refuses those it does not know.</summary>
    const int End = 64;

    const int BoundRead = 23, BoundDrop = 24, GetSecureBits = 27, SetNoNewPrivileges = 38, Ambient = 47;
    const int AmbientClearAll = 4;
    const uint Version3 = 0x20080522;

    /// <summary>A program that root starts can have these at most.</summary>
    public static IEnumerable<int> Bound() => Enumerable.Range(0, End).Where(number => Control(BoundRead, number, 0, 0, 0) == 1);

    /// <summary>For good, for this thread and what it starts; false when that is not allowed.</summary>
    public static bool TryDropBound(int number) => Control(BoundDrop, number, 0, 0, 0) == 0;

    /// <summary>Root gets its capabilities when it starts a program, as is usual.</summary>
    public static bool RootIsSpecial => (Control(GetSecureBits, 0, 0, 0, 0) & 1) == 0;

    /// <summary>Nothing is handed to a program beside what the bound allows, and no file makes it more.</summary>
    public static bool TryHandNothingDown()
    {
        var header = new Header { Version = Version3 };
        var sets = stackalloc Sets[2];
        if (Get(&header, sets) != 0) return false;
        sets[0].Inheritable = sets[1].Inheritable = 0;
        // Kernels without ambient ones have nothing to clear.
        _ = Control(Ambient, AmbientClearAll, 0, 0, 0);
        return Set(&header, sets) == 0 && Control(SetNoNewPrivileges, 1, 0, 0, 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "capget")]
    private static partial int Get(Header* header, Sets* sets);

    [LibraryImport("libc", EntryPoint = "capset")]
    private static partial int Set(Header* header, Sets* sets);

    [StructLayout(LayoutKind.Sequential)]
    struct Header
    {
        public uint Version;
        public int Pid;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct Sets
    {
        public uint Effective;
        public uint Permitted;
        public uint Inheritable;
    }
}
