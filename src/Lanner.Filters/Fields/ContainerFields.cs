using Lanner.State.Containers;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>
/// The container the process runs in. Of processes outside containers, id, name and type are "host" and all else is missing. What
/// is more than id and type comes from the container's engine a little later; until then it is missing.
/// </summary>
static class ContainerFields
{
    /// <summary>Characters of a shortened image id.</summary>
    const int ShortIdLength = 12;

    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("container.id", Text, Lifetime.Image, "First 12 characters of the container's id; host outside containers.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.Container.Id)),
        Define.One("container.full_id", Text, Lifetime.Container, "The container's whole id; host outside containers.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.Container.FullId)),
        Define.One("container.type", Text, Lifetime.Container,
            "The engine that runs the container: docker, containerd, cri-o, podman, lxc, ...; host outside.",
            static (in context, ref value) => context.Process is { } process && value.Set(process.Container.Engine.Utf8Name())),
        Define.One("container.name", Text, Lifetime.Container, "The container's name; host outside containers.",
            static (in context, ref value) => context.Process?.Container.Detail is { } detail && value.SetIfAny(detail.Name)),
        Define.One("container.image", Text, Lifetime.Container, "The image the container was started from, as it was named then.",
            static (in context, ref value) => Find(in context) is { } detail && value.SetIfAny(detail.Image)),
        Define.One("container.image.id", Text, Lifetime.Container, "First 12 characters of the image's id.",
            static (in context, ref value) => Find(in context) is { } detail
                && value.SetIfAny(detail.ImageId.AsSpan(0, Math.Min(ShortIdLength, detail.ImageId.Length)))),
        Define.One("container.image.repository", Text, Lifetime.Container, "The image's name without its tag.",
            static (in context, ref value) => Find(in context) is { } detail && value.SetIfAny(detail.ImageRepository)),
        Define.One("container.image.tag", Text, Lifetime.Container, "The image's tag.",
            static (in context, ref value) => Find(in context) is { } detail && value.SetIfAny(detail.ImageTag)),
        Define.One("container.image.digest", Text, Lifetime.Container, "The image's digest in its registry.",
            static (in context, ref value) => Find(in context) is { } detail && value.SetIfAny(detail.ImageDigest)),
        Define.One("container.privileged", Bool, Lifetime.Container, "True for a container that may do nearly all on the host.",
            static (in context, ref value) => FindWhole(in context) is { } detail && value.Set(detail.Privileged)),
        Define.One("container.host_pid", Bool, Lifetime.Container, "True for a container that sees the host's processes.",
            static (in context, ref value) => FindWhole(in context) is { } detail && value.Set(detail.HostPid)),
        Define.One("container.host_network", Bool, Lifetime.Container, "True for a container that uses the host's network.",
            static (in context, ref value) => FindWhole(in context) is { } detail && value.Set(detail.HostNetwork)),
        Define.One("container.host_ipc", Bool, Lifetime.Container, "True for a container that shares memory and semaphores with the host.",
            static (in context, ref value) => FindWhole(in context) is { } detail && value.Set(detail.HostIpc)),
        Define.One("container.ip", Text, Lifetime.Container, "The container's first IPv4 address.",
            static (in context, ref value) => Find(in context) is { } detail && value.SetIfAny(detail.Ip)),
        Define.One("container.cni.json", Text, Lifetime.Container,
            "What the network plugin told of the container's pod, as JSON; no value outside pods and where the runtime keeps it to itself.",
            static (in context, ref value) => Find(in context) is { } detail && value.SetIfAny(detail.CniJson)),
        Define.Keyed("container.label", Text, Lifetime.Container, FieldArgument.Dotted | FieldArgument.Key,
            "Value of one label of the container.",
            static (in context, key, ref value) =>
                Find(in context) is { } detail && detail.TryGetLabel(key, out var found) && value.Set(found)),
        Define.One("container.labels", Text, Lifetime.Container, "All labels of the container, as key:value with commas between.",
            static (in context, ref value) =>
                Find(in context) is { Labels.Length: > 0 } detail && value.Set(Labels(context.Scratch, detail))),
        Define.One("container.start_ts", AbsoluteTime, Lifetime.Event, "When the container started, in nanoseconds since 1970.",
            static (in context, ref value) => value.SetIfAny(StartNs(in context))),
        Define.One("container.duration", RelativeTime, Lifetime.Event, "Nanoseconds since the container started.",
            static (in context, ref value) =>
            {
                var start = StartNs(in context);
                return start != 0 && start <= context.Event.TimeNs && value.Set(context.Event.TimeNs - start);
            }),
        Define.One("container.healthcheck", Text, Lifetime.Container, "The command that checks the container's health.",
            static (in context, ref value) => Find(in context) is { } detail && value.SetIfAny(detail.HealthcheckCommand),
            deprecated: "write the command into the rule instead"),
        Probe("container.liveness_probe", "The command of the pod's liveness probe of the container", isReadiness: false),
        Probe("container.readiness_probe", "The command of the pod's readiness probe of the container", isReadiness: true),
        Define.One("proc.is_container_healthcheck", Bool, Lifetime.Event,
            "True for the command that checks the container's health, and what it starts.",
            static (in context, ref value) => context.Process is { } process
                && value.Set(ChecksFromOutside.IsPart(process, Find(in context)?.HealthcheckCommand)),
            deprecated: "compare proc.cmdline and proc.pcmdline with the command instead"),
        IsProbe("proc.is_container_liveness_probe", "liveness", isReadiness: false),
        IsProbe("proc.is_container_readiness_probe", "readiness", isReadiness: true),
    ];

    static FieldDefinition Probe(string name, string what, bool isReadiness) =>
        Define.One(name, Text, Lifetime.Event, what + "; of pods that kubectl applied and probes that run a command.",
            (in context, ref value) => Pods.Probe(in context, isReadiness) is { Length: > 0 } command && value.Set(command),
            deprecated: "write the command into the rule instead");

    static FieldDefinition IsProbe(string name, string what, bool isReadiness) =>
        Define.One(name, Bool, Lifetime.Event, $"True for the command of the container's {what} probe, and what it starts.",
            (in context, ref value) => context.Process is { } process
                && value.Set(ChecksFromOutside.IsPart(process, Pods.Probe(in context, isReadiness))),
            deprecated: "compare proc.cmdline and proc.pcmdline with the command instead");

    /// <summary>What the engine told; null outside containers and before it answered.</summary>
    public static ContainerDetail? Find(in EventContext context) =>
        context.Process is { Container: { IsHost: false } container } ? container.Detail : null;

    /// <summary>The same, but not while only name, image and labels are known: the rest would be read as "no".</summary>
    static ContainerDetail? FindWhole(in EventContext context) => Find(in context) is { IsPartial: false } detail ? detail : null;

    /// <summary>As key:value with commas between, in the engine's order.</summary>
    public static ReadOnlySpan<byte> Labels(FieldScratch scratch, ContainerDetail detail)
    {
        var text = new ScratchText(scratch, FieldScratch.Limit);
        foreach (var label in detail.Labels)
        {
            if (text.Length > 0) text.Append(", "u8);
            text.Append(label.Key);
            text.Append((byte)':');
            text.Append(label.Value);
        }

        return text.Text;
    }

    /// <summary>The start of the pid namespace's first process, or when it is unknown what the engine says; 0 outside containers.</summary>
    static ulong StartNs(in EventContext context)
    {
        if (context.Process is not { Container.IsHost: false } process) return 0;
        return process.PidNamespaceStartNs != 0 ? process.PidNamespaceStartNs : process.Container.Detail?.StartedNs ?? 0;
    }
}
