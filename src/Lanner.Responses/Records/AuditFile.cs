using System.Buffers;

namespace Lanner.Responses.Records;

/// <summary>
/// A line of JSON for each action, in a file that only its owner may read. It is opened for each line: the actions are few, and a file that
/// was moved away is made anew. Used from any thread.
/// </summary>
sealed class AuditFile(string path)
{
    readonly Lock _lock = new();
    readonly ArrayBufferWriter<byte> _line = new(1024);

    /// <exception cref="IOException">The line is not in the file.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(ResponseRecord record)
    {
        lock (_lock)
        {
            _line.ResetWrittenCount();
            record.WriteLine(_line);
            using var file = Open(path);
            file.Write(_line.WrittenSpan);
        }
    }

    /// <summary>Makes sure at the start that it can be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Check()
    {
        using var file = Open(path);
    }

    static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
