using System.Runtime.InteropServices;

namespace Lanner.Capture.Proc;

/// <summary>The program a process runs, as the probe would tell it at exec.</summary>
readonly record struct Executable
{
    const int CapDacOverride = 1;
    const int CapFileOwner = 3;
    const ushort GroupWrite = 0x10;
    const ushort OtherWrite = 0x02;

    /// <summary>Empty for kernel threads and what may not be read.</summary>
    public required byte[] Path { get; init; }
    public bool IsWritable { get; init; }
    public bool IsUpperLayer { get; init; }
    public bool IsLowerLayer { get; init; }
    public bool IsMemFd { get; init; }
    public ulong Inode { get; init; }
    public ulong ChangeTimeNs { get; init; }
    public ulong ModifyTimeNs { get; init; }

    static ReadOnlySpan<byte> DeletedSuffix => " (deleted)"u8;

    /// <param name="process">The process.</param>
    /// <param name="status">Its ids and capabilities.</param>
    /// <param name="mounts">The mounts it sees.</param>
    /// <param name="hostRoot">The host's first process's root directory, in which upper folders of overlays are found.</param>
    /// <param name="buffer">Room for a path.</param>
    public static Executable Read(ProcDirectory process, in StatusFile status, MountTable mounts, ProcDirectory hostRoot, byte[] buffer)
    {
        var link = process.ReadLink("exe"u8, buffer);
        if (link.IsEmpty) return new Executable { Path = [] };
        // A memfd has a name without a folder; the link shows it as if it lay in the root and was deleted.
        var isMemFd = link.StartsWith("/memfd:"u8) && link.EndsWith(DeletedSuffix);
        var mount = isMemFd ? null : mounts.Find(link);
        FileStatus file = default;
        var known = mount is not { IsRemote: true } && process.TryStat("exe"u8, out file);
        // A file may be called so; a deleted one has no name left.
        var isDeleted = link.EndsWith(DeletedSuffix) && (!known || file.Links == 0);
        var path = isDeleted ? link[..^DeletedSuffix.Length] : link;
        var upper = mount is { IsOverlay: true } && known && !isDeleted ? IsInUpper(mount, path, hostRoot) : null;
        return new Executable
        {
            Path = (isMemFd ? path[1..] : path).ToArray(),
            IsMemFd = isMemFd, IsUpperLayer = upper == true, IsLowerLayer = upper == false,
            IsWritable = known && IsWritableBy(file, mount, status),
            Inode = file.Inode, ChangeTimeNs = file.ChangeTime.Ns, ModifyTimeNs = file.ModifyTime.Ns,
        };
    }

    /// <summary>Whether the process could change the file, by mode bits or by capability; an owner can give himself the bit.</summary>
    internal static bool IsWritableBy(in FileStatus file, Mount? mount, in StatusFile status)
    {
        if (file.IsImmutable || mount is { IsReadOnly: true }) return false;
        if ((file.Mode & OtherWrite) != 0 || (status.CapEffective & (1 << CapDacOverride | 1 << CapFileOwner)) != 0) return true;
        if (file.Uid == status.FileSystemUid) return true;
        return (file.Mode & GroupWrite) != 0 && file.Gid == status.FileSystemGid;
    }

    /// <summary>Whether the overlay's writable folder has the file; null when that cannot be told.</summary>
    static bool? IsInUpper(Mount mount, ReadOnlySpan<byte> path, ProcDirectory hostRoot)
    {
        if (mount.Upper is not [(byte)'/', ..]) return null;
        var inside = mount.Point.Length == 1 ? path : path[mount.Point.Length..];
        byte[] root = mount.Root.Length == 1 ? [] : mount.Root;
        // The path is already free of links; whoever put one there since then gets no answer.
        if (!hostRoot.TryOpenWithin(Terminated(mount.Upper.AsSpan(1)), out var upper)) return null;
        using (upper) return upper.HasRegularFile(Terminated([.. root.AsSpan(Math.Min(1, root.Length)), .. inside[(root.Length == 0 ? 1 : 0)..]]));
    }

    static byte[] Terminated(ReadOnlySpan<byte> path) => [.. path, 0];
}
