using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>
/// The answer about one pod's sandbox: the container that holds the pod's namespaces (the pause container) and, through it, the
/// pod. Its name is the pod's, its sandbox is itself.
/// </summary>
static class CriSandbox
{
    /// <summary>NamespaceMode's value for "the node's".</summary>
    const int OfNode = 2;

    /// <summary>Reads PodSandboxStatusResponse. Throws InvalidDataException for what is no such message.</summary>
    public static ContainerDetail ParseStatus(ReadOnlySpan<byte> answer)
    {
        ReadOnlySpan<byte> status = default, info = default;
        var reader = new ProtoReader(answer);
        while (reader.Read())
        {
            if (reader.Field == 1)
                status = reader.Bytes;
            else if (reader.Field == 2)
                info = CriInfo.Find(in reader, info);
        }
        return Read(CriInfo.CompleteSandbox(new ContainerDetail(), info), status);
    }

    static ContainerDetail Read(ContainerDetail detail, ReadOnlySpan<byte> status)
    {
        var labels = new CriLabels();
        ReadOnlySpan<byte> metadata = default, namespaces = default;
        byte[] id = [], ip = [];
        ContainerProbe[] probes = [];
        var created = 0UL;
        var reader = new ProtoReader(status);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: id = reader.Text; break;
                case 2: metadata = reader.Bytes; break;
                case 4: created = reader.Number; break;
                case 5: ip = JsonText.Cut(ProtoReader.Find(reader.Bytes, 1)); break;
                case 6: namespaces = ProtoReader.Find(ProtoReader.Find(reader.Bytes, 1), 2); break;
                case 7: labels.Add(in reader); break;
                case 8:
                    reader.Entry(out var key, out var value);
                    if (key.SequenceEqual("kubectl.kubernetes.io/last-applied-configuration"u8))
                        probes = PodProbes.Parse(value);
                    break;
            }
        }
        return WithPod(detail.WithLabels(labels.ToArray()), metadata, id) with
        {
            CreatedNs = created,
            Ip = ip,
            PodProbes = probes,
            HostNetwork = IsNodes(namespaces, 1),
            HostPid = IsNodes(namespaces, 2),
            HostIpc = IsNodes(namespaces, 3),
        };
    }

    /// <summary>Reads one PodSandbox of a listing: its id and the little that is told there.</summary>
    public static CriListEntry ParseEntry(ReadOnlySpan<byte> entry)
    {
        var labels = new CriLabels();
        ReadOnlySpan<byte> metadata = default;
        var id = "";
        byte[] idText = [];
        var created = 0UL;
        var reader = new ProtoReader(entry);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    id = reader.Id;
                    idText = reader.Text;
                    break;
                case 2: metadata = reader.Bytes; break;
                case 4: created = reader.Number; break;
                case 5: labels.Add(in reader); break;
            }
        }
        var detail = new ContainerDetail { IsPartial = true, CreatedNs = created }.WithLabels(labels.ToArray());
        return new CriListEntry(id, WithPod(detail, metadata, idText));
    }

    /// <summary>The pod as its metadata names it; labels of the same meaning are the kubelet's alone and may be missing.</summary>
    static ContainerDetail WithPod(ContainerDetail detail, ReadOnlySpan<byte> metadata, byte[] id)
    {
        var name = JsonText.Cut(ProtoReader.Find(metadata, 1));
        return detail with
        {
            Name = name,
            PodName = name,
            PodUid = JsonText.Cut(ProtoReader.Find(metadata, 2)),
            PodNamespace = JsonText.Cut(ProtoReader.Find(metadata, 3)),
            PodSandboxId = id,
            IsPodSandbox = true,
        };
    }

    static bool IsNodes(ReadOnlySpan<byte> options, int field)
    {
        var mode = 0UL;
        var reader = new ProtoReader(options);
        while (reader.Read())
        {
            if (reader.Field == field)
                mode = reader.Number;
        }
        return mode == OfNode;
    }
}
