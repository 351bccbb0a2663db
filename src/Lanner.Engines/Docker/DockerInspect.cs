using System.Text;
using System.Text.Json;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>The answer to <c>GET /containers/ID/json</c>. Throws JsonException for what is not of that shape.</summary>
static class DockerInspect
{
    public static ContainerDetail Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return Read(document.RootElement, document.RootElement.Get("HostConfig"));
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("text that is not Unicode", wrong);
        }
    }

    /// <summary>
    /// The same from the parts, which Docker's own files keep apart. Throws InvalidOperationException for text that is
    /// not Unicode.
    /// </summary>
    public static ContainerDetail Read(JsonElement root, JsonElement host)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("a container is expected to be an object");
        var config = root.Get("Config");
        var state = root.Get("State");
        var network = root.Get("NetworkSettings");
        var networkMode = host.Bytes("NetworkMode");
        var pidMode = host.Bytes("PidMode");
        var ipcMode = host.Bytes("IpcMode");
        return new ContainerDetail
        {
            Name = Name(root.Bytes("Name")),
            ImageId = ImageId(root.Bytes("Image")),
            Mounts = Mounts(root),
            PortMappings = [.. Ports(network.Get("Ports")).Take(JsonText.MaxItems)],
            Env = config.List("Env"),
            User = config.Bytes("User"),
            Privileged = host.True("Privileged"),
            ReadOnlyRoot = host.True("ReadonlyRootfs"),
            CapabilitiesAdded = host.List("CapAdd"),
            CapabilitiesDropped = host.List("CapDrop"),
            Ip = Ip(network),
            NetworkMode = networkMode,
            PidMode = pidMode,
            IpcMode = ipcMode,
            HostNetwork = IsHost(networkMode),
            HostPid = IsHost(pidMode),
            HostIpc = IsHost(ipcMode),
            CgroupParent = host.Bytes("CgroupParent"),
            CreatedNs = root.TimeNs("Created"),
            StartedNs = state.TimeNs("StartedAt"),
            Pid = state.Number("Pid") is > 0 and <= int.MaxValue and var pid ? (int)pid : 0,
            HealthcheckCommand = Healthcheck(config),
            // Podman says Healthcheck where Docker says Health.
            HealthStatus = state.Get("Health").Bytes("Status") is { Length: > 0 } status
                ? status
                : state.Get("Healthcheck").Bytes("Status"),
            RestartCount = (int)Math.Clamp(root.Number("RestartCount"), 0, int.MaxValue),
            CpuShares = host.Number("CpuShares"),
            CpuQuota = Quota(host),
            CpuPeriod = host.Number("NanoCpus") > 0 ? NanoCpuPeriod : host.Number("CpuPeriod"),
            CpusetCount = Cpuset.Count(host.Text("CpusetCpus")),
            MemoryLimit = host.Number("Memory"),
            SwapLimit = host.Number("MemorySwap"),
            MergedRoot = root.Get("GraphDriver").Get("Data").Bytes("MergedDir"),
        }.WithLabels(ContainerLabels.Read(config.Get("Labels"))).WithImage(config.Bytes("Image"));
    }

    /// <summary>Docker writes names with a slash in front.</summary>
    public static byte[] Name(byte[] name) => name is [(byte)'/', .. var rest] ? rest : name;

    public static byte[] ImageId(byte[] id) => id.AsSpan().StartsWith("sha256:"u8) ? id["sha256:"u8.Length..] : id;

    /// <summary>The period the engine uses to turn <c>--cpus</c> into a quota: 100 ms, the kernel's default.</summary>
    const long NanoCpuPeriod = 100_000;

    static long Quota(JsonElement host) => host.Number("NanoCpus") is > 0 and var nano
        ? nano / (1_000_000_000 / NanoCpuPeriod)
        : host.Number("CpuQuota");

    static bool IsHost(ReadOnlySpan<byte> mode) => mode.SequenceEqual("host"u8);

    /// <summary>A list in answers, an object by destination in Docker's files, which also call the mode otherwise.</summary>
    static ContainerMount[] Mounts(JsonElement root) => root.Get("MountPoints").ValueKind == JsonValueKind.Object
        ? [.. root.Get("MountPoints").Properties().Select(point => Mount(point.Value, "Relabel"))]
        : [.. root.Get("Mounts").Items().Select(mount => Mount(mount, "Mode"))];

    static ContainerMount Mount(JsonElement mount, string mode) => new(
        mount.Bytes("Source"), mount.Bytes("Destination"), mount.Bytes(mode), mount.True("RW"), mount.Bytes("Propagation"));

    /// <summary>The default network's address, else the first one of the networks that has any.</summary>
    static byte[] Ip(JsonElement network)
    {
        if (network.Bytes("IPAddress") is { Length: > 0 } ip)
            return ip;
        foreach (var attached in network.Get("Networks").Properties())
        {
            if (attached.Value.Bytes("IPAddress") is { Length: > 0 } first)
                return first;
        }
        return [];
    }

    /// <summary><c>{"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}</c>.</summary>
    static IEnumerable<PortMapping> Ports(JsonElement ports)
    {
        foreach (var port in ports.Properties())
        {
            var slash = port.Name.IndexOf('/', StringComparison.Ordinal);
            var number = slash < 0 ? port.Name : port.Name[..slash];
            if (!ushort.TryParse(number, out var inside))
                continue;
            var protocol = slash < 0 ? "tcp"u8.ToArray() : JsonText.Cut(port.Name[(slash + 1)..]);
            foreach (var binding in port.Value.Items())
            {
                if (ushort.TryParse(binding.Text("HostPort"), out var outside))
                    yield return new PortMapping(binding.Bytes("HostIp"), outside, inside, protocol);
            }
        }
    }

    /// <summary>The first word says how the rest is run: <c>NONE</c>, <c>CMD</c> or <c>CMD-SHELL</c>.</summary>
    static byte[] Healthcheck(JsonElement config)
    {
        var test = config.Get("Healthcheck").List("Test");
        return test.Length < 2 || test[0].AsSpan().SequenceEqual("NONE"u8)
            ? []
            : JsonText.Cut(string.Join(' ', test.Skip(1).Select(Encoding.UTF8.GetString)));
    }
}
