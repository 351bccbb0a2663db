using System.Text.Json;

using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>The answer to <c>GET /images/ID/json</c>. Throws JsonException for what is not of that shape.</summary>
static class DockerImage
{
    public static ImageNames Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return new ImageNames(document.RootElement.List("RepoTags"), document.RootElement.List("RepoDigests"));
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("text that is not Unicode", wrong);
        }
    }
}
