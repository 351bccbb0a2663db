using System.Buffers;
using System.Text;

using Lanner.Engines.Grpc;

namespace Lanner.Engines.Containerd;

/// <summary>
/// The questions asked of containerd itself. Every container lives in a namespace: <c>k8s.io</c> for CRI's, <c>default</c> for those of
/// people who chose none. Throws as <see cref="GrpcClient.CallAsync"/> does.
/// </summary>
sealed class ContainerdApi(GrpcClient client)
{
    public const string CriNamespace = "k8s.io";

    public const string DefaultNamespace = "default";

    public const string DockerNamespace = "moby";

    static readonly SearchValues<byte> s_nameBytes =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_."u8);

    /// <summary>Namespaces followed at most.</summary>
    const int MaxNamespaces = 64;

    /// <summary>An event carries names only; one of a new container also its runtime's options.</summary>
    const int MaxEventBytes = 256 << 10;

    /// <summary>The version; null when the server is not containerd.</summary>
    public async Task<string?> VersionAsync(CancellationToken cancellation)
    {
        try
        {
            var answer = await client.CallAsync("containerd.services.version.v1.Version/Version", [], null, cancellation).ConfigureAwait(false);
            return Encoding.UTF8.GetString(ProtoReader.Find(answer, 1));
        }
        catch (GrpcException error) when (error.IsUnimplemented)
        {
            return null;
        }
    }

    /// <summary>All but Docker's.</summary>
    public async Task<List<string>> NamespacesAsync(CancellationToken cancellation)
    {
        var answer = await client.CallAsync("containerd.services.namespaces.v1.Namespaces/List", [], null, cancellation).ConfigureAwait(false);
        return Read(answer);

        static List<string> Read(ReadOnlySpan<byte> answer)
        {
            List<string> names = [];
            var reader = new ProtoReader(answer);
            while (reader.Read() && names.Count < MaxNamespaces)
            {
                if (reader.Field != 1)
                    continue;
                var name = ProtoReader.Find(reader.Bytes, 1);
                if (IsName(name) && !name.SequenceEqual("moby"u8))
                    names.Add(Encoding.UTF8.GetString(name));
            }
            return names;
        }
    }

    public async Task<List<ContainerdContainer>> ListAsync(string name, CancellationToken cancellation)
    {
        var answer = await client.CallAsync("containerd.services.containers.v1.Containers/List", [], name, cancellation).ConfigureAwait(false);
        return Read(answer);

        static List<ContainerdContainer> Read(ReadOnlySpan<byte> answer)
        {
            List<ContainerdContainer> found = [];
            var reader = new ProtoReader(answer);
            while (reader.Read())
            {
                if (reader.Field == 1 && ContainerdContainer.Parse(reader.Bytes) is { Id.Length: > 0 } one)
                    found.Add(one);
            }
            return found;
        }
    }

    /// <summary>Null when the namespace has no such container.</summary>
    public async Task<ContainerdContainer?> FindAsync(string name, string id, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.CallAsync("containerd.services.containers.v1.Containers/Get",
                new ProtoWriter().Text(1, id).ToArray(), name, cancellation).ConfigureAwait(false);
            return ContainerdContainer.Parse(ProtoReader.Find(answer, 1));
        }
        catch (GrpcException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The digest of an image by its reference, <c>sha256:...</c>; empty when the namespace has no such image.</summary>
    public async Task<byte[]> ImageDigestAsync(string name, string reference, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.CallAsync("containerd.services.images.v1.Images/Get",
                new ProtoWriter().Text(1, reference).ToArray(), name, cancellation).ConfigureAwait(false);
            return Lanner.State.Containers.JsonText.Cut(ProtoReader.Find(ProtoReader.Find(ProtoReader.Find(answer, 1), 3), 2));
        }
        catch (GrpcException error) when (error.IsNotFound)
        {
            return [];
        }
    }

    public IAsyncEnumerable<byte[]> EventsAsync(CancellationToken cancellation) =>
        client.StreamAsync("containerd.services.events.v1.Events/Subscribe", ContainerdEvent.Subscription, MaxEventBytes, cancellation);

    /// <summary>What containerd allows, so that no text of an answer ends up in a header of a question.</summary>
    static bool IsName(ReadOnlySpan<byte> name) => name.Length is > 0 and <= 76
        && name.IndexOfAnyExcept(s_nameBytes) < 0;
}
