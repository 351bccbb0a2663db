using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lanner.State.Users;

/// <summary>
/// Opens files inside the root of another process. The root belongs to a container, so its links may point anywhere: every
/// step is resolved inside that root, and neither devices nor pipes are opened for reading.
/// </summary>
static partial class RootFiles
{
    const int CurrentDirectory = -100;
    const long OpenAt2 = 437;
    const ulong ReadOnly = 0, NonBlocking = 0x800, NoTerminal = 0x100, CloseOnExec = 0x80000, PathOnly = 0x200000;
    const ulong NoMagicLinks = 0x02, InRoot = 0x10;

    /// <summary>O_DIRECTORY differs between architectures.</summary>
    static readonly ulong s_directory = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000UL : 0x10000UL;

    static readonly long s_statx = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 291 : 332;

    /// <summary>A directory by its path on the host, or below <paramref name="parent"/>; invalid when it cannot be had.</summary>
    public static SafeFileHandle OpenDirectory(string path, SafeFileHandle? parent = null) => Open(parent, path, PathOnly | s_directory, 0);

    /// <summary>A file for reading, its path resolved inside the root. Invalid when it is not there or is not a plain file.</summary>
    public static SafeFileHandle OpenPlainFile(SafeFileHandle root, string path)
    {
        // A look at what it is comes before opening, which can set a device going. The second step goes by the first one's handle,
        // so it opens what was looked at.
        using var found = Open(root, path, PathOnly, InRoot | NoMagicLinks);
        if (found.IsInvalid || !IsPlainFile(found)) return new SafeFileHandle();
        return Open(null, $"/proc/self/fd/{found.DangerousGetHandle()}", ReadOnly | NonBlocking | NoTerminal, 0);
    }

    /// <summary>A file of /proc, of the process whose directory that is.</summary>
    public static SafeFileHandle OpenProcFile(SafeFileHandle processDirectory, string name) => Open(processDirectory, name, ReadOnly, 0);

    /// <summary>The contents up to a limit; null when they are longer or cannot be read.</summary>
    public static byte[]? ReadAtMost(SafeFileHandle file, int limit)
    {
        var buffer = new byte[Math.Min(limit, 16_384)];
        var length = 0;
        while (true)
        {
            var read = Read(file, ref buffer[length], (nuint)(buffer.Length - length));
            if (read < 0) return null;
            if (read == 0) return buffer.AsSpan(0, length).ToArray();
            length += (int)read;
            if (length < buffer.Length) continue;
            if (length >= limit) return null;
            Array.Resize(ref buffer, Math.Min(limit, 2 * buffer.Length));
        }
    }

    static bool IsPlainFile(SafeFileHandle handle)
    {
        const int EmptyPath = 0x1000, TypeMask = 1, ModeAt = 28, FormatBits = 0xF000, PlainFormat = 0x8000;
        Span<byte> status = stackalloc byte[256];
        return Statx(s_statx, handle, "", EmptyPath, TypeMask, ref status[0]) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeAt..]) & FormatBits) == PlainFormat;
    }

    static SafeFileHandle Open(SafeFileHandle? parent, string path, ulong flags, ulong resolve)
    {
        var how = new OpenHow { Flags = flags | CloseOnExec, Resolve = resolve };
        var added = false;
        try
        {
            parent?.DangerousAddRef(ref added);
            var result = Syscall(OpenAt2, parent is null ? CurrentDirectory : parent.DangerousGetHandle(), path, ref how, Marshal.SizeOf<OpenHow>());
            return new SafeFileHandle((nint)result, ownsHandle: true);
        }
        finally
        {
            if (added) parent!.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Syscall(long number, nint directory, string path, ref OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, ref byte buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Statx(long number, SafeFileHandle file, string path, int flags, uint mask, ref byte status);

    [StructLayout(LayoutKind.Sequential)]
    struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
