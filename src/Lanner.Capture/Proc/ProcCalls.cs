using System.Runtime.InteropServices;

namespace Lanner.Capture.Proc;

/// <summary>
/// The C library's calls for reading /proc: paths are bytes with a closing zero, directories are descriptors, failure is negative.
/// The file classes of the platform cost several times as much per file, and a snapshot reads thousands.
/// </summary>
static unsafe partial class ProcCalls
{
    const string Library = "libc";

    public const int CurrentDirectory = -100;
    public const int ReadOnly = 0;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;
    public const int EmptyPath = 0x1000;

    /// <summary>Answer from what is cached: a file server that does not answer must not hold up the snapshot.</summary>
    public const int DontSync = 0x4000;

    public const uint BasicStats = 0x7ff;
    public const int LimitOpenFiles = 7;

    /// <summary>openat2(2), which the C library does not wrap; the number is the same on both architectures.</summary>
    public const long OpenAt2 = 437;

    /// <summary>O_DIRECTORY differs between the architectures.</summary>
    public static readonly int DirectoryOnly = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    [LibraryImport(Library, EntryPoint = "openat")]
    public static partial int Open(int directory, byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport(Library, EntryPoint = "read")]
    public static partial nint Read(int fd, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "readlinkat")]
    public static partial nint ReadLink(int directory, byte* path, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "statx")]
    public static partial int Stat(int directory, byte* path, int flags, uint mask, FileStatus* status);

    [LibraryImport(Library, EntryPoint = "fdopendir")]
    public static partial nint OpenDirectory(int fd);

    /// <summary>The next entry or null. Layout on 64-bit: inode, offset, u16 length, u8 type, name from byte 19 with closing zero.</summary>
    [LibraryImport(Library, EntryPoint = "readdir")]
    public static partial byte* ReadDirectory(nint stream);

    /// <summary>Closes the descriptor too.</summary>
    [LibraryImport(Library, EntryPoint = "closedir")]
    public static partial int CloseDirectory(nint stream);

    [LibraryImport(Library, EntryPoint = "prlimit")]
    public static partial int GetLimit(int pid, int resource, LibC.ResourceLimit* set, LibC.ResourceLimit* old);

    [LibraryImport(Library, EntryPoint = "syscall")]
    public static partial long System(long number, long directory, byte* path, OpenHow* how, nuint size);

    /// <summary>struct open_how.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public const ulong NoSymlinks = 0x04;
        public const ulong Beneath = 0x08;
        public const ulong InRoot = 0x10;

        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
