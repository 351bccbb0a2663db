namespace Lanner.State.Containers;

/// <summary>
/// The runtime a container belongs to. The numbers are those of captures and of Falco's container records, so that
/// they can be read and written without a table; 3 and 4 belonged to runtimes that are gone.
/// </summary>
public enum ContainerEngine : ushort
{
    Docker = 0,
    Lxc = 1,
    LibvirtLxc = 2,
    Custom = 5,
    /// <summary>Kubernetes through CRI, where the path does not say which runtime.</summary>
    Cri = 6,
    Containerd = 7,
    CriO = 8,
    Bpm = 9,
    Static = 10,
    Podman = 11,
    /// <summary>Not a container: the host itself.</summary>
    Host = 0xfffe,
}

public static class ContainerEngineNames
{
    /// <summary>The name rules compare with (<c>container.type</c>), as UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(this ContainerEngine engine) => engine switch
    {
        ContainerEngine.Docker => "docker"u8,
        ContainerEngine.Lxc => "lxc"u8,
        ContainerEngine.LibvirtLxc => "libvirt-lxc"u8,
        ContainerEngine.Custom => "custom"u8,
        ContainerEngine.Cri => "cri"u8,
        ContainerEngine.Containerd => "containerd"u8,
        ContainerEngine.CriO => "cri-o"u8,
        ContainerEngine.Bpm => "bpm"u8,
        ContainerEngine.Static => "static"u8,
        ContainerEngine.Podman => "podman"u8,
        ContainerEngine.Host => "host"u8,
        _ => "unknown"u8,
    };

    /// <summary>True where the path carries the container's name and no API is asked for more.</summary>
    public static bool IsNamedByPath(this ContainerEngine engine) => engine is ContainerEngine.Lxc
        or ContainerEngine.LibvirtLxc or ContainerEngine.Custom or ContainerEngine.Bpm;
}
