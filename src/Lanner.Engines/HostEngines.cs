using Lanner.Engines.Cri;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>All engines that can be followed on this host, not yet started; the caller disposes them.</summary>
public static class HostEngines
{
    /// <summary>
    /// By the variables that the engines' own tools read: <c>DOCKER_HOST</c>, and <c>CONTAINER_RUNTIME_ENDPOINT</c> of crictl. Without
    /// them, in the usual places.
    /// </summary>
    public static IReadOnlyList<IContainerSource> Discover(Func<string, string?> variable) =>
    [
        .. DockerEndpoints.Discover(variable("DOCKER_HOST")).Select(options => new DockerEngine(options)),
        .. CriEndpoints.Discover(variable("CONTAINER_RUNTIME_ENDPOINT")).Select(options => new CriEngine(options)),
    ];
}
