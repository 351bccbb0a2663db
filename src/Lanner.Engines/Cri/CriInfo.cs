using System.Text;
using System.Text.Json;

using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>
/// The part of an answer that CRI leaves to each runtime: JSON under the key <c>info</c>. containerd and CRI-O put the same things in
/// it, among them the whole OCI specification; a runtime that puts nothing leaves those fields empty.
/// </summary>
static class CriInfo
{
    /// <summary>The JSON text of the answer's map; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(scoped in ProtoReader reader, ReadOnlySpan<byte> before)
    {
        reader.Entry(out var key, out var value);
        return key.SequenceEqual("info"u8) ? value : before;
    }

    public static ContainerDetail CompleteContainer(ContainerDetail detail, ReadOnlySpan<byte> json) => Complete(detail, json, static (detail, info) =>
    {
        var security = info.Get("config").Get("linux").Get("security_context");
        var byRuntime = OciSpec.Complete(detail, info.Get("runtimeSpec"));
        return byRuntime with
        {
            Pid = Pid(info),
            Privileged = info.Get("privileged").ValueKind is JsonValueKind.True or JsonValueKind.False
                ? info.True("privileged")
                : security.ValueKind == JsonValueKind.Object ? security.True("privileged") : byRuntime.Privileged,
            PodSandboxId = info.Bytes("sandboxID") is { Length: > 0 } sandbox ? sandbox : detail.PodSandboxId,
        };
    });

    public static ContainerDetail CompleteSandbox(ContainerDetail detail, ReadOnlySpan<byte> json) => Complete(detail, json, static (detail, info) =>
    {
        var spec = info.Get("runtimeSpec");
        var completed = OciSpec.Complete(detail, spec).WithImage(info.Bytes("image"));
        return completed with
        {
            Pid = Pid(info),
            CniJson = Cni(info.Get("cniResult")) is { Length: > 0 } cni ? cni
                : OciSpec.Annotation(spec, "io.kubernetes.cri-o.CNIResult"),
        };
    });

    static ContainerDetail Complete(ContainerDetail detail, ReadOnlySpan<byte> json, Func<ContainerDetail, JsonElement, ContainerDetail> complete)
    {
        if (json.IsEmpty)
            return detail;
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return complete(detail, document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("the runtime's own part of an answer is no JSON", error);
        }
    }

    static int Pid(JsonElement info) => info.Number("pid") is > 0 and <= int.MaxValue and var pid ? (int)pid : 0;

    static byte[] Cni(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object)
            return [];
        // Cut JSON is none.
        var text = Encoding.UTF8.GetBytes(result.GetRawText());
        return text.Length <= JsonText.MaxBytes ? text : [];
    }
}
