using Lanner.Capture.Proc;

namespace Lanner.Capture.Host;

/// <summary>
/// Reads small files below a root folder that may be a container's: links are followed as its own processes would, never out of it,
/// and nothing that is not a regular file is opened for reading.
/// </summary>
static unsafe class HostFile
{
    /// <summary>The file's bytes; empty when there is none, it cannot be read, or it is longer than <paramref name="bytesMax"/>.</summary>
    public static byte[] Read(string root, string relativePath, int bytesMax)
    {
        if (!ProcDirectory.TryOpen(root, out var directory)) return [];
        using (directory)
        {
            var path = new byte[System.Text.Encoding.UTF8.GetByteCount(relativePath) + 1];
            System.Text.Encoding.UTF8.GetBytes(relativePath, path);
            var fd = directory.OpenRegularWithin(path, out var size);
            if (fd < 0) return [];
            try
            {
                return size > (ulong)bytesMax ? [] : ReadToEnd(fd, (int)size);
            }
            finally
            {
                _ = ProcCalls.Close(fd);
            }
        }
    }

    static byte[] ReadToEnd(int fd, int size)
    {
        var bytes = new byte[size];
        var total = 0;
        fixed (byte* to = bytes)
        {
            while (total < size)
            {
                var count = ProcCalls.Read(fd, to + total, (nuint)(size - total));
                if (count <= 0) break;
                total += (int)count;
            }
        }

        return total == size ? bytes : bytes[..total];
    }
}
