using System.Text;

using Lanner.State.Containers;

namespace Lanner.Responses.Planning;

/// <summary>The container in which this program runs, if any.</summary>
sealed class OwnContainer
{
    readonly byte[] _id;

    /// <param name="cgroups">Of this program, as /proc has it.</param>
    /// <param name="mounts">Its mountinfo: a container with a cgroup namespace of its own does not see its id in the first.</param>
    internal OwnContainer(ReadOnlySpan<byte> cgroups, ReadOnlySpan<byte> mounts) =>
        _id = CgroupPath.TryFindContainer(cgroups, out var identity) ? identity.FullId.ToArray() : FindInMounts(mounts);

    public static OwnContainer Find() => new(Read("/proc/self/cgroup"), Read("/proc/self/mountinfo"));

    public bool Is(byte[] key) => _id.Length > 0 && key.AsSpan().SequenceEqual(_id);

    /// <summary>Docker and Podman mount files such as resolv.conf from a folder of the host that has the container's id for a name.</summary>
    static byte[] FindInMounts(ReadOnlySpan<byte> mounts)
    {
        foreach (var name in new[] { "/containers/"u8.ToArray(), "/overlay-containers/"u8.ToArray() })
        {
            for (var rest = mounts; rest.IndexOf(name) is >= 0 and var at; rest = rest[(at + name.Length)..])
            {
                var id = rest[(at + name.Length)..];
                if (id.Length > 64 && id[64] == '/' && CgroupPath.IsLongHexId(id[..64])) return id[..64].ToArray();
            }
        }

        return [];
    }

    static byte[] Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetBytes(File.ReadAllText(path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
