namespace Lanner.State.Containers;

/// <summary>
/// What an engine says about one container at one moment. Immutable; all text is UTF-8, because rules compare bytes.
/// Empty text and zero mean "not set" or "not told".
/// </summary>
public sealed record ContainerDetail
{
    /// <summary>True while only the creation event or the listing spoke: name, image and labels, nothing else.</summary>
    public bool IsPartial { get; init; }

    public byte[] Name { get; init; } = [];

    /// <summary>The reference the container was started by; of an image started by id, its first tag.</summary>
    public byte[] Image { get; init; } = [];

    public byte[] ImageRepository { get; init; } = [];

    public byte[] ImageTag { get; init; } = [];

    /// <summary>The registry's digest, <c>sha256:...</c>.</summary>
    public byte[] ImageDigest { get; init; } = [];

    /// <summary>The image's own id in hexadecimal, without <c>sha256:</c>.</summary>
    public byte[] ImageId { get; init; } = [];

    /// <summary>In the engine's order.</summary>
    public ContainerLabel[] Labels { get; init; } = [];

    public ContainerMount[] Mounts { get; init; } = [];

    public PortMapping[] PortMappings { get; init; } = [];

    /// <summary>Each <c>NAME=value</c>.</summary>
    public byte[][] Env { get; init; } = [];

    public byte[] User { get; init; } = [];

    public bool Privileged { get; init; }

    public bool ReadOnlyRoot { get; init; }

    public byte[][] CapabilitiesAdded { get; init; } = [];

    public byte[][] CapabilitiesDropped { get; init; } = [];

    /// <summary>First IPv4 address as text.</summary>
    public byte[] Ip { get; init; } = [];

    /// <summary>What the network plugin told of the pod, as JSON.</summary>
    public byte[] CniJson { get; init; } = [];

    public byte[] NetworkMode { get; init; } = [];

    public byte[] PidMode { get; init; } = [];

    public byte[] IpcMode { get; init; } = [];

    public bool HostNetwork { get; init; }

    public bool HostPid { get; init; }

    public bool HostIpc { get; init; }

    /// <summary>The parent cgroup it was started under, if one was asked for.</summary>
    public byte[] CgroupParent { get; init; } = [];

    /// <summary>Nanoseconds since the epoch.</summary>
    public ulong CreatedNs { get; init; }

    public ulong StartedNs { get; init; }

    /// <summary>The first process, as the host numbers it; 0 when not running.</summary>
    public int Pid { get; init; }

    /// <summary>The words of the health check joined with blanks.</summary>
    public byte[] HealthcheckCommand { get; init; } = [];

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>starting</c>, or empty without a check.</summary>
    public byte[] HealthStatus { get; init; } = [];

    public int RestartCount { get; init; }

    public long CpuShares { get; init; }

    /// <summary>Microseconds of processor time in each period.</summary>
    public long CpuQuota { get; init; }

    public long CpuPeriod { get; init; }

    /// <summary>How many processors the container may use; 0 for all.</summary>
    public int CpusetCount { get; init; }

    /// <summary>Bytes; 0 without a limit.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Bytes of memory and swap together, as engines count it; -1 for unlimited.</summary>
    public long SwapLimit { get; init; }

    /// <summary>The overlay's merged directory on the host, when the storage driver tells it.</summary>
    public byte[] MergedRoot { get; init; } = [];

    /// <summary>Full id of the pod's sandbox container.</summary>
    public byte[] PodSandboxId { get; init; } = [];

    public bool IsPodSandbox { get; init; }

    public byte[] PodName { get; init; } = [];

    public byte[] PodNamespace { get; init; } = [];

    public byte[] PodUid { get; init; } = [];

    /// <summary>The container's name inside its pod.</summary>
    public byte[] PodContainerName { get; init; } = [];

    /// <summary>Of a sandbox: the commands that probe its pod's containers.</summary>
    public ContainerProbe[] PodProbes { get; init; } = [];

    public byte[] ComposeService { get; init; } = [];

    public byte[] ComposeProject { get; init; } = [];

    /// <summary>The same with this image reference and its parts.</summary>
    public ContainerDetail WithImage(byte[] image)
    {
        var reference = ImageReference.Parse(image);
        return this with
        {
            Image = image,
            ImageRepository = reference.Repository.ToArray(),
            ImageTag = reference.Tag.ToArray(),
            ImageDigest = reference.Digest.ToArray(),
        };
    }

    /// <summary>The first label with this key; false when there is none.</summary>
    public bool TryGetLabel(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var label in Labels.AsSpan())
        {
            if (key.SequenceEqual(label.Key))
            {
                value = label.Value;
                return true;
            }
        }
        value = default;
        return false;
    }
}

public readonly record struct ContainerLabel(byte[] Key, byte[] Value);

/// <summary>A file tree of the host or a volume inside the container. Mode is the engine's text, such as <c>ro,z</c>.</summary>
public readonly record struct ContainerMount(byte[] Source, byte[] Destination, byte[] Mode, bool ReadWrite, byte[] Propagation);

/// <summary>
/// The command by which a pod's container is asked whether it lives or is ready, its words joined with blanks. Container is the name
/// inside the pod.
/// </summary>
public readonly record struct ContainerProbe(byte[] Container, bool IsReadiness, byte[] Command);

/// <summary>A port of the host that leads into the container. Protocol is <c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
public readonly record struct PortMapping(byte[] HostIp, ushort HostPort, ushort ContainerPort, byte[] Protocol);
