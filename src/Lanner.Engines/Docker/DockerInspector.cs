using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>
/// Turns what an engine reports into messages for the table: inspects containers one at a time each, a bounded number at
/// once, and keeps the ids of those that exist.
/// </summary>
sealed class DockerInspector(DockerSocket socket, DockerEngineOptions options, ContainerInbox inbox, Action<string> warn)
{
    /// <summary>Containers that wait to be inspected. More are refused, and the table asks again.</summary>
    const int MaxWaiting = 1024;

    /// <summary>Destroyed ids remembered, for answers still under way when the container went.</summary>
    const int MaxDestroyed = 256;

    /// <summary>Ids remembered; a daemon that makes up more is not followed further.</summary>
    const int MaxAlive = 65536;

    readonly Channel<string> _waiting = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait });

    readonly Dictionary<string, Work> _works = [];
    readonly Lock _gate = new();
    readonly ConcurrentDictionary<string, byte> _alive = new();
    readonly Queue<string> _lastDestroyed = new();
    readonly DockerImageCache _images = new(socket);
    string _prefix = "";
    ContainerEngine _engine;
    IContainerFiles? _files;
    long _dropped;

    public int Count => _alive.Count;

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Connected(string prefix, ContainerEngine engine, IContainerFiles? files)
    {
        _engine = engine;
        _files = files;
        Volatile.Write(ref _prefix, prefix);
    }

    public string EventsPath(DateTimeOffset since)
    {
        // Podman's names of events differ, so it sends all of them and they are told apart here.
        var filter = _engine == ContainerEngine.Podman
            ? """{"type":["container"]}"""
            : """{"type":["container"],"event":["create","start","die","destroy","rename","update","health_status"]}""";
        // Whole seconds, which every version of both understands: an event told twice does no harm.
        return string.Create(CultureInfo.InvariantCulture,
            $"{_prefix}/events?since={since.ToUnixTimeSeconds()}&filters={Uri.EscapeDataString(filter)}");
    }

    public Task RunAsync(int workers, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, Math.Max(workers, 1)).Select(_ => WorkAsync(cancellation)));

    /// <summary>Wants the container inspected soon; <paramref name="partial"/> is what to say of it if it is gone by then.</summary>
    public bool Enqueue(string id, ContainerDetail? partial)
    {
        lock (_gate)
        {
            if (_works.TryGetValue(id, out var work))
            {
                work.Again |= work.IsRunning;
                work.Partial ??= partial;
                return true;
            }
            if (!_waiting.Writer.TryWrite(id))
            {
                Interlocked.Increment(ref _dropped);
                return false;
            }
            _works.Add(id, new Work { Partial = partial });
            return true;
        }
    }

    public void Handle(DockerEvent happened)
    {
        switch (happened.Action)
        {
            case "create":
                Remember(happened.Id);
                Created(happened);
                break;
            // Podman writes the specification only now.
            case "init":
                Created(happened);
                break;
            case "start" or "rename" or "update" or "health_status":
                Enqueue(happened.Id, happened.Partial);
                break;
            case "die" or "died":
                Post(NewsKind.Stopped, happened.Id, null);
                InspectAgainIfRunning(happened.Id);
                break;
            case "destroy" or "remove":
                Forget(happened.Id);
                break;
        }
    }

    void Created(DockerEvent happened)
    {
        if (_files?.TryRead(happened.Id) is { } detail)
        {
            detail = _images.TryGet(detail.ImageId)?.Complete(detail) ?? detail;
            // Podman's files have none.
            if (detail.Labels.Length == 0)
                detail = detail.WithLabels(happened.Partial.Labels);
            Post(detail.IsPartial ? NewsKind.Partial : NewsKind.Detail, happened.Id, detail);
            Enqueue(happened.Id, detail);
            return;
        }
        Post(NewsKind.Partial, happened.Id, happened.Partial);
        Enqueue(happened.Id, happened.Partial);
    }

    /// <summary>Reads the listing; inspects all of it, or only what no event told of, and reports what is gone.</summary>
    public async Task ListAsync(bool inspectAll, CancellationToken cancellation)
    {
        var before = _alive.Keys.ToHashSet();
        var (status, body) = await socket.GetAsync(_prefix + "/containers/json?all=1", cancellation).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
            throw new JsonException($"answered {(int)status} when asked for its containers");
        var listed = DockerListEntry.ParseAll(body);
        before.ExceptWith(listed.Select(entry => entry.Id));
        foreach (var gone in before)
            Forget(gone);
        foreach (var entry in listed.Where(entry => Remember(entry.Id) || inspectAll).ToList())
        {
            Post(NewsKind.Partial, entry.Id, entry.Partial);
            if (Begin(entry.Id, entry.Partial) is { } work)
                await FinishAsync(entry.Id, work, cancellation).ConfigureAwait(false);
        }
    }

    async Task WorkAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var id in _waiting.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                if (Begin(id, null) is { } work)
                    await FinishAsync(id, work, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    /// <summary>Null when another one is at it, who will look once more.</summary>
    Work? Begin(string id, ContainerDetail? partial)
    {
        lock (_gate)
        {
            if (!_works.TryGetValue(id, out var work))
            {
                // Taken out of turn by the listing, and done already.
                if (partial is null)
                    return null;
                _works.Add(id, work = new Work { Partial = partial });
            }
            work.Partial ??= partial;
            if (work.IsRunning)
            {
                work.Again |= partial is not null;
                return null;
            }
            work.IsRunning = true;
            return work;
        }
    }

    async Task FinishAsync(string id, Work work, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await InspectAsync(id, work.Partial, cancellation).ConfigureAwait(false);
                lock (_gate)
                {
                    if (!work.Again)
                    {
                        _works.Remove(id);
                        return;
                    }
                    work.Again = false;
                }
            }
        }
        catch
        {
            lock (_gate)
                _works.Remove(id);
            throw;
        }
    }

    async Task InspectAsync(string id, ContainerDetail? partial, CancellationToken cancellation)
    {
        string reason;
        try
        {
            var (status, body) = await socket.GetAsync($"{_prefix}/containers/{id}/json", cancellation).ConfigureAwait(false);
            if (status == HttpStatusCode.OK)
            {
                var detail = DockerInspect.Parse(body);
                Deliver(id, await WithImageNamesAsync(detail, cancellation).ConfigureAwait(false));
                return;
            }
            if (status == HttpStatusCode.NotFound && partial is not null)
            {
                // It came and went. If the table has nothing better, what its event said is all there will ever be.
                Post(NewsKind.Partial, id, partial);
                PostNotFound(id, $"{options.Name} has no such container any more");
                Post(NewsKind.Removed, id, null);
                return;
            }
            reason = status == HttpStatusCode.NotFound
                ? $"{options.Name} has no such container"
                : $"{options.Name} answered {(int)status} when asked for the container";
        }
        catch (Exception error) when (ConnectionTrouble.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            reason = error switch
            {
                JsonException => $"{options.Name}'s answer could not be read",
                OperationCanceledException => $"{options.Name} did not answer in {options.RequestTimeout.TotalSeconds:0.#} s",
                _ => $"{options.Name} could not be asked",
            };
            warn($"{reason}, about container {id}: {error.Message}");
        }
        // With a partial detail in hand the table asks again, and settles for it in the end.
        if (partial is null)
            PostNotFound(id, reason);
    }

    /// <summary>A detail without what the image would have added is better than none.</summary>
    async Task<ContainerDetail> WithImageNamesAsync(ContainerDetail detail, CancellationToken cancellation)
    {
        try
        {
            var image = await _images.FindAsync(_prefix, detail.ImageId, cancellation).ConfigureAwait(false);
            return image?.Complete(detail) ?? detail;
        }
        catch (Exception error) when (ConnectionTrouble.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            warn("an image could not be inspected: " + error.Message);
            return detail;
        }
    }

    void Deliver(string id, ContainerDetail detail)
    {
        Post(NewsKind.Detail, id, detail);
        // Destroyed while it was being inspected: the table may have heard of the end before the beginning.
        bool isDestroyed;
        lock (_gate)
            isDestroyed = _lastDestroyed.Contains(id);
        if (isDestroyed)
            Post(NewsKind.Removed, id, null);
    }

    void Forget(string id)
    {
        _alive.TryRemove(id, out _);
        lock (_gate)
        {
            _lastDestroyed.Enqueue(id);
            if (_lastDestroyed.Count > MaxDestroyed)
                _lastDestroyed.Dequeue();
        }
        Post(NewsKind.Removed, id, null);
    }

    /// <summary>The answer under way may name a first process that has just ended.</summary>
    void InspectAgainIfRunning(string id)
    {
        lock (_gate)
        {
            if (_works.TryGetValue(id, out var work))
                work.Again |= work.IsRunning;
        }
    }

    bool Remember(string id) => _alive.Count < MaxAlive && _alive.TryAdd(id, 0);

    void Post(NewsKind kind, string id, ContainerDetail? detail) => inbox.Post(
        new ContainerNews(kind, DockerId.Utf8(id), _engine) { Detail = detail, OwnerUid = options.OwnerUid });

    void PostNotFound(string id, string reason) => inbox.Post(
        new ContainerNews(NewsKind.NotFound, DockerId.Utf8(id), _engine) { Reason = reason, OwnerUid = options.OwnerUid });

    sealed class Work
    {
        public ContainerDetail? Partial { get; set; }

        public bool IsRunning { get; set; }

        /// <summary>Something happened to it while it was being inspected.</summary>
        public bool Again { get; set; }
    }
}
