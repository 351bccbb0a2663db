using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>An image as CRI tells it.</summary>
static class CriImage
{
    /// <summary>Reads one Image message; null for an empty one, which stands for "no such image".</summary>
    public static ImageNames? Parse(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
            return null;
        byte[] id = [];
        List<byte[]> tags = [], digests = [];
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: id = reader.Text; break;
                case 2 when tags.Count < JsonText.MaxItems: tags.Add(reader.Text); break;
                case 3 when digests.Count < JsonText.MaxItems: digests.Add(reader.Text); break;
            }
        }
        return new ImageNames([.. tags], [.. digests]) { Id = DockerInspect.ImageId(id) };
    }
}
