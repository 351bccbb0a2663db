using System.Net;
using System.Text.Json;

namespace Lanner.Engines;

/// <summary>The names of images by id, as one engine tells them; bounded, oldest out first.</summary>
sealed class DockerImageCache(DockerSocket socket)
{
    const int Capacity = 256;

    readonly Lock _gate = new();
    readonly Dictionary<string, ImageNames> _byId = [];
    readonly Queue<string> _order = new();

    /// <summary>What is known already; null if nothing.</summary>
    public ImageNames? TryGet(byte[] imageId)
    {
        lock (_gate)
            return _byId.GetValueOrDefault(System.Text.Encoding.UTF8.GetString(imageId));
    }

    /// <summary>Null when the engine does not tell. Throws what <see cref="DockerSocket.GetAsync"/> throws, and JsonException.</summary>
    public async ValueTask<ImageNames?> FindAsync(string prefix, byte[] imageId, CancellationToken cancellation)
    {
        var id = System.Text.Encoding.UTF8.GetString(imageId);
        if (!DockerId.IsValid(id))
            return null;
        lock (_gate)
        {
            if (_byId.TryGetValue(id, out var known))
                return known;
        }
        var (status, body) = await socket.GetAsync($"{prefix}/images/sha256:{id}/json", cancellation).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
            return null;
        var image = DockerImage.Parse(body);
        lock (_gate)
        {
            if (!_byId.TryAdd(id, image))
                return image;
            _order.Enqueue(id);
            if (_order.Count > Capacity)
                _byId.Remove(_order.Dequeue());
        }
        return image;
    }
}
