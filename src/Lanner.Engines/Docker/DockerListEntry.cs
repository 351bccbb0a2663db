using System.Text.Json;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>One container of <c>GET /containers/json</c>: its id and the little the listing says of it.</summary>
sealed record DockerListEntry(string Id, ContainerDetail Partial)
{
    public static List<DockerListEntry> ParseAll(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new JsonException("a list of containers is expected");
        try
        {
            return [.. document.RootElement.EnumerateArray().Select(Read).Where(entry => DockerId.IsValid(entry.Id))];
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("text that is not Unicode", wrong);
        }
    }

    static DockerListEntry Read(JsonElement entry)
    {
        var names = entry.List("Names");
        var detail = new ContainerDetail
        {
            IsPartial = true,
            Name = names.Length > 0 ? DockerInspect.Name(names[0]) : [],
            ImageId = DockerInspect.ImageId(entry.Bytes("ImageID")),
            CreatedNs = (ulong)Math.Clamp(entry.Number("Created"), 0, uint.MaxValue) * 1_000_000_000,
        };
        return new DockerListEntry(
            entry.Text("Id"), detail.WithLabels(ContainerLabels.Read(entry.Get("Labels"))).WithImage(entry.Bytes("Image")));
    }
}
