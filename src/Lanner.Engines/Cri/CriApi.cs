using System.Text;

using Lanner.Engines.Grpc;

namespace Lanner.Engines.Cri;

/// <summary>
/// The questions Kubernetes asks of container runtimes, as far as they are about what exists. Throws as
/// <see cref="GrpcClient.CallAsync"/> does.
/// </summary>
sealed class CriApi
{
    /// <summary>An event of CRI carries the status of all of its pod's containers.</summary>
    const int MaxEventBytes = 4 << 20;

    static readonly string[] s_versions = ["runtime.v1", "runtime.v1alpha2"];

    readonly GrpcClient _client;
    readonly string _version;

    CriApi(GrpcClient client, string version, string runtime)
    {
        _client = client;
        _version = version;
        Runtime = runtime;
    }

    /// <summary>The runtime's name for itself: <c>containerd</c>, <c>cri-o</c>, ...</summary>
    public string Runtime { get; }

    /// <summary>Null when the server speaks no version of CRI that is known here.</summary>
    public static async Task<CriApi?> ConnectAsync(GrpcClient client, CancellationToken cancellation)
    {
        foreach (var version in s_versions)
        {
            try
            {
                var answer = await client.CallAsync(version + ".RuntimeService/Version", [], null, cancellation).ConfigureAwait(false);
                return new CriApi(client, version, Encoding.UTF8.GetString(ProtoReader.Find(answer, 2)));
            }
            catch (GrpcException error) when (error.IsUnimplemented)
            {
                // The next one, then.
            }
        }
        return null;
    }

    public async Task<List<CriListEntry>> SandboxesAsync(CancellationToken cancellation) =>
        Entries(await CallAsync("ListPodSandbox", [], cancellation).ConfigureAwait(false), CriSandbox.ParseEntry);

    public async Task<List<CriListEntry>> ContainersAsync(CancellationToken cancellation) =>
        Entries(await CallAsync("ListContainers", [], cancellation).ConfigureAwait(false), CriContainer.ParseEntry);

    /// <summary>Null when there is no such sandbox.</summary>
    public async Task<State.Containers.ContainerDetail?> FindSandboxAsync(string id, CancellationToken cancellation) =>
        await FindAsync("PodSandboxStatus", id, cancellation).ConfigureAwait(false) is { } answer ? CriSandbox.ParseStatus(answer) : null;

    /// <summary>Null when there is no such container.</summary>
    public async Task<CriContainer?> FindContainerAsync(string id, CancellationToken cancellation) =>
        await FindAsync("ContainerStatus", id, cancellation).ConfigureAwait(false) is { } answer ? CriContainer.ParseStatus(answer) : null;

    /// <summary>An image's names by one of them or its id; null when there is no such image.</summary>
    public async Task<ImageNames?> FindImageAsync(string reference, CancellationToken cancellation)
    {
        var question = new ProtoWriter().Message(1, new ProtoWriter().Text(1, reference)).ToArray();
        var answer = await _client.CallAsync(_version + ".ImageService/ImageStatus", question, null, cancellation).ConfigureAwait(false);
        return CriImage.Parse(ProtoReader.Find(answer, 1));
    }

    public IAsyncEnumerable<byte[]> EventsAsync(CancellationToken cancellation) =>
        _client.StreamAsync(_version + ".RuntimeService/GetContainerEvents", [], MaxEventBytes, cancellation);

    delegate CriListEntry EntryParser(ReadOnlySpan<byte> message);

    static List<CriListEntry> Entries(ReadOnlySpan<byte> answer, EntryParser parse)
    {
        List<CriListEntry> entries = [];
        var reader = new ProtoReader(answer);
        while (reader.Read())
        {
            if (reader.Field == 1 && parse(reader.Bytes) is { Id.Length: > 0 } entry)
                entries.Add(entry);
        }
        return entries;
    }

    /// <summary>Verbose: the specification and the network are in the part that is left to the runtime.</summary>
    async Task<byte[]?> FindAsync(string method, string id, CancellationToken cancellation)
    {
        try
        {
            return await CallAsync(method, new ProtoWriter().Text(1, id).Flag(2, true).ToArray(), cancellation).ConfigureAwait(false);
        }
        catch (GrpcException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    Task<byte[]> CallAsync(string method, byte[] question, CancellationToken cancellation) =>
        _client.CallAsync($"{_version}.RuntimeService/{method}", question, null, cancellation);
}
