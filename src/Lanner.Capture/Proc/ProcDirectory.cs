using System.Buffers.Text;

namespace Lanner.Capture.Proc;

/// <summary>
/// One directory below /proc, held open: what is read through it is of the same process even when its number was given to another
/// meanwhile. Owned by whoever opened it; close it once.
/// </summary>
readonly unsafe struct ProcDirectory : IDisposable
{
    readonly int _fd;

    ProcDirectory(int fd) => _fd = fd;

    /// <summary>Opens the root, such as <c>/proc</c>.</summary>
    public static bool TryOpen(string path, out ProcDirectory directory)
    {
        var bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(path) + 1];
        System.Text.Encoding.UTF8.GetBytes(path, bytes);
        return TryOpen(ProcCalls.CurrentDirectory, bytes, out directory);
    }

    /// <summary>Opens a directory below this one; the path ends with a zero.</summary>
    public bool TryOpen(ReadOnlySpan<byte> path, out ProcDirectory directory) => TryOpen(_fd, path, out directory);

    /// <summary>Opens the directory whose name is a number.</summary>
    public bool TryOpen(int number, out ProcDirectory directory)
    {
        Span<byte> name = stackalloc byte[16];
        Utf8Formatter.TryFormat(number, name, out var length);
        name[length] = 0;
        return TryOpen(_fd, name, out directory);
    }

    /// <summary>
    /// Reads a file from its start into the buffer: what fits. The path ends with a zero. Empty when it cannot be opened or read.
    /// </summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        int fd;
        fixed (byte* at = path) fd = ProcCalls.Open(_fd, at, ProcCalls.ReadOnly | ProcCalls.CloseOnExec | ProcCalls.NonBlocking, 0);
        if (fd < 0) return default;
        var total = 0;
        fixed (byte* to = buffer)
        {
            while (total < buffer.Length)
            {
                var count = ProcCalls.Read(fd, to + total, (nuint)(buffer.Length - total));
                if (count <= 0) break;
                var isLast = count < buffer.Length - total;
                total += (int)count;
                // Files of a process come whole in one read: what is shorter than asked for was the end.
                if (isLast) break;
            }
        }

        _ = ProcCalls.Close(fd);
        return buffer[..total];
    }

    /// <summary>The text of a link, into the buffer; empty when there is none or it does not fit.</summary>
    public ReadOnlySpan<byte> ReadLink(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        fixed (byte* at = path)
        fixed (byte* to = buffer)
        {
            var length = ProcCalls.ReadLink(_fd, at, to, (nuint)buffer.Length);
            return length > 0 && length < buffer.Length ? buffer[..(int)length] : default;
        }
    }

    /// <summary>The number in brackets of a namespace link, such as <c>ns/net</c>; 0 when it cannot be read.</summary>
    public ulong ReadNamespace(ReadOnlySpan<byte> path)
    {
        Span<byte> buffer = stackalloc byte[64];
        return ProcText.NumberInBrackets(ReadLink(path, buffer));
    }

    /// <summary>The file a path below this directory leads to, from what the kernel has cached.</summary>
    public bool TryStat(ReadOnlySpan<byte> path, out FileStatus status)
    {
        fixed (byte* at = path)
        fixed (FileStatus* to = &status)
            return ProcCalls.Stat(_fd, at, ProcCalls.DontSync, ProcCalls.BasicStats, to) == 0;
    }

    /// <summary>Opens a file below this directory for reading in pieces; -1 when that fails. The caller closes it.</summary>
    public int OpenFile(ReadOnlySpan<byte> path)
    {
        fixed (byte* at = path) return ProcCalls.Open(_fd, at, ProcCalls.ReadOnly | ProcCalls.CloseOnExec | ProcCalls.NonBlocking, 0);
    }

    /// <summary>Adds the entries of a directory whose names are numbers, at most <paramref name="max"/>. False when there are more.</summary>
    public bool ListNumbers(ReadOnlySpan<byte> path, List<int> numbers, int max)
    {
        const int nameAt = 19;
        int fd;
        fixed (byte* at = path) fd = ProcCalls.Open(_fd, at, ProcCalls.ReadOnly | ProcCalls.CloseOnExec | ProcCalls.DirectoryOnly, 0);
        if (fd < 0) return true;
        var stream = ProcCalls.OpenDirectory(fd);
        if (stream == 0)
        {
            _ = ProcCalls.Close(fd);
            return true;
        }

        var complete = true;
        while (complete)
        {
            var entry = ProcCalls.ReadDirectory(stream);
            if (entry == null) break;
            var name = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + nameAt);
            if (!Utf8Parser.TryParse(name, out int number, out var used) || used != name.Length || number < 0) continue;
            if (numbers.Count >= max) complete = false;
            else numbers.Add(number);
        }

        _ = ProcCalls.CloseDirectory(stream);
        return complete;
    }

    /// <summary>Opens a folder below this one as its processes would find it: links cannot lead out.</summary>
    public bool TryOpenWithin(ReadOnlySpan<byte> path, out ProcDirectory directory)
    {
        directory = new ProcDirectory((int)OpenResolved(path, ProcCalls.PathOnly | ProcCalls.DirectoryOnly, ProcCalls.OpenHow.InRoot));
        return directory._fd >= 0;
    }

    /// <summary>Whether there is a regular file of that relative path, no part of which is a link.</summary>
    public bool HasRegularFile(ReadOnlySpan<byte> path)
    {
        var fd = (int)OpenResolved(path, ProcCalls.PathOnly, ProcCalls.OpenHow.NoSymlinks | ProcCalls.OpenHow.Beneath);
        if (fd < 0) return false;
        using var file = new ProcDirectory(fd);
        return file.TryStatSelf(out var status) && status.IsRegular;
    }

    /// <summary>
    /// Opens a regular file below this folder as its processes would find it, and tells its size; -1 when there is none. Anything
    /// else (a pipe, a device) is not opened for reading. The caller closes it.
    /// </summary>
    public int OpenRegularWithin(ReadOnlySpan<byte> path, out ulong size)
    {
        size = 0;
        var fd = (int)OpenResolved(path, ProcCalls.PathOnly, ProcCalls.OpenHow.InRoot);
        if (fd < 0) return -1;
        using var file = new ProcDirectory(fd);
        if (!file.TryStatSelf(out var status) || !status.IsRegular) return -1;
        size = status.Size;
        // The same file and not what may stand there by now.
        var text = new byte[32];
        "/proc/self/fd/"u8.CopyTo(text);
        Utf8Formatter.TryFormat(fd, text.AsSpan("/proc/self/fd/".Length), out _);
        fixed (byte* at = text) return ProcCalls.Open(ProcCalls.CurrentDirectory, at, ProcCalls.ReadOnly | ProcCalls.CloseOnExec, 0);
    }

    public void Dispose() => _ = ProcCalls.Close(_fd);

    bool TryStatSelf(out FileStatus status)
    {
        fixed (byte* empty = "\0"u8)
        fixed (FileStatus* to = &status)
            return ProcCalls.Stat(_fd, empty, ProcCalls.EmptyPath | ProcCalls.DontSync, ProcCalls.BasicStats, to) == 0;
    }

    long OpenResolved(ReadOnlySpan<byte> path, int flags, ulong resolve)
    {
        var how = new ProcCalls.OpenHow { Flags = (uint)(flags | ProcCalls.CloseOnExec), Resolve = resolve };
        fixed (byte* at = path) return ProcCalls.System(ProcCalls.OpenAt2, _fd, at, &how, (nuint)sizeof(ProcCalls.OpenHow));
    }

    static bool TryOpen(int parent, ReadOnlySpan<byte> path, out ProcDirectory directory)
    {
        int fd;
        fixed (byte* at = path)
            fd = ProcCalls.Open(parent, at, ProcCalls.PathOnly | ProcCalls.DirectoryOnly | ProcCalls.CloseOnExec, 0);
        directory = new ProcDirectory(fd);
        return fd >= 0;
    }
}
