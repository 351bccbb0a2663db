using System.Text;
using System.Text.Json;

using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>
/// The commands of the probes of a pod's containers. No runtime is told of them, as the kubelet runs them like any other command; but
/// a pod that was applied carries its own description as an annotation.
/// </summary>
static class PodProbes
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Longest description read. The API server takes no more than 256 KiB of annotations.</summary>
    const int MaxBytes = 256 << 10;

    /// <summary>Probes that run a command; those that ask over the network start no process. Empty for what is no description of a pod.</summary>
    public static ContainerProbe[] Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length is 0 or > MaxBytes)
            return [];
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return [.. Read(document.RootElement.Get("spec").Get("containers"))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    static IEnumerable<ContainerProbe> Read(JsonElement containers)
    {
        foreach (var container in containers.Items())
        {
            var name = container.Bytes("name");
            if (Command(container.Get("livenessProbe")) is { Length: > 0 } liveness)
                yield return new ContainerProbe(name, IsReadiness: false, liveness);
            if (Command(container.Get("readinessProbe")) is { Length: > 0 } readiness)
                yield return new ContainerProbe(name, IsReadiness: true, readiness);
        }
    }

    static byte[] Command(JsonElement probe) =>
        JsonText.Cut(string.Join(' ', probe.Get("exec").List("command").Select(Encoding.UTF8.GetString)));
}
