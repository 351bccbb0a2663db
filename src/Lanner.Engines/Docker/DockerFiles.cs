using System.Text.Json;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>
/// What Docker writes of a container into its own folder before it reports the creation. An inspection waits while the
/// container is being started, on a busy host until it is gone again; these two files do not wait. They are Docker's
/// private format, hardly changed in ten years; where they cannot be read, the API is what is left.
/// </summary>
sealed class DockerFiles(string rootFolder)
{
    /// <summary>Longest file read; usual ones have 3 KB.</summary>
    const int MaxFileBytes = 1 << 20;

    /// <summary>Null when it is not there, too long or not as expected.</summary>
    public ContainerDetail? TryRead(string id)
    {
        var folder = $"{rootFolder}/containers/{id}/";
        try
        {
            using var config = JsonDocument.Parse(Read(folder + "config.v2.json"));
            using var host = JsonDocument.Parse(Read(folder + "hostconfig.json"));
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

    static byte[] Read(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > MaxFileBytes)
            throw new IOException("too long");
        var bytes = new byte[length];
        var read = RandomAccess.Read(file, bytes, 0);
        return read == length ? bytes : bytes[..read];
    }
}
