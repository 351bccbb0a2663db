using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>The C library's calls for mapped memory, clocks and limits. Failure is -1 with the reason in errno.</summary>
static unsafe partial class LibC
{
    const string Library = "libc";

    public const int ProtRead = 1;
    public const int ProtWrite = 2;
    public const int MapShared = 1;
    public const int ClockRealtime = 0;
    public const int ClockBoottime = 7;
    public const int LimitMemlock = 8;

    public static readonly nint MapFailed = -1;

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport(Library, EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetLimit(int resource, ResourceLimit* limit);

    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string type, nuint flags, nint data);

    [LibraryImport(Library, EntryPoint = "vsnprintf")]
    public static partial int FormatArguments(byte* buffer, nuint size, byte* format, byte* arguments);

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
