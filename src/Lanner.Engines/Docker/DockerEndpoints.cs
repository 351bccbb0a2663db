using System.Globalization;

namespace Lanner.Engines;

/// <summary>Where the engines of this host have their sockets.</summary>
public static class DockerEndpoints
{
    /// <summary>Users' own engines followed at most.</summary>
    const int MaxUsers = 16;

    /// <summary>
    /// Docker's socket (or the one <paramref name="dockerHost"/> names with <c>unix://</c>), Podman's where Podman is installed,
    /// and those of users who run one now. Docker's is named even when it is not there: it may come.
    /// <paramref name="root"/> is where the host's file tree is mounted, empty on the host itself.
    /// </summary>
    public static IReadOnlyList<DockerEngineOptions> Discover(string? dockerHost, string root = "")
    {
        const string scheme = "unix://";
        var isNamed = dockerHost is not null && dockerHost.StartsWith(scheme, StringComparison.Ordinal);
        var docker = isNamed ? dockerHost![scheme.Length..] : root + "/var/run/docker.sock";
        List<DockerEngineOptions> found = [new() { SocketPath = docker, HostRoot = root, IsExpected = isNamed }];

        var podman = root + "/run/podman/podman.sock";
        if (Directory.Exists(root + "/run/podman") || File.Exists(root + "/usr/bin/podman"))
            Add(found, new DockerEngineOptions { SocketPath = podman, Name = "podman", HostRoot = root, Files = PodmanFiles.OfHost(root) });
        foreach (var (uid, folder) in Users(root + "/run/user").Take(MaxUsers))
        {
            foreach (var (name, path) in new[] { ("podman", folder + "/podman/podman.sock"), ("docker", folder + "/docker.sock") })
            {
                if (File.Exists(path))
                    Add(found, new DockerEngineOptions { SocketPath = path, Name = $"{name} of user {uid}", OwnerUid = uid });
            }
        }
        return found;
    }

    /// <summary>Not twice: Podman can be installed so that Docker's socket leads to its own.</summary>
    static void Add(List<DockerEngineOptions> found, DockerEngineOptions options)
    {
        if (!found.Any(other => Target(other.SocketPath) == Target(options.SocketPath)))
            found.Add(options);
    }

    static string Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        }
        catch (IOException)
        {
            return path;
        }
        catch (UnauthorizedAccessException)
        {
            return path;
        }
    }

    static IEnumerable<(uint Uid, string Folder)> Users(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        var options = new EnumerationOptions { IgnoreInaccessible = true };
        foreach (var path in Directory.EnumerateDirectories(folder, "*", options).Order(StringComparer.Ordinal))
        {
            if (uint.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && uid != 0)
                yield return (uid, path);
        }
    }
}
