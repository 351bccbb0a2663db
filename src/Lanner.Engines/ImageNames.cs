using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>What an engine says of an image's names: it can have none, or several.</summary>
sealed record ImageNames(byte[][] Tags, byte[][] Digests)
{
    /// <summary>The image's own id in hexadecimal where the engine tells it here; else empty.</summary>
    public byte[] Id { get; init; } = [];

    /// <summary>
    /// Completes a detail: a container started by the image's id gets the first tag as its image, and the digest is
    /// the one of its own repository if there is one.
    /// </summary>
    public ContainerDetail Complete(ContainerDetail detail)
    {
        if (detail.ImageId.Length == 0)
            detail = detail with { ImageId = Id };
        if (IsId(detail.Image, detail.ImageId) && Tags.Length > 0)
            detail = detail.WithImage(Tags[0]);
        return detail.ImageDigest.Length > 0 ? detail : detail with { ImageDigest = Digest(detail.ImageRepository) };
    }

    byte[] Digest(ReadOnlySpan<byte> repository)
    {
        foreach (var digest in Digests)
        {
            var reference = ImageReference.Parse(digest);
            if (SameRepository(reference.Repository, repository))
                return reference.Digest.ToArray();
        }
        return Digests.Length > 0 ? ImageReference.Parse(Digests[0]).Digest.ToArray() : [];
    }

    static bool SameRepository(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Short(a).SequenceEqual(Short(b));

    /// <summary>Without what Docker leaves out of names.</summary>
    static ReadOnlySpan<byte> Short(ReadOnlySpan<byte> repository)
    {
        if (repository.StartsWith("docker.io/"u8))
            repository = repository["docker.io/"u8.Length..];
        return repository.StartsWith("library/"u8) ? repository["library/"u8.Length..] : repository;
    }

    /// <summary>A person may give the beginning of an id; the shortest Docker takes for one in practice is 4 digits.</summary>
    static bool IsId(ReadOnlySpan<byte> image, ReadOnlySpan<byte> imageId)
    {
        if (image.StartsWith("sha256:"u8))
            return true;
        const int shortest = 4;
        return image.Length >= shortest && imageId.StartsWith(image);
    }
}
