namespace Lanner.Engines;

/// <summary>Files of engines, read whole.</summary>
static class BoundedFile
{
    /// <summary>Throws IOException or UnauthorizedAccessException, also for a file that is longer than <paramref name="maxBytes"/>.</summary>
    public static byte[] Read(string path, int maxBytes)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > maxBytes)
            throw new IOException("too long");
        var bytes = new byte[length];
        var read = RandomAccess.Read(file, bytes, 0);
        return read == length ? bytes : bytes[..read];
    }
}
