using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>The answer about one container, and what it says of its image.</summary>
readonly record struct CriContainer(ContainerDetail Detail, string ImageReference)
{
    /// <summary>Reads ContainerStatusResponse. Throws InvalidDataException for what is no such message.</summary>
    public static CriContainer ParseStatus(ReadOnlySpan<byte> answer)
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
        return Read(CriInfo.CompleteContainer(new ContainerDetail(), info), status);
    }

    static CriContainer Read(ContainerDetail detail, ReadOnlySpan<byte> status)
    {
        var labels = new CriLabels();
        var mounts = new List<ContainerMount>();
        byte[] image = [], imageRef = [], imageId = [];
        var reader = new ProtoReader(status);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 2: detail = detail with { Name = JsonText.Cut(ProtoReader.Find(reader.Bytes, 1)) }; break;
                case 4: detail = detail with { CreatedNs = reader.Number }; break;
                case 5: detail = detail with { StartedNs = reader.Number }; break;
                case 8: image = JsonText.Cut(ProtoReader.Find(reader.Bytes, 1)); break;
                case 9: imageRef = reader.Text; break;
                case 12: labels.Add(in reader); break;
                case 14 when mounts.Count < JsonText.MaxItems: mounts.Add(Mount(reader.Bytes)); break;
                case 17: imageId = reader.Text; break;
            }
        }
        // The sandbox is named by its id elsewhere in the answer; the labels may lack it.
        var sandbox = detail.PodSandboxId;
        detail = detail.WithLabels(labels.ToArray()) with { Mounts = [.. mounts] };
        detail = WithImage(detail, image, imageRef, imageId) with { PodSandboxId = sandbox.Length > 0 ? sandbox : detail.PodSandboxId };
        return new CriContainer(detail, System.Text.Encoding.UTF8.GetString(imageRef.Length > 0 ? imageRef : image));
    }

    /// <summary>Reads one Container of a listing: its id and the little that is told there.</summary>
    public static CriListEntry ParseEntry(ReadOnlySpan<byte> entry)
    {
        var labels = new CriLabels();
        var id = "";
        byte[] sandbox = [], name = [], image = [], imageRef = [];
        var created = 0UL;
        var reader = new ProtoReader(entry);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: id = reader.Id; break;
                case 2: sandbox = reader.Text; break;
                case 3: name = JsonText.Cut(ProtoReader.Find(reader.Bytes, 1)); break;
                case 4: image = JsonText.Cut(ProtoReader.Find(reader.Bytes, 1)); break;
                case 5: imageRef = reader.Text; break;
                case 7: created = reader.Number; break;
                case 8: labels.Add(in reader); break;
            }
        }
        var detail = new ContainerDetail { IsPartial = true, Name = name, CreatedNs = created }.WithLabels(labels.ToArray());
        return new CriListEntry(id, WithImage(detail, image, imageRef, []) with { PodSandboxId = sandbox });
    }

    /// <summary>The container with what only its sandbox knows.</summary>
    public static ContainerDetail InPod(ContainerDetail detail, ContainerDetail sandbox) => detail with
    {
        PodName = sandbox.PodName,
        PodNamespace = sandbox.PodNamespace,
        PodUid = sandbox.PodUid,
        PodContainerName = detail.Name,
        Ip = sandbox.Ip,
        CniJson = sandbox.CniJson,
        HostNetwork = sandbox.HostNetwork,
        HostPid = sandbox.HostPid,
        HostIpc = sandbox.HostIpc,
    };

    /// <summary>
    /// The reference may be a digest in a registry (<c>NAME@sha256:...</c>) or the image's own id (<c>sha256:...</c> or only the digits).
    /// </summary>
    static ContainerDetail WithImage(ContainerDetail detail, byte[] image, byte[] imageRef, byte[] imageId)
    {
        detail = detail.WithImage(image);
        var at = imageRef.AsSpan().IndexOf((byte)'@');
        if (imageId.Length == 0 && at < 0)
            imageId = imageRef;
        return detail with
        {
            ImageId = DockerInspect.ImageId(imageId),
            ImageDigest = at >= 0 ? imageRef[(at + 1)..] : detail.ImageDigest,
        };
    }

    static ContainerMount Mount(ReadOnlySpan<byte> message)
    {
        byte[] source = [], destination = [];
        var readOnly = false;
        var propagation = 0UL;
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: destination = reader.Text; break;
                case 2: source = reader.Text; break;
                case 3: readOnly = reader.Flag; break;
                case 5: propagation = reader.Number; break;
            }
        }
        return new ContainerMount(source, destination, [], !readOnly, propagation switch
        {
            0 => "private"u8.ToArray(),
            1 => "rslave"u8.ToArray(),
            2 => "rshared"u8.ToArray(),
            _ => [],
        });
    }
}
