namespace Lanner.Events.Files;

/// <summary>
/// A capture file cannot be read, or not on from a place. What stood before the place was delivered. The message is one line for a
/// user.
/// </summary>
public sealed class CaptureFileException : Exception
{
    public CaptureFileException(string file, long offset, bool isCompressed, string problem, Exception? inner = null)
        : base(Describe(file, offset, isCompressed, problem), inner)
    {
        File = file;
        Offset = offset;
        IsCompressed = isCompressed;
        Problem = problem;
    }

    /// <summary>The path, or <c>-</c> for standard input.</summary>
    public string File { get; }

    /// <summary>Bytes from the start of the uncompressed capture to the block or table entry that is wrong; -1 when the file cannot be opened.</summary>
    public long Offset { get; }

    /// <summary>True when <see cref="Offset"/> counts bytes after inflating.</summary>
    public bool IsCompressed { get; }

    /// <summary>What was wrong, without the place.</summary>
    public string Problem { get; }

    static string Describe(string file, long offset, bool isCompressed, string problem) => offset < 0
        ? $"{file}: {problem}"
        : $"{file}: {problem} (at {(isCompressed ? "uncompressed byte" : "byte")} {offset})";
}
