namespace Lanner.Capture.Proc;

/// <summary>Turns <c>/proc/PID/cgroup</c> into the list events carry: <c>subsystem=path</c>, each with a closing zero.</summary>
static class CgroupText
{
    /// <summary>The subsystems of the probe's list, in its order, and the older name of one of them.</summary>
    static readonly (byte[] Name, byte[] OldName, bool InUnified)[] s_subsystems =
    [
        ("cpuset"u8.ToArray(), [], true), ("cpu"u8.ToArray(), [], true), ("cpuacct"u8.ToArray(), [], false),
        ("io"u8.ToArray(), "blkio"u8.ToArray(), true), ("memory"u8.ToArray(), [], true), ("pids"u8.ToArray(), [], true),
    ];

    /// <summary>
    /// At most <paramref name="max"/> bytes; an entry that does not fit is left out. A subsystem without a version 1 hierarchy is in
    /// the unified one, whose line has no subsystem.
    /// </summary>
    public static byte[] Convert(ReadOnlySpan<byte> text, int max)
    {
        Span<byte> result = stackalloc byte[4096];
        if (max < result.Length) result = result[..max];
        var length = 0;
        foreach (var (name, oldName, inUnified) in s_subsystems)
        {
            var path = PathOf(text, name);
            if (path.IsEmpty && oldName.Length > 0) path = PathOf(text, oldName);
            if (path.IsEmpty && inUnified) path = PathOf(text, default);
            var size = name.Length + 1 + path.Length + 1;
            if (path.IsEmpty || length + size > result.Length) continue;
            name.CopyTo(result[length..]);
            result[length + name.Length] = (byte)'=';
            path.CopyTo(result[(length + name.Length + 1)..]);
            length += size;
            result[length - 1] = 0;
        }

        return result[..length].ToArray();
    }

    /// <summary>Lines are <c>number:subsystem,subsystem:path</c>; the path may hold colons.</summary>
    static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> subsystem)
    {
        while (!text.IsEmpty)
        {
            var line = ProcText.TakeLine(ref text);
            var first = line.IndexOf((byte)':');
            if (first < 0) continue;
            var rest = line[(first + 1)..];
            var second = rest.IndexOf((byte)':');
            if (second < 0) continue;
            if (Names(rest[..second], subsystem)) return rest[(second + 1)..];
        }

        return default;
    }

    static bool Names(ReadOnlySpan<byte> list, ReadOnlySpan<byte> subsystem)
    {
        if (subsystem.IsEmpty || list.IsEmpty) return subsystem.IsEmpty && list.IsEmpty;
        foreach (var range in list.Split((byte)','))
        {
            if (list[range].SequenceEqual(subsystem)) return true;
        }

        return false;
    }
}
