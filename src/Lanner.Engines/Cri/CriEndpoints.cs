using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>Where the container runtimes of Kubernetes have their sockets.</summary>
public static class CriEndpoints
{
    const string Scheme = "unix://";

    /// <summary>
    /// The socket that <paramref name="endpoint"/> names, with or without <c>unix://</c> before it, or where nothing is named the usual
    /// places: a runtime may come to any of them later. <paramref name="root"/> is where the host's file tree is mounted, empty on the
    /// host itself.
    /// </summary>
    public static IReadOnlyList<CriEngineOptions> Discover(string? endpoint, string root = "")
    {
        if (!string.IsNullOrEmpty(endpoint))
            return [new() { SocketPath = Path(endpoint) }];
        return
        [
            Usual("containerd", "/run/containerd/containerd.sock", ContainerEngine.Containerd),
            Usual("cri-o", "/run/crio/crio.sock", ContainerEngine.CriO),
            Usual("k3s", "/run/k3s/containerd/containerd.sock", ContainerEngine.Containerd),
        ];

        CriEngineOptions Usual(string name, string path, ContainerEngine engine) =>
            new() { Name = name, SocketPath = root + path, Engine = engine, IsExpected = false };
    }

    static string Path(string endpoint) => endpoint.StartsWith(Scheme, StringComparison.Ordinal) ? endpoint[Scheme.Length..] : endpoint;
}
