using System.Text.Json;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>What <c>GET /version</c> says: the API's version, which every path begins with, and who answers.</summary>
sealed record DockerVersion(string Api, bool IsPodman)
{
    public static DockerVersion Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            var root = document.RootElement;
            var api = root.Text("ApiVersion");
            if (!Version.TryParse(api, out var version) || version.ToString() != api)
                throw new JsonException("no API version");
            return new DockerVersion(api, root.Get("Components").Items().Any(part => part.Text("Name") == "Podman Engine"));
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("text that is not Unicode", wrong);
        }
    }
}
