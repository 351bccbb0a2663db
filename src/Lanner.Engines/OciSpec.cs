using System.Globalization;
using System.Text;
using System.Text.Json;

using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>
/// What the specification a runtime starts a container by (OCI's config.json) says of it. Every engine but Docker hands it out as it is.
/// </summary>
static class OciSpec
{
    static readonly string[] s_boundModes = ["bind", "rbind"];

    /// <summary>Adds to the detail what the specification knows; what an engine's own words tell better is set after it.</summary>
    public static ContainerDetail Complete(ContainerDetail detail, JsonElement spec)
    {
        if (spec.ValueKind != JsonValueKind.Object)
            return detail;
        var process = spec.Get("process");
        var linux = spec.Get("linux");
        var resources = linux.Get("resources");
        var cpu = resources.Get("cpu");
        return detail with
        {
            Env = process.List("env"),
            User = User(process.Get("user")),
            ReadOnlyRoot = spec.Get("root").True("readonly"),
            Privileged = IsPrivileged(process, linux),
            Mounts = [.. spec.Get("mounts").Items().Where(IsBind).Select(Mount)],
            HostNetwork = IsShared(linux, "network"),
            HostPid = IsShared(linux, "pid"),
            HostIpc = IsShared(linux, "ipc"),
            CgroupParent = Parent(linux.Text("cgroupsPath")),
            CpuShares = cpu.Number("shares"),
            CpuQuota = cpu.Number("quota"),
            CpuPeriod = cpu.Number("period"),
            CpusetCount = Cpuset.Count(cpu.Text("cpus")),
            MemoryLimit = resources.Get("memory").Number("limit"),
            SwapLimit = resources.Get("memory").Number("swap"),
        };
    }

    /// <summary>The annotation's text; empty when there is none.</summary>
    public static byte[] Annotation(JsonElement spec, string key) => spec.Get("annotations").Bytes(key);

    static byte[] User(JsonElement user) => user.ValueKind != JsonValueKind.Object ? []
        : user.Bytes("username") is { Length: > 0 } name ? name
        : Encoding.ASCII.GetBytes(user.Number("uid").ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// The word "privileged" is the engine's, not the specification's. What all engines do for it: the right to administrate the
    /// system, and nothing of /proc hidden. Either alone is common in containers that are not.
    /// </summary>
    static bool IsPrivileged(JsonElement process, JsonElement linux) =>
        !linux.Get("maskedPaths").Items().Any()
        && process.Get("capabilities").List("bounding").Any(name => name.AsSpan().SequenceEqual("CAP_SYS_ADMIN"u8));

    /// <summary>True when the container gets no namespace of this kind, so stays in the host's.</summary>
    static bool IsShared(JsonElement linux, string kind) =>
        !linux.Get("namespaces").Items().Any(one => one.Text("type") == kind);

    static bool IsBind(JsonElement mount) => mount.Text("type") == "bind" || Options(mount).Intersect(s_boundModes).Any();

    static ContainerMount Mount(JsonElement mount)
    {
        var options = Options(mount).ToList();
        var propagation = options.Find(option => option is "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave");
        return new ContainerMount(
            mount.Bytes("source"), mount.Bytes("destination"), [], !options.Contains("ro"), JsonText.Cut(propagation ?? ""));
    }

    static IEnumerable<string> Options(JsonElement mount) =>
        mount.Get("options").Items().Where(option => option.ValueKind == JsonValueKind.String).Select(option => option.GetString()!);

    /// <summary>Without the container's own part: <c>/kubepods/pod1/ID</c> or <c>kubepods.slice:cri-containerd:ID</c>.</summary>
    static byte[] Parent(string path)
    {
        var end = path.LastIndexOfAny(['/', ':']);
        return end <= 0 ? [] : JsonText.Cut(path[..end]);
    }
}
