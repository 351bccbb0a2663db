using System.Buffers;

namespace Lanner.State.Containers;

/// <summary>
/// Finds the container in a task's cgroups. Text is taken for a container only in a shape some runtime gives its own
/// paths: hosts have cgroups of their own that end in long hexadecimal names. The text is hostile (a privileged container can
/// make any cgroup below its own), so nothing here throws, allocates, or does more than one pass over it.
/// </summary>
public static class CgroupPath
{
    const int LongIdLength = 64;

    static readonly SearchValues<byte> s_lowerHex = SearchValues.Create("0123456789abcdef"u8);
    static readonly SearchValues<byte> s_entryEnds = SearchValues.Create("\0\n"u8);

    /// <summary>
    /// Searches <paramref name="cgroups"/>: either the zero-separated <c>subsystem=path</c> list of exec and clone events,
    /// or the lines of <c>/proc/PID/cgroup</c>. The first hierarchy with a container decides; of nested containers the
    /// innermost is the answer and the one around it is named too. False when the task is the host's.
    /// </summary>
    public static bool TryFindContainer(ReadOnlySpan<byte> cgroups, out ContainerIdentity identity)
    {
        ReadOnlySpan<byte> before = default;
        while (!cgroups.IsEmpty)
        {
            var end = cgroups.IndexOfAny(s_entryEnds);
            var entry = end < 0 ? cgroups : cgroups[..end];
            cgroups = end < 0 ? default : cgroups[(end + 1)..];

            // No name of a subsystem holds a slash, so in both forms the path starts at the first one.
            var slash = entry.IndexOf((byte)'/');
            if (slash < 0)
                continue;
            var path = entry[slash..];
            if (path.SequenceEqual(before))
                continue;
            before = path;
            if (TryFindInPath(path, out identity))
                return true;
        }
        identity = default;
        return false;
    }

    /// <summary>As <see cref="TryFindContainer"/>, for one path without its subsystem.</summary>
    public static bool TryFindInPath(ReadOnlySpan<byte> path, out ContainerIdentity identity)
    {
        identity = default;
        var found = false;
        uint owner = 0;
        CgroupSegment segment = default;
        foreach (var range in path.Split((byte)'/'))
        {
            var text = path[range];
            if (text.IsEmpty)
                continue;
            segment = segment.Next(text);
            if (TryReadOwner(text, out var uid))
                owner = uid;
            if (!RuntimeShapes.TryMatch(segment, out var engine, out var id))
                continue;
            identity = new ContainerIdentity
            {
                Engine = engine,
                FullId = id,
                OuterEngine = identity.Engine,
                OuterFullId = identity.FullId,
                OwnerUid = owner,
            };
            found = true;
        }
        return found;
    }

    /// <summary>True for 64 lower-case hexadecimal digits: what Docker, Podman, CRI-O and Kubernetes' containerd use.</summary>
    public static bool IsLongHexId(ReadOnlySpan<byte> text) =>
        text.Length == LongIdLength && text.IndexOfAnyExcept(s_lowerHex) < 0;

    internal static bool IsHex(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(s_lowerHex) < 0;

    static bool TryReadOwner(ReadOnlySpan<byte> segment, out uint uid)
    {
        uid = 0;
        if (!segment.StartsWith("user-"u8) || !segment.EndsWith(".slice"u8))
            return false;
        var digits = segment["user-"u8.Length..^".slice"u8.Length];
        return System.Buffers.Text.Utf8Parser.TryParse(digits, out uid, out var used) && used == digits.Length;
    }
}
