using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lanner.State.Containers;

/// <summary>Writes what <see cref="ContainerRecord"/> reads, with the keys that readers of captures expect.</summary>
static class ContainerRecordWriter
{
    /// <summary>For a file, not for a web page: quotes and the like need no escaping beyond JSON's own.</summary>
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Container container, ContainerDetail detail)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, s_options);
        json.WriteStartObject();
        json.WriteStartObject("container");
        json.Text("id", container.Id);
        json.Text("full_id", container.FullId);
        json.WriteNumber("type", (int)container.Engine);
        json.Text("name", detail.Name);
        json.Text("image", detail.Image);
        json.Text("imageid", detail.ImageId);
        json.Text("imagerepo", detail.ImageRepository);
        json.Text("imagetag", detail.ImageTag);
        json.Text("imagedigest", detail.ImageDigest);
        json.WriteBoolean("privileged", detail.Privileged);
        json.Text("ip", detail.Ip);
        json.Text("cni_json", detail.CniJson);
        json.WriteBoolean("host_pid", detail.HostPid);
        json.WriteBoolean("host_network", detail.HostNetwork);
        json.WriteBoolean("host_ipc", detail.HostIpc);
        json.WriteBoolean("is_pod_sandbox", detail.IsPodSandbox);
        json.Text("pod_sandbox_id", detail.PodSandboxId);
        json.Text("User", detail.User);
        json.WriteNumber("created_time", detail.CreatedNs / 1_000_000_000);
        json.WriteNumber("cpu_shares", detail.CpuShares);
        json.WriteNumber("cpu_quota", detail.CpuQuota);
        json.WriteNumber("cpu_period", detail.CpuPeriod);
        json.WriteNumber("cpuset_cpu_count", detail.CpusetCount);
        json.WriteNumber("memory_limit", detail.MemoryLimit);
        json.WriteNumber("swap_limit", detail.SwapLimit);
        json.Lists(detail);
        json.Own(detail);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    static void Lists(this Utf8JsonWriter json, ContainerDetail detail)
    {
        json.WriteStartObject("labels");
        foreach (var label in detail.Labels)
            json.WriteString(Encoding.UTF8.GetString(label.Key), Encoding.UTF8.GetString(label.Value));
        json.WriteEndObject();

        json.List("env", detail.Env);

        json.WriteStartArray("Mounts");
        foreach (var mount in detail.Mounts)
        {
            json.WriteStartObject();
            json.Text("Source", mount.Source);
            json.Text("Destination", mount.Destination);
            json.Text("Mode", mount.Mode);
            json.WriteBoolean("RW", mount.ReadWrite);
            json.Text("Propagation", mount.Propagation);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteStartArray("port_mappings");
        foreach (var port in detail.PortMappings)
        {
            json.WriteStartObject();
            json.Text("HostIp", port.HostIp);
            json.WriteNumber("HostPort", port.HostPort);
            json.WriteNumber("ContainerPort", port.ContainerPort);
            json.Text("Protocol", port.Protocol);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What the format of others has no keys for, under a key of our own.</summary>
    static void Own(this Utf8JsonWriter json, ContainerDetail detail)
    {
        json.WriteStartObject(ContainerRecord.OwnKey);
        json.WriteBoolean("partial", detail.IsPartial);
        json.WriteBoolean("read_only_root", detail.ReadOnlyRoot);
        json.List("cap_add", detail.CapabilitiesAdded);
        json.List("cap_drop", detail.CapabilitiesDropped);
        json.Text("network_mode", detail.NetworkMode);
        json.Text("pid_mode", detail.PidMode);
        json.Text("ipc_mode", detail.IpcMode);
        json.Text("cgroup_parent", detail.CgroupParent);
        json.WriteNumber("created_ns", detail.CreatedNs);
        json.WriteNumber("started_ns", detail.StartedNs);
        json.WriteNumber("pid", detail.Pid);
        json.Text("healthcheck", detail.HealthcheckCommand);
        json.Text("health_status", detail.HealthStatus);
        json.WriteNumber("restart_count", detail.RestartCount);
        json.Text("merged_root", detail.MergedRoot);
        json.Text("pod_name", detail.PodName);
        json.Text("pod_namespace", detail.PodNamespace);
        json.Text("pod_uid", detail.PodUid);
        json.Text("pod_container_name", detail.PodContainerName);
        json.WriteStartArray("pod_probes");
        foreach (var probe in detail.PodProbes)
        {
            json.WriteStartObject();
            json.Text("container", probe.Container);
            json.WriteBoolean("readiness", probe.IsReadiness);
            json.Text("command", probe.Command);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void List(this Utf8JsonWriter json, string key, byte[][] items)
    {
        json.WriteStartArray(key);
        foreach (var item in items)
            json.WriteStringValue(Encoding.UTF8.GetString(item));
        json.WriteEndArray();
    }

    /// <summary>Through text, because names taken from paths need not be UTF-8 and the writer refuses what is not.</summary>
    static void Text(this Utf8JsonWriter json, string key, byte[] text) => json.WriteString(key, Encoding.UTF8.GetString(text));
}
