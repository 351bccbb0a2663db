using System.Text;
using System.Text.Json;

namespace Lanner.State.Containers;

/// <summary>
/// A container as captures carry it: JSON text under the key <c>container</c> in a container event. Older ones have little
/// more than id, name and image; ids of 12 characters were all they had, newer ones add the whole.
/// </summary>
public sealed record ContainerRecord(byte[] Id, ContainerEngine Engine, ContainerDetail Detail)
{
    /// <summary>Holds what only our own captures tell.</summary>
    internal const string OwnKey = "lanner";

    /// <summary>Reads the text, with or without the zero at its end. False when it is not such a record.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ContainerRecord record)
    {
        record = null!;
        try
        {
            var reader = new Utf8JsonReader(text.TrimEnd((byte)0));
            using var document = JsonDocument.ParseValue(ref reader);
            var container = document.RootElement.Get("container");
            var id = container.Bytes("full_id") is { Length: > 0 } full ? full : container.Bytes("id");
            if (id.Length == 0)
                return false;
            record = new ContainerRecord(id, (ContainerEngine)Math.Clamp(container.Number("type"), 0, ushort.MaxValue), Read(container));
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Text for a capture, without the zero. Null when nothing is known that would be worth recording.</summary>
    public static byte[]? Format(Container container) =>
        container is { IsHost: false, Detail: { } detail } ? ContainerRecordWriter.Write(container, detail) : null;

    static ContainerDetail Read(JsonElement container)
    {
        var detail = new ContainerDetail
        {
            Name = container.Bytes("name"),
            ImageId = container.Bytes("imageid"),
            Privileged = container.True("privileged"),
            Ip = container.Bytes("ip"),
            CniJson = container.Bytes("cni_json"),
            HostPid = container.True("host_pid"),
            HostNetwork = container.True("host_network"),
            HostIpc = container.True("host_ipc"),
            Env = container.List("env"),
            User = container.Bytes("User"),
            Mounts = [.. container.Get("Mounts").Items().Select(mount => new ContainerMount(
                mount.Bytes("Source"), mount.Bytes("Destination"), mount.Bytes("Mode"), mount.True("RW"), mount.Bytes("Propagation")))],
            PortMappings = [.. container.Get("port_mappings").Items().Select(port => new PortMapping(
                Address(port.Get("HostIp")), Port(port, "HostPort"), Port(port, "ContainerPort"),
                port.Bytes("Protocol") is { Length: > 0 } protocol ? protocol : "tcp"u8.ToArray()))],
            CreatedNs = (ulong)Math.Clamp(container.Number("created_time"), 0, uint.MaxValue) * 1_000_000_000,
            CpuShares = container.Number("cpu_shares"),
            CpuQuota = container.Number("cpu_quota"),
            CpuPeriod = container.Number("cpu_period"),
            CpusetCount = (int)Math.Clamp(container.Number("cpuset_cpu_count"), 0, int.MaxValue),
            MemoryLimit = container.Number("memory_limit"),
            SwapLimit = container.Number("swap_limit"),
        }.WithLabels(ContainerLabels.Read(container.Get("labels"))).WithImage(container.Bytes("image"));
        detail = ReadOwn(container.Get(OwnKey), detail);
        return detail with
        {
            ImageRepository = container.Bytes("imagerepo") is { Length: > 0 } repository ? repository : detail.ImageRepository,
            ImageTag = container.Bytes("imagetag") is { Length: > 0 } tag ? tag : detail.ImageTag,
            ImageDigest = container.Bytes("imagedigest") is { Length: > 0 } digest ? digest : detail.ImageDigest,
            PodSandboxId = container.Bytes("pod_sandbox_id") is { Length: > 0 } sandbox ? sandbox : detail.PodSandboxId,
            IsPodSandbox = detail.IsPodSandbox || container.True("is_pod_sandbox"),
        };
    }

    static ContainerDetail ReadOwn(JsonElement own, ContainerDetail detail) => own.ValueKind != JsonValueKind.Object ? detail : detail with
    {
        IsPartial = own.True("partial"),
        ReadOnlyRoot = own.True("read_only_root"),
        CapabilitiesAdded = own.List("cap_add"),
        CapabilitiesDropped = own.List("cap_drop"),
        NetworkMode = own.Bytes("network_mode"),
        PidMode = own.Bytes("pid_mode"),
        IpcMode = own.Bytes("ipc_mode"),
        CgroupParent = own.Bytes("cgroup_parent"),
        CreatedNs = (ulong)Math.Max(own.Number("created_ns"), 0),
        StartedNs = (ulong)Math.Max(own.Number("started_ns"), 0),
        Pid = (int)Math.Clamp(own.Number("pid"), 0, int.MaxValue),
        HealthcheckCommand = own.Bytes("healthcheck"),
        HealthStatus = own.Bytes("health_status"),
        RestartCount = (int)Math.Clamp(own.Number("restart_count"), 0, int.MaxValue),
        MergedRoot = own.Bytes("merged_root"),
        PodName = own.Bytes("pod_name") is { Length: > 0 } name ? name : detail.PodName,
        PodNamespace = own.Bytes("pod_namespace") is { Length: > 0 } space ? space : detail.PodNamespace,
        PodUid = own.Bytes("pod_uid") is { Length: > 0 } uid ? uid : detail.PodUid,
        PodContainerName = own.Bytes("pod_container_name") is { Length: > 0 } inPod ? inPod : detail.PodContainerName,
        PodProbes = [.. own.Get("pod_probes").Items().Select(probe =>
            new ContainerProbe(probe.Bytes("container"), probe.True("readiness"), probe.Bytes("command")))],
    };

    /// <summary>Text, or a number in older captures.</summary>
    static byte[] Address(JsonElement address) =>
        address.ValueKind == JsonValueKind.Number && address.TryGetUInt32(out var number)
            ? Encoding.ASCII.GetBytes($"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}")
            : address.Bytes();

    static ushort Port(JsonElement mapping, string name) => (ushort)Math.Clamp(mapping.Number(name), 0, ushort.MaxValue);
}
