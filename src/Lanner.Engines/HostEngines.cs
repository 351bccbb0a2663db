using Lanner.Engines.Cri;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>Where one kind of engine is looked for.</summary>
/// <param name="IsAsked">False to leave it alone.</param>
/// <param name="Sockets">Instead of the usual places; empty for those.</param>
public readonly record struct EngineSockets(bool IsAsked, IReadOnlyList<string> Sockets)
{
    public static EngineSockets Usual { get; } = new(true, []);
}

/// <summary>All engines that can be followed on this host, not yet started; the caller disposes them.</summary>
public static class HostEngines
{
    /// <summary>
    /// At the sockets that are named, else by the variables that the engines' own tools read (<c>DOCKER_HOST</c>, and crictl's
    /// <c>CONTAINER_RUNTIME_ENDPOINT</c>), else in the usual places.
    /// </summary>
    public static IReadOnlyList<IContainerSource> Discover(
        EngineSockets docker, EngineSockets podman, EngineSockets cri, Func<string, string?> variable)
    {
        List<DockerEngineOptions> asDocker = [];
        foreach (var found in DockerEndpoints.Discover(variable("DOCKER_HOST")))
        {
            // Users' own engines bear the name of the kind, too.
            var kind = found.Name.StartsWith("podman", StringComparison.Ordinal) ? podman : docker;
            if (kind.IsAsked && kind.Sockets.Count == 0)
                asDocker.Add(found);
        }
        if (docker.IsAsked)
            asDocker.AddRange(docker.Sockets.Select(path => new DockerEngineOptions { SocketPath = path }));
        if (podman.IsAsked)
            asDocker.AddRange(podman.Sockets.Select(path => new DockerEngineOptions { SocketPath = path, Name = "podman", Files = PodmanFiles.OfHost("") }));
        var asCri = !cri.IsAsked ? []
            : cri.Sockets.Count > 0 ? cri.Sockets.Select(path => new CriEngineOptions { SocketPath = path })
            : CriEndpoints.Discover(variable("CONTAINER_RUNTIME_ENDPOINT"));
        return [.. asDocker.Select(options => new DockerEngine(options)), .. asCri.Select(options => new CriEngine(options))];
    }
}
