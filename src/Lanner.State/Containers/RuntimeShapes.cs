using System.Buffers;

namespace Lanner.State.Containers;

/// <summary>The names runtimes give their containers' cgroups, for cgroup v1 and v2, cgroupfs and systemd.</summary>
static class RuntimeShapes
{
    const int LongIdLength = 64;
    const int MaxNameLength = 128;

    static readonly SearchValues<byte> s_nameBytes =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.@+\\"u8);

    static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789"u8);

    public static bool TryMatch(scoped in CgroupSegment segment, out ContainerEngine engine, out ReadOnlySpan<byte> id)
    {
        var isScope = segment.Text.EndsWith(".scope"u8);
        var name = isScope ? segment.Text[..^".scope"u8.Length] : segment.Text;
        if (name.Length >= LongIdLength && CgroupPath.IsLongHexId(name[^LongIdLength..]))
        {
            id = name[^LongIdLength..];
            var prefix = name[..^LongIdLength];
            return prefix.IsEmpty ? TryMatchBareId(segment, out engine) : TryMatchPrefix(prefix, out engine);
        }
        return TryMatchNamed(segment, name, isScope, out engine, out id) && IsName(id);
    }

    /// <summary>
    /// <c>docker-ID.scope</c>, <c>cri-containerd-ID.scope</c> and, where a runtime without systemd was handed a path
    /// meant for systemd, <c>SLICE:docker:ID</c>. The monitors (<c>crio-conmon-ID</c>, <c>libpod-conmon-ID</c>) run outside.
    /// </summary>
    static bool TryMatchPrefix(ReadOnlySpan<byte> prefix, out ContainerEngine engine)
    {
        var separator = prefix[^1];
        prefix = prefix[..^1];
        if (separator == ':')
            prefix = prefix[(prefix.LastIndexOf((byte)':') + 1)..];
        else if (separator != '-')
            prefix = default;

        (var known, engine) = prefix switch
        {
            _ when prefix.SequenceEqual("docker"u8) => (true, ContainerEngine.Docker),
            _ when prefix.SequenceEqual("cri-containerd"u8) => (true, ContainerEngine.Containerd),
            _ when prefix.SequenceEqual("nerdctl"u8) => (true, ContainerEngine.Containerd),
            _ when prefix.SequenceEqual("crio"u8) => (true, ContainerEngine.CriO),
            _ when prefix.SequenceEqual("libpod"u8) => (true, ContainerEngine.Podman),
            _ when prefix.SequenceEqual("libpod-payload"u8) => (true, ContainerEngine.Podman),
            _ when prefix.SequenceEqual("runc"u8) => (true, ContainerEngine.Custom),
            _ when prefix.SequenceEqual("crun"u8) => (true, ContainerEngine.Custom),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>A whole name that is an id: cgroupfs drivers, where the directory above tells whose it is.</summary>
    static bool TryMatchBareId(scoped in CgroupSegment segment, out ContainerEngine engine)
    {
        engine = ContainerEngine.Docker;
        var parent = segment.Parent;
        // Podman's pods and Kata's overhead are groups around containers.
        if (parent.SequenceEqual("libpod_parent"u8) || parent.SequenceEqual("kata_overhead"u8))
            return false;
        if (parent.SequenceEqual("docker"u8))
            return true;
        if (segment.InKubepods)
            engine = ContainerEngine.Cri;
        else if (parent.SequenceEqual("k8s.io"u8) || IsTopLevel(segment, "default"u8))
            engine = ContainerEngine.Containerd;
        else if (parent.SequenceEqual("lxc"u8) || parent.SequenceEqual("lxc.payload"u8))
            engine = ContainerEngine.Lxc;
        else if (parent.SequenceEqual("garden"u8))
            engine = ContainerEngine.Custom;
        // Any other directory was chosen with Docker's --cgroup-parent; 64 digits are Docker's own. At the root
        // there is no parent to have chosen.
        return segment.Depth > 1;
    }

    /// <summary>Runtimes whose containers have names.</summary>
    static bool TryMatchNamed(
        scoped in CgroupSegment segment, ReadOnlySpan<byte> name, bool isScope, out ContainerEngine engine, out ReadOnlySpan<byte> id)
    {
        var parent = segment.Parent;
        id = name;
        if (parent.SequenceEqual("lxc"u8))
        {
            engine = segment.Grandparent.SequenceEqual("libvirt"u8) ? ContainerEngine.LibvirtLxc : ContainerEngine.Lxc;
            id = segment.Text;
            return true;
        }
        if (parent.SequenceEqual("lxc.payload"u8))
        {
            engine = ContainerEngine.Lxc;
            id = segment.Text;
            return true;
        }
        if (segment.Text.StartsWith("lxc.payload."u8))
        {
            engine = ContainerEngine.Lxc;
            id = segment.Text["lxc.payload."u8.Length..];
            return true;
        }
        if (segment.Text.EndsWith(".libvirt-lxc"u8))
        {
            engine = ContainerEngine.LibvirtLxc;
            id = segment.Text[..^".libvirt-lxc"u8.Length];
            return true;
        }
        if (isScope && name.StartsWith("machine-"u8))
            return TryMatchMachine(name["machine-"u8.Length..], out engine, out id);
        if (segment.Text.SequenceEqual("payload"u8) && parent.StartsWith("systemd-nspawn@"u8) && parent.EndsWith(".service"u8))
        {
            engine = ContainerEngine.Custom;
            id = parent["systemd-nspawn@"u8.Length..^".service"u8.Length];
            return true;
        }
        engine = ContainerEngine.Bpm;
        if (name.StartsWith("bpm-"u8) && (isScope || !IsUnit(name)))
        {
            id = name["bpm-"u8.Length..];
            return true;
        }
        engine = ContainerEngine.Custom;
        if (parent.SequenceEqual("garden"u8))
            return true;
        if (isScope && (name.StartsWith("runc-"u8) || name.StartsWith("crun-"u8)))
        {
            id = name["runc-"u8.Length..];
            return true;
        }
        if (parent.SequenceEqual("buildkit"u8) && IsBuildStep(name))
        {
            if (segment.Grandparent.SequenceEqual("docker"u8))
                engine = ContainerEngine.Docker;
            return true;
        }
        engine = ContainerEngine.Containerd;
        return IsTopLevel(segment, "default"u8) && !IsUnit(segment.Text)
            || segment.Root.SequenceEqual("ecs"u8) && IsFargateId(name);
    }

    /// <summary>
    /// <c>machine-NAME.scope</c> as systemd-machined makes it. libvirt puts the driver and a number before the name, with
    /// escaped dashes; its virtual machines are no containers.
    /// </summary>
    static bool TryMatchMachine(ReadOnlySpan<byte> name, out ContainerEngine engine, out ReadOnlySpan<byte> id)
    {
        engine = ContainerEngine.Custom;
        id = name;
        if (name.StartsWith("qemu"u8))
            return false;
        if (!name.StartsWith("lxc\\x2d"u8))
            return true;
        engine = ContainerEngine.LibvirtLxc;
        id = name["lxc\\x2d"u8.Length..];
        var digits = id.IndexOfAnyExcept(s_digits);
        if (digits > 0 && id[digits..].StartsWith("\\x2d"u8))
            id = id[(digits + "\\x2d"u8.Length)..];
        return true;
    }

    static bool IsTopLevel(scoped in CgroupSegment segment, ReadOnlySpan<byte> parent) =>
        segment.Depth == 2 && segment.Parent.SequenceEqual(parent);

    static bool IsUnit(ReadOnlySpan<byte> name) =>
        name.EndsWith(".service"u8) || name.EndsWith(".slice"u8) || name.EndsWith(".scope"u8) || name.EndsWith(".mount"u8);

    /// <summary>BuildKit names its steps with 25 letters and digits.</summary>
    static bool IsBuildStep(ReadOnlySpan<byte> name) =>
        name.Length is >= 20 and <= LongIdLength && name.IndexOfAnyExcept(s_nameBytes) < 0 && name.IndexOfAny("-_.@+"u8) < 0;

    /// <summary>32 hexadecimal digits of the task, a dash, and the number of the container.</summary>
    static bool IsFargateId(ReadOnlySpan<byte> name) => name.Length > 33 && name[32] == '-'
        && CgroupPath.IsHex(name[..32]) && name[33..].IndexOfAnyExcept(s_digits) < 0;

    static bool IsName(ReadOnlySpan<byte> id) => id.Length is > 0 and <= MaxNameLength
        && id.IndexOfAnyExcept(s_nameBytes) < 0 && !id.SequenceEqual("."u8) && !id.SequenceEqual(".."u8);
}
