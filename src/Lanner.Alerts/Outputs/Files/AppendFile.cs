using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Lanner.Alerts.Outputs;

/// <summary>
/// A file that is only added to, at whatever its end is then: others may truncate it or add to it too, which the platform's own file
/// stream does not expect. What a full disk took half of is taken back, so that no half lines stay.
/// </summary>
public sealed partial class AppendFile : IDisposable
{
    const int WriteOnly = 0x1;
    const int Create = 0x40;
    const int NoTerminal = 0x100;
    const int Truncate = 0x200;
    const int Append = 0x400;
    const int CloseOnExec = 0x80000;
    const int OwnerOnly = 0x180;
    const int SeekCurrent = 1;

    readonly SafeFileHandle _file;
    readonly bool _hasLength;

    /// <summary>Opens or makes it.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="truncate">What it holds goes.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public AppendFile(string path, bool truncate = false)
    {
        var descriptor = Open(path, WriteOnly | Create | NoTerminal | Append | CloseOnExec | (truncate ? Truncate : 0), OwnerOnly);
        if (descriptor < 0) throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        _file = new SafeFileHandle(descriptor, ownsHandle: true);
        _hasLength = Seek(descriptor, 0, SeekCurrent) >= 0;
        Path = path;
    }

    public string Path { get; }

    /// <summary>0 for what has no length, such as a pipe.</summary>
    public long Length => _hasLength ? RandomAccess.GetLength(_file) : 0;

    /// <exception cref="IOException">It was not written, not even in part.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var before = Length;
        try
        {
            // The offset has no meaning for a file opened to append.
            RandomAccess.Write(_file, bytes, before);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (_hasLength) TakeBack(before);
            throw new IOException(problem.Message.Contains(Path, StringComparison.Ordinal) ? problem.Message : $"{Path}: {problem.Message}", problem);
        }
    }

    /// <summary>What was written reaches the disk itself.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    void TakeBack(long length)
    {
        try
        {
            if (RandomAccess.GetLength(_file) > length) RandomAccess.SetLength(_file, length);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int from);
}
