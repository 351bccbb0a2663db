namespace Lanner.State.Parsing;

/// <summary>Texts of processes are arrays that never change; an equal text keeps the array, so that children share it.</summary>
static class TextKeeping
{
    public static byte[] Keep(byte[] current, ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(current)) return current;
        return text.IsEmpty ? [] : text.ToArray();
    }

    /// <summary>For lists, each part of which has a closing zero; some writers leave out the last.</summary>
    public static byte[] KeepList(byte[] current, ReadOnlySpan<byte> list)
    {
        if (list.IsEmpty) return [];
        if (list[^1] == 0) return Keep(current, list);
        if (current.Length == list.Length + 1 && list.SequenceEqual(current.AsSpan(0, list.Length))) return current;
        return [.. list, 0];
    }

    /// <summary>Without a closing slash, which captures have.</summary>
    public static byte[] KeepDirectory(byte[] current, ReadOnlySpan<byte> directory) =>
        Keep(current, directory.Length > 1 && directory[^1] == '/' ? directory[..^1] : directory);
}
