using Lanner.State.Containers;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>
/// The pod the container belongs to, as its runtime knows it. What only the cluster's API server knows (services, deployments, labels
/// of namespaces) has names here so that rules with it load, but no value: nothing asks that server.
/// </summary>
static class KubernetesFields
{
    const string Legacy = "the runtime does not know it; kept so that old rules load";

    public static IEnumerable<FieldDefinition> All =>
    [
        Pod("k8s.pod.name", "Name of the pod.", static detail => detail.PodName),
        Pod("k8s.ns.name", "Namespace of the pod.", static detail => detail.PodNamespace),
        Pod("k8s.pod.uid", "UID of the pod.", static detail => detail.PodUid),
        Pod("k8s.pod.id", "UID of the pod.", static detail => detail.PodUid, "use k8s.pod.uid"),
        Define.One("k8s.pod.sandbox_id", Text, Lifetime.Container, "First 12 characters of the id of the pod's sandbox container.",
            static (in context, ref value) => ContainerFields.Find(in context) is { } detail
                && value.SetIfAny(detail.PodSandboxId.AsSpan(0, Math.Min(12, detail.PodSandboxId.Length)))),
        Pod("k8s.pod.full_sandbox_id", "The whole id of the pod's sandbox container.", static detail => detail.PodSandboxId),
        Label("k8s.pod.label", FieldArgument.Dotted | FieldArgument.Key),
        Define.One("k8s.pod.labels", Text, Lifetime.Event, "All labels of the pod, as key:value with commas between.",
            static (in context, ref value) =>
                Pods.Sandbox(in context) is { Labels.Length: > 0 } sandbox && value.Set(ContainerFields.Labels(context.Scratch, sandbox))),
        Ip("k8s.pod.ip"),
        Pod("k8s.pod.cni.json", "The same as container.cni.json.", static detail => detail.CniJson),
        .. Unknown("k8s.rc", "replication controller", ["name", "id", "label", "labels"]),
        .. Unknown("k8s.svc", "service", ["name", "id", "label", "labels"]),
        .. Unknown("k8s.ns", "namespace", ["id", "label", "labels"]),
        .. Unknown("k8s.rs", "replica set", ["name", "id", "label", "labels"]),
        .. Unknown("k8s.deployment", "deployment", ["name", "id", "label", "labels"]),
        Pod("k8smeta.pod.name", "Name of the pod.", static detail => detail.PodName),
        Pod("k8smeta.pod.uid", "UID of the pod.", static detail => detail.PodUid),
        Label("k8smeta.pod.label", FieldArgument.Key),
        Define.List("k8smeta.pod.labels", Text, Lifetime.Event, "All labels of the pod, each as key:value.", ReadLabels),
        Ip("k8smeta.pod.ip"),
        Pod("k8smeta.ns.name", "Namespace of the pod.", static detail => detail.PodNamespace),
        .. Cluster("k8smeta.ns", "namespace", isList: false, ["uid", "label", "labels"]),
        .. Cluster("k8smeta.deployment", "deployment", isList: false, ["name", "uid", "label", "labels"]),
        .. Cluster("k8smeta.svc", "services that lead to the pod", isList: true, ["name", "uid", "label", "labels"]),
        .. Cluster("k8smeta.rs", "replica set", isList: false, ["name", "uid", "label", "labels"]),
        .. Cluster("k8smeta.rc", "replication controller", isList: false, ["name", "uid", "label", "labels"]),
    ];

    static FieldDefinition Pod(string name, string description, Func<ContainerDetail, byte[]> read, string? deprecated = null) =>
        Define.One(name, Text, Lifetime.Container, description,
            (in context, ref value) => ContainerFields.Find(in context) is { } detail && value.SetIfAny(read(detail)), deprecated);

    static FieldDefinition Label(string name, FieldArgument argument) =>
        Define.Keyed(name, Text, Lifetime.Event, argument, "Value of one label of the pod.",
            static (in context, key, ref value) =>
                Pods.Sandbox(in context) is { } sandbox && sandbox.TryGetLabel(key, out var found) && value.Set(found));

    /// <summary>A container that other engines than CRI put into a pod has no address of its own.</summary>
    static FieldDefinition Ip(string name) =>
        Define.One(name, Text, Lifetime.Event, "IPv4 address of the pod; none for a pod that uses its node's network.",
            static (in context, ref value) => ContainerFields.Find(in context) is { PodName.Length: > 0 } detail
                && (value.SetIfAny(detail.Ip) || (Pods.Sandbox(in context) is { } sandbox && value.SetIfAny(sandbox.Ip))));

    static bool ReadLabels(in EventContext context, int index, ref FieldValue value)
    {
        if (Pods.Sandbox(in context) is not { } sandbox || index >= sandbox.Labels.Length) return false;
        var text = new ScratchText(context.Scratch, FieldScratch.Limit);
        text.Append(sandbox.Labels[index].Key);
        text.Append((byte)':');
        text.Append(sandbox.Labels[index].Value);
        return value.Set(text.Text);
    }

    static IEnumerable<FieldDefinition> Unknown(string family, string what, string[] parts) =>
        parts.Select(part => NoValue($"{family}.{part}",
            $"{Words(part)} of the {what} of the pod; no value, as the runtime does not know it.",
            FieldArgument.Dotted | FieldArgument.Key, isList: false, Legacy));

    static IEnumerable<FieldDefinition> Cluster(string family, string what, bool isList, string[] parts) =>
        parts.Select(part => NoValue($"{family}.{part}",
            $"{Words(part)} of the {what}; no value, as the cluster's API server is not asked.",
            FieldArgument.Key, isList || part == "labels", null));

    static FieldDefinition NoValue(string name, string description, FieldArgument key, bool isList, string? deprecated)
    {
        var argument = name.EndsWith(".label", StringComparison.Ordinal) ? key : FieldArgument.Optional;
        return Define.Custom(name, Text, Lifetime.Constant, argument, description, (definition, text) =>
        {
            if (text is not null && argument == FieldArgument.Optional) return (null, $"{name} takes no argument");
            Field field = isList
                ? new ListField(static (in _, _, ref _) => false) { Definition = definition, Text = Shown() }
                : new SingleField(static (in _, ref _) => false) { Definition = definition, Text = Shown() };
            return (field, null);

            string Shown() => text is null ? name : Define.Canonical(definition, text);
        }, isList ? ListKind.List : null, deprecated);
    }

    static string Words(string part) => part switch
    {
        "name" => "Name",
        "id" or "uid" => "Id",
        "ip" => "Address",
        "label" => "Value of one label",
        _ => "All labels",
    };
}
