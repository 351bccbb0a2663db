using System.Text.Json;

using Lanner.Engines.Cri;
using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Containerd;

/// <summary>
/// A container as containerd itself keeps it, whoever had it made: CRI, ctr, nerdctl, BuildKit. The specification it is started by
/// is among it, and that of a pod's container names the pod.
/// </summary>
readonly record struct ContainerdContainer(string Id, ContainerDetail Detail)
{
    /// <summary>Reads one Container message. Throws InvalidDataException for what is none.</summary>
    public static ContainerdContainer Parse(ReadOnlySpan<byte> message)
    {
        var labels = new CriLabels();
        var id = "";
        byte[] name = [], image = [];
        ReadOnlySpan<byte> spec = default;
        var created = 0UL;
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    id = reader.Id;
                    name = reader.Text;
                    break;
                case 2: labels.Add(in reader); break;
                case 3: image = reader.Text; break;
                case 5: spec = ProtoReader.Find(reader.Bytes, 2); break;
                case 8: created = Timestamp(reader.Bytes); break;
            }
        }
        var detail = new ContainerDetail { Name = name, CreatedNs = created }.WithLabels(labels.ToArray());
        // nerdctl gives names beside ids.
        if (detail.TryGetLabel("nerdctl/name"u8, out var given) && !given.IsEmpty)
            detail = detail with { Name = given.ToArray() };
        return new ContainerdContainer(id, Complete(detail, spec).WithImage(image));
    }

    static ContainerDetail Complete(ContainerDetail detail, ReadOnlySpan<byte> spec)
    {
        // Not every container has one in JSON: other runtimes may have their own.
        if (spec.IsEmpty || spec[0] != '{')
            return detail;
        try
        {
            var reader = new Utf8JsonReader(spec);
            using var document = JsonDocument.ParseValue(ref reader);
            return WithPod(OciSpec.Complete(detail, document.RootElement), document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("a container's specification is no JSON", error);
        }
    }

    /// <summary>containerd's CRI service writes the pod into annotations.</summary>
    static ContainerDetail WithPod(ContainerDetail detail, JsonElement spec)
    {
        var sandbox = OciSpec.Annotation(spec, "io.kubernetes.cri.sandbox-id");
        if (sandbox.Length == 0)
            return detail;
        var isSandbox = OciSpec.Annotation(spec, "io.kubernetes.cri.container-type").AsSpan().SequenceEqual("sandbox"u8);
        var pod = OciSpec.Annotation(spec, "io.kubernetes.cri.sandbox-name");
        var name = isSandbox ? pod : OciSpec.Annotation(spec, "io.kubernetes.cri.container-name");
        return detail with
        {
            Name = name.Length > 0 ? name : detail.Name,
            PodSandboxId = sandbox,
            IsPodSandbox = isSandbox,
            PodName = pod,
            PodNamespace = OciSpec.Annotation(spec, "io.kubernetes.cri.sandbox-namespace"),
            PodUid = OciSpec.Annotation(spec, "io.kubernetes.cri.sandbox-uid") is { Length: > 0 } uid ? uid : detail.PodUid,
            PodContainerName = isSandbox ? [] : name,
        };
    }

    /// <summary>Nanoseconds since the epoch; 0 before it.</summary>
    static ulong Timestamp(ReadOnlySpan<byte> message)
    {
        long seconds = 0, nanoseconds = 0;
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1)
                seconds = reader.Signed;
            else if (reader.Field == 2)
                nanoseconds = reader.Signed;
        }
        return seconds is > 0 and < uint.MaxValue ? (ulong)(seconds * 1_000_000_000 + Math.Clamp(nanoseconds, 0, 999_999_999)) : 0;
    }
}
