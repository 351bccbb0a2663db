namespace Lanner.State;

/// <summary>
/// Paths as text, UTF-8, without touching the file system: links are not followed. Works in the caller's memory; what does not
/// fit there is cut.
/// </summary>
public static class PathText
{
    /// <summary>Room for the longest path the kernel takes below the longest directory it tells.</summary>
    public const int BufferSize = 8192;

    /// <summary>
    /// Writes <paramref name="path"/> as seen from <paramref name="directory"/>, with <c>.</c>, <c>..</c> and double slashes
    /// resolved and no closing slash. A relative path below a directory that is unknown or itself relative is written as it
    /// stands. Returns the length.
    /// </summary>
    public static int Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> path, Span<byte> destination)
    {
        var isAbsolute = !path.IsEmpty && path[0] == '/';
        if (isAbsolute) return IsPlain(path) ? Copy(path, destination) : Resolve(path, 0, destination);
        if (directory.IsEmpty || directory[0] != '/') return Copy(path, destination);
        var length = IsPlain(directory) ? Copy(directory, destination) : Resolve(directory, 0, destination);
        if (length == 1) length = 0;
        return Resolve(path, length, destination);
    }

    /// <summary>True for an absolute path that resolving would not change, as far as a quick look tells.</summary>
    static bool IsPlain(ReadOnlySpan<byte> path)
    {
        if (path.Length == 1) return true;
        return path[^1] != '/' && path.IndexOf("//"u8) < 0 && path.IndexOf("/."u8) < 0;
    }

    /// <summary>Appends the parts of a path to <paramref name="length"/> bytes of resolved path; the root is 0 bytes here.</summary>
    static int Resolve(ReadOnlySpan<byte> path, int length, Span<byte> destination)
    {
        // Parts that found no room: going up takes them back first.
        var beyond = 0;
        while (!path.IsEmpty)
        {
            var slash = path.IndexOf((byte)'/');
            var part = slash < 0 ? path : path[..slash];
            path = slash < 0 ? default : path[(slash + 1)..];
            if (part.IsEmpty || (part.Length == 1 && part[0] == '.')) continue;
            if (part.Length == 2 && part[0] == '.' && part[1] == '.')
            {
                if (beyond > 0) beyond--;
                else length = Math.Max(0, destination[..length].LastIndexOf((byte)'/'));
                continue;
            }

            if (length >= destination.Length)
            {
                beyond++;
                continue;
            }

            destination[length++] = (byte)'/';
            length += Copy(part, destination[length..]);
        }

        if (length > 0 || destination.IsEmpty) return length;
        destination[0] = (byte)'/';
        return 1;
    }

    static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var length = Math.Min(text.Length, destination.Length);
        text[..length].CopyTo(destination);
        return length;
    }
}
