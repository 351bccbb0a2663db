using System.Text.Json;

using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>
/// What Podman writes of a container: a line in its store's list when it is created, and the specification when it is started. Podman
/// has no daemon, so on most hosts nobody answers at its socket, and this is all there is. Labels are in neither.
/// </summary>
sealed class PodmanFiles(string storeFolder) : IContainerFiles
{
    const string UsualStore = "/var/lib/containers/storage";

    /// <summary>Longest list read; each container has about 500 bytes in it.</summary>
    const int MaxListBytes = 4 << 20;

    /// <summary>Longest specification read; usual ones have 12 KB.</summary>
    const int MaxSpecBytes = 1 << 20;

    const int MaxConfigurationBytes = 64 << 10;

    /// <summary>The storage drivers Podman uses; each has a folder of its own.</summary>
    static readonly string[] s_drivers = ["overlay", "vfs"];

    /// <summary>The store of the system's Podman by its configuration. <paramref name="root"/> is where the host's file tree is mounted.</summary>
    public static PodmanFiles OfHost(string root) => new(root + (ConfiguredStore(root + "/etc/containers/storage.conf") ?? UsualStore));

    public ContainerDetail? TryRead(string id)
    {
        foreach (var driver in s_drivers)
        {
            if (TryRead($"{storeFolder}/{driver}-containers", id) is { } detail)
                return detail;
        }
        return null;
    }

    static ContainerDetail? TryRead(string folder, string id)
    {
        try
        {
            using var list = JsonDocument.Parse(BoundedFile.Read(folder + "/containers.json", MaxListBytes));
            if (list.RootElement.ValueKind != JsonValueKind.Array)
                return null;
            foreach (var entry in list.RootElement.EnumerateArray())
            {
                if (entry.Text("id") == id)
                    return WithSpecification(ReadEntry(entry), $"{folder}/{id}/userdata");
            }
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            // Another driver's, perhaps.
        }
        return null;
    }

    static ContainerDetail ReadEntry(JsonElement entry)
    {
        using var metadata = JsonDocument.Parse(entry.Text("metadata"));
        var names = entry.List("names");
        return new ContainerDetail
        {
            Name = names.Length > 0 ? names[0] : metadata.RootElement.Bytes("name"),
            ImageId = metadata.RootElement.Bytes("image-id"),
            CreatedNs = entry.TimeNs("created"),
        }.WithImage(metadata.RootElement.Bytes("image-name"));
    }

    static ContainerDetail WithSpecification(ContainerDetail detail, string folder)
    {
        try
        {
            using var spec = JsonDocument.Parse(BoundedFile.Read(folder + "/config.json", MaxSpecBytes));
            var completed = OciSpec.Complete(detail, spec.RootElement);
            return completed with
            {
                Privileged = OciSpec.Annotation(spec.RootElement, "io.podman.annotations.privileged").AsSpan().SequenceEqual("TRUE"u8),
                // Podman binds files of its own as well (hosts, resolv.conf, secrets), and its API does not name those.
                Mounts = [.. completed.Mounts.Where(mount => mount.Source.AsSpan().IndexOf("/userdata/"u8) < 0)],
            };
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            return detail with { IsPartial = true };
        }
    }

    /// <summary>The line <c>graphroot = "FOLDER"</c>.</summary>
    static string? ConfiguredStore(string file)
    {
        try
        {
            foreach (var line in System.Text.Encoding.UTF8.GetString(BoundedFile.Read(file, MaxConfigurationBytes)).Split('\n'))
            {
                var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts is ["graphroot", ['"', .. var folder, '"']] && Path.IsPathRooted(folder))
                    return folder.TrimEnd('/');
            }
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            // None, or none for us.
        }
        return null;
    }

    static bool IsUnreadable(Exception error) => error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException;
}
