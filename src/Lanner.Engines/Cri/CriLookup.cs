using System.Collections.Concurrent;
using System.Text;

using Lanner.Engines.Containerd;
using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>
/// Finds containers by id for one runtime and turns what it says into messages for the table. CRI is asked first, because it is the
/// same everywhere and alone knows the pod; containerd itself knows those that CRI had no part in, and knows CRI's a moment earlier.
/// </summary>
sealed class CriLookup(CriEngineOptions options, ContainerInbox inbox, Action<string> warn)
{
    /// <summary>Ids remembered; a runtime that makes up more is not followed further.</summary>
    const int MaxAlive = 65536;

    const int MaxImages = 256;

    /// <summary>A container is announced shortly before it can be asked for.</summary>
    static readonly int[] s_pausesMs = [5, 10, 20, 40, 80, 160];

    /// <summary>The containers that exist, and containerd's namespace of each; empty where there is none.</summary>
    readonly ConcurrentDictionary<string, string> _alive = new();

    readonly ConcurrentDictionary<string, ImageNames> _images = new();
    CriApi? _cri;
    ContainerdApi? _containerd;
    ContainerEngine _engine = options.Engine;

    public int Count => _alive.Count;

    public void Connected(CriApi? cri, ContainerdApi? containerd, ContainerEngine engine)
    {
        _cri = cri;
        _containerd = containerd;
        _engine = engine;
        // After a restart of the runtime a reference may lead to another image.
        _images.Clear();
    }

    /// <summary>True when it was not known. Null when nobody knows the namespace.</summary>
    public bool Remember(string id, string? containerdNamespace) =>
        _alive.Count < MaxAlive && _alive.TryAdd(id, containerdNamespace ?? "");

    public void Forget(string id)
    {
        _alive.TryRemove(id, out _);
        Post(NewsKind.Removed, id, null);
    }

    /// <summary>Forgets what the listing does not have any more. <paramref name="before"/> is what was alive when it was asked for.</summary>
    public void Keep(IEnumerable<string> before, HashSet<string> listed)
    {
        foreach (var gone in before.Where(id => !listed.Contains(id)))
            Forget(gone);
    }

    public IReadOnlyCollection<string> Alive => [.. _alive.Keys];

    public void Post(NewsKind kind, string id, ContainerDetail? detail) =>
        inbox.Post(new ContainerNews(kind, Encoding.UTF8.GetBytes(id), _engine) { Detail = detail });

    /// <summary>Looks one up and posts what was found, or why nothing was. Throws only when cancelled.</summary>
    public async Task LookUpAsync(string id, CancellationToken cancellation)
    {
        var isAnnounced = _alive.TryGetValue(id, out var space);
        var reason = $"{options.Name} has no such container";
        try
        {
            for (var tries = 0; ; tries++)
            {
                if (await TryAsync(id, space ?? "", cancellation).ConfigureAwait(false))
                {
                    // Deleted while it was being asked for: the table may have heard of the end before the beginning.
                    if (isAnnounced && !_alive.ContainsKey(id))
                        Post(NewsKind.Removed, id, null);
                    return;
                }
                if (!isAnnounced || tries >= s_pausesMs.Length || !_alive.ContainsKey(id))
                    break;
                await Task.Delay(s_pausesMs[tries], cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (ConnectionTrouble.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            reason = error switch
            {
                InvalidDataException => $"{options.Name}'s answer could not be read",
                GrpcException => $"{options.Name}: {error.Message}",
                OperationCanceledException => $"{options.Name} did not answer in {options.RequestTimeout.TotalSeconds:0.#} s",
                _ => $"{options.Name} could not be asked",
            };
            warn($"{reason}, about container {id}: {error.Message}");
        }
        inbox.Post(new ContainerNews(NewsKind.NotFound, Encoding.UTF8.GetBytes(id), _engine) { Reason = reason });
    }

    async Task<bool> TryAsync(string id, string space, CancellationToken cancellation)
    {
        var isLong = CgroupPath.IsLongHexId(Encoding.UTF8.GetBytes(id));
        if (_cri is { } cri && isLong && space is "" or ContainerdApi.CriNamespace
            && await TryCriAsync(_cri!, id, cancellation).ConfigureAwait(false))
            return true;
        if (_containerd is not { } containerd)
            return false;
        // A name says nothing of its namespace; cgroups are recognised of the default one's only.
        IEnumerable<string> spaces = space.Length > 0 ? [space]
            : isLong ? await containerd.NamespacesAsync(cancellation).ConfigureAwait(false)
            : [ContainerdApi.DefaultNamespace];
        foreach (var one in spaces)
        {
            if (await containerd.FindAsync(one, id, cancellation).ConfigureAwait(false) is not { } found)
                continue;
            // CRI will have it in a moment, with what is missing here.
            var isCris = one == ContainerdApi.CriNamespace && _cri is not null;
            await PostAsync(found, one, isCris, cancellation).ConfigureAwait(false);
            return !isCris;
        }
        return false;
    }

    async Task<bool> TryCriAsync(CriApi cri, string id, CancellationToken cancellation)
    {
        if (await cri.FindContainerAsync(id, cancellation).ConfigureAwait(false) is not { } container)
            return await TrySandboxAsync(cri, id, cancellation).ConfigureAwait(false) is not null;
        var detail = container.Detail;
        // The sandbox first: whoever sees the container may read the labels of its pod.
        if (detail.PodSandboxId.Length > 0
            && await TrySandboxAsync(cri, Encoding.UTF8.GetString(detail.PodSandboxId), cancellation).ConfigureAwait(false) is { } sandbox)
            detail = CriContainer.InPod(detail, sandbox);
        if (await FindImageAsync(cri, container.ImageReference, cancellation).ConfigureAwait(false) is { } image)
            detail = image.Complete(detail);
        Post(NewsKind.Detail, id, detail);
        return true;
    }

    async Task<ContainerDetail?> TrySandboxAsync(CriApi cri, string id, CancellationToken cancellation)
    {
        if (await cri.FindSandboxAsync(id, cancellation).ConfigureAwait(false) is not { } detail)
            return null;
        if (detail.Image.Length > 0
            && await FindImageAsync(cri, Encoding.UTF8.GetString(detail.Image), cancellation).ConfigureAwait(false) is { } image)
            detail = image.Complete(detail);
        Post(NewsKind.Detail, id, detail);
        return detail;
    }

    /// <summary>A detail without what the image would have added is better than none.</summary>
    async Task<ImageNames?> FindImageAsync(CriApi cri, string reference, CancellationToken cancellation)
    {
        if (reference.Length == 0)
            return null;
        if (_images.TryGetValue(reference, out var known))
            return known;
        try
        {
            if (await cri.FindImageAsync(reference, cancellation).ConfigureAwait(false) is not { } found)
                return null;
            if (_images.Count >= MaxImages)
                _images.Clear();
            _images[reference] = found;
            return found;
        }
        catch (Exception error) when (ConnectionTrouble.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            warn("an image could not be asked for: " + error.Message);
            return null;
        }
    }

    /// <summary>What containerd itself said of a container.</summary>
    public async Task PostAsync(ContainerdContainer found, string space, bool isPartial, CancellationToken cancellation)
    {
        var detail = found.Detail with { IsPartial = isPartial };
        if (!isPartial && detail.ImageDigest.Length == 0 && detail.Image.Length > 0)
            detail = detail with { ImageDigest = await DigestAsync(space, detail.Image, cancellation).ConfigureAwait(false) };
        Post(isPartial ? NewsKind.Partial : NewsKind.Detail, found.Id, detail);
    }

    async Task<byte[]> DigestAsync(string space, byte[] image, CancellationToken cancellation)
    {
        try
        {
            return await _containerd!.ImageDigestAsync(space, Encoding.UTF8.GetString(image), cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (ConnectionTrouble.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            warn("an image could not be asked for: " + error.Message);
            return [];
        }
    }
}
