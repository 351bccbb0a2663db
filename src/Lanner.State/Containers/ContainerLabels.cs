using System.Text.Json;

namespace Lanner.State.Containers;

/// <summary>Labels as engines and captures write them, and what Kubernetes and Compose say through theirs.</summary>
public static class ContainerLabels
{
    public static ContainerLabel[] Read(JsonElement labels) =>
        [.. labels.Properties().Select(label => new ContainerLabel(JsonText.Cut(label.Name), label.Value.Bytes()))];

    /// <summary>The detail with these labels and the fields that follow from them.</summary>
    public static ContainerDetail WithLabels(this ContainerDetail detail, ContainerLabel[] labels)
    {
        detail = detail with { Labels = labels };
        return detail with
        {
            PodName = detail.Label("io.kubernetes.pod.name"u8),
            PodNamespace = detail.Label("io.kubernetes.pod.namespace"u8),
            PodUid = detail.Label("io.kubernetes.pod.uid"u8),
            PodContainerName = detail.Label("io.kubernetes.container.name"u8),
            PodSandboxId = detail.Label("io.kubernetes.sandbox.id"u8),
            IsPodSandbox = detail.Label("io.kubernetes.docker.type"u8).AsSpan().SequenceEqual("podsandbox"u8)
                || detail.Label("io.cri-containerd.kind"u8).AsSpan().SequenceEqual("sandbox"u8),
            ComposeService = detail.Label("com.docker.compose.service"u8),
            ComposeProject = detail.Label("com.docker.compose.project"u8),
        };
    }

    static byte[] Label(this ContainerDetail detail, ReadOnlySpan<byte> key) =>
        detail.TryGetLabel(key, out var value) ? value.ToArray() : [];
}
