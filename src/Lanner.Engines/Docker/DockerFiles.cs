using System.Text.Json;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>
/// What Docker writes of a container into its own folder before it reports the creation. An inspection waits while the
/// container is being started, on a busy host until it is gone again; these two files do not wait. They are Docker's
/// private format, hardly changed in ten years; where they cannot be read, the API is what is left.
/// </summary>
sealed class DockerFiles(string rootFolder) : IContainerFiles
{
    /// <summary>Longest file read; usual ones have 3 KB.</summary>
    const int MaxFileBytes = 1 << 20;

    public ContainerDetail? TryRead(string id)
    {
        var folder = $"{rootFolder}/containers/{id}/";
        try
        {
            using var config = JsonDocument.Parse(BoundedFile.Read(folder + "config.v2.json", MaxFileBytes));
            using var host = JsonDocument.Parse(BoundedFile.Read(folder + "hostconfig.json", MaxFileBytes));
            return config.RootElement.Text("ID") == id ? DockerInspect.Read(config.RootElement, host.RootElement) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The folder in the answer to <c>GET /info</c>; null if none is told.</summary>
    public static string? ParseRoot(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            var root = document.RootElement.Text("DockerRootDir");
            return Path.IsPathRooted(root) ? root.TrimEnd('/') : null;
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("text that is not Unicode", wrong);
        }
    }
}
