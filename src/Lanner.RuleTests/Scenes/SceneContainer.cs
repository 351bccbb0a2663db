using System.Net;
using System.Security.Cryptography;
using System.Text;

using Lanner.State.Containers;

namespace Lanner.RuleTests.Scenes;

/// <summary>A container of a scene.</summary>
sealed class SceneContainer
{
    public required string Name { get; init; }

    /// <summary>64 digits.</summary>
    public required string Id { get; init; }

    public required ContainerEngine Engine { get; init; }

    public required ContainerDetail Detail { get; init; }

    /// <summary>When its engine tells of it, from the start of the scene; null for never.</summary>
    public required TimeSpan? KnownAfter { get; init; }

    public required IPAddress Address { get; init; }

    /// <summary>Words of the command that its first process runs.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Whose process the first one is, and what may not be told otherwise.</summary>
    public required uint Uid { get; init; }

    /// <summary>When its process ids began, ns since the epoch.</summary>
    public ulong StartNs { get; set; }

    /// <summary>Its process of the host: the shim, whose children its first process and those of <c>docker exec</c> are.</summary>
    public SceneProcess? Runtime { get; set; }

    /// <summary>Its first process; null before it is started.</summary>
    public SceneProcess? Init { get; set; }

    int _lastVirtualPid = 1;

    public bool SharesHostPids => Detail.HostPid;

    /// <summary>The zero-separated list of an exec event.</summary>
    public byte[] Cgroups => Encoding.ASCII.GetBytes($"cpuset={Path}\0memory={Path}\0");

    string Path => Engine switch
    {
        ContainerEngine.Podman => $"/machine.slice/libpod-{Id}.scope",
        ContainerEngine.Containerd => $"/system.slice/cri-containerd-{Id}.scope",
        ContainerEngine.CriO => $"/system.slice/crio-{Id}.scope",
        ContainerEngine.Cri => $"/kubepods/besteffort/pod1/{Id}",
        _ => $"/docker/{Id}",
    };

    public int NextVirtualPid() => ++_lastVirtualPid;

    /// <summary>The same name has always the same id.</summary>
    public static string MakeId(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
