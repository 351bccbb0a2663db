using Microsoft.Win32.SafeHandles;

namespace Lanner.Events.Files;

/// <summary>Opens what a capture is read from and chooses how its bytes are fetched.</summary>
static class CaptureInput
{
    const int BufferSize = 64 << 10;

    /// <exception cref="CaptureFileException">The file cannot be opened.</exception>
    public static ChunkSource OpenFile(string path, CaptureFileOptions options)
    {
        try
        {
            var handle = OpenHandle(path);
            Span<byte> start = stackalloc byte[2];
            var stream = new FileStream(handle, FileAccess.Read, BufferSize);
            var isRegular = stream.CanSeek;
            if (isRegular && !options.Follow && !(RandomAccess.Read(handle, start, 0) == 2 && start is [0x1f, 0x8b])) return new FileChunks(handle);
            return new ThreadChunks(stream, options.Follow ? options.FollowInterval : null, isRegular ? () => File.OpenRead(path) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var problem = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException when Directory.Exists(path) => "this is a directory, not a capture file",
                UnauthorizedAccessException => "the file may not be read by this user",
                _ => e.Message,
            };
            throw new CaptureFileException(path, -1, false, problem, e);
        }
    }

    public static ChunkSource OpenStream(Stream stream, CaptureFileOptions options) =>
        new ThreadChunks(stream, options.Follow ? options.FollowInterval : null, null);

    static SafeFileHandle OpenHandle(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
}
