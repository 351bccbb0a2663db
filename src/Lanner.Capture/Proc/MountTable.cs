namespace Lanner.Capture.Proc;

/// <summary>One mount of a mount namespace.</summary>
/// <param name="Device">As events carry it.</param>
/// <param name="Root">The folder of the file system that is mounted.</param>
/// <param name="Point">Where, as processes of the namespace name it.</param>
/// <param name="IsRemote">A server answers for it (network or FUSE): asking for a file's state could wait for ever.</param>
/// <param name="IsReadOnly">The file system as a whole is read-only.</param>
/// <param name="IsOverlay">It is an overlay.</param>
/// <param name="Upper">The overlay's writable folder on the host, or empty.</param>
sealed record Mount(uint Device, byte[] Root, byte[] Point, bool IsRemote, bool IsReadOnly, bool IsOverlay, byte[] Upper);

/// <summary>The mounts of one mount namespace, from <c>/proc/PID/mountinfo</c>.</summary>
sealed class MountTable
{
    const int MountsMax = 100_000;
    const long BytesMax = 32 << 20;

    readonly Dictionary<int, Mount> _byId = [];
    readonly List<Mount> _inOrder = [];

    /// <summary>Reads the mounts that a process sees; what cannot be read leaves the table empty.</summary>
    public static MountTable Read(ProcDirectory process)
    {
        var table = new MountTable();
        using var lines = new FileLines(process.OpenFile("mountinfo"u8), BytesMax);
        while (lines.TryRead(out var line) && table._inOrder.Count < MountsMax) table.Add(line);
        return table;
    }

    /// <summary>From the file's text: for tests.</summary>
    public static MountTable Parse(ReadOnlySpan<byte> text)
    {
        var table = new MountTable();
        while (!text.IsEmpty) table.Add(ProcText.TakeLine(ref text));
        return table;
    }

    public Mount? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The mount an absolute path lies in: the longest mount point, and of equal ones the last made.</summary>
    public Mount? Find(ReadOnlySpan<byte> path)
    {
        Mount? best = null;
        foreach (var mount in _inOrder)
        {
            if (mount.Point.Length >= (best?.Point.Length ?? 0) && IsBelow(path, mount.Point)) best = mount;
        }

        return best;
    }

    /// <summary>Whether the path is the folder or in it.</summary>
    public static bool IsBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> folder)
    {
        if (folder.SequenceEqual("/"u8)) return path.StartsWith(folder);
        return path.StartsWith(folder) && (path.Length == folder.Length || path[folder.Length] == '/');
    }

    /// <summary>id parent major:minor root point options [tag...] - type source super-options; texts are escaped.</summary>
    void Add(ReadOnlySpan<byte> line)
    {
        var id = (int)ProcText.Decimal(ProcText.TakeWord(ref line));
        ProcText.SkipWords(ref line, 1);
        var device = ProcText.TakeWord(ref line);
        var colon = device.IndexOf((byte)':');
        var root = ProcText.Unescape(ProcText.TakeWord(ref line));
        var point = ProcText.Unescape(ProcText.TakeWord(ref line));
        var separator = line.IndexOf(" - "u8);
        if (id == 0 || colon < 0 || separator < 0 || point.Length == 0) return;
        line = line[(separator + 3)..];
        var type = ProcText.TakeWord(ref line);
        ProcText.SkipWords(ref line, 1);
        var options = ProcText.TakeWord(ref line);
        var isOverlay = type.SequenceEqual("overlay"u8);
        var mount = new Mount(
            FileStatus.Encode((uint)ProcText.Unsigned(device[..colon]), (uint)ProcText.Unsigned(device[(colon + 1)..])),
            root, point, IsRemote(type), options.SequenceEqual("ro"u8) || options.StartsWith("ro,"u8), isOverlay,
            isOverlay ? Option(options, "upperdir="u8) : []);
        _byId[id] = mount;
        _inOrder.Add(mount);
    }

    static bool IsRemote(ReadOnlySpan<byte> type) =>
        type.StartsWith("fuse"u8) || type.StartsWith("nfs"u8) || type.StartsWith("cifs"u8) || type.StartsWith("smb"u8)
        || type.SequenceEqual("9p"u8) || type.SequenceEqual("ceph"u8) || type.SequenceEqual("afs"u8) || type.SequenceEqual("autofs"u8)
        || type.SequenceEqual("virtiofs"u8) || type.SequenceEqual("lustre"u8);

    static byte[] Option(ReadOnlySpan<byte> options, ReadOnlySpan<byte> name)
    {
        foreach (var range in options.Split((byte)','))
        {
            if (options[range].StartsWith(name)) return ProcText.Unescape(options[range][name.Length..]);
        }

        return [];
    }
}
