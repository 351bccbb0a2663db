using System.Globalization;
using System.Net;
using System.Text.Json;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>
/// Follows Docker, or Podman through its Docker-compatible socket: lists what exists, then listens to events and inspects
/// each container when it is created (before it can run and vanish) and again when it starts. A daemon that is absent,
/// restarts or answers nonsense is a matter of <see cref="Status"/> and counters, never of an exception.
/// </summary>
public sealed class DockerEngine(DockerEngineOptions? options = null) : IContainerSource
{
    readonly DockerEngineOptions _options = options ?? new DockerEngineOptions();
    readonly CancellationTokenSource _stop = new();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    DockerSocket? _socket;
    DockerInspector? _inspector;
    LookupQueue? _fileReader;
    Task _run = Task.CompletedTask;
    string? _trouble = "not started";
    string _api = "";
    long _warnings;
    string _lastWarning = "";

    public string Name => _options.Name;

    public string SocketPath => _options.SocketPath;

    public uint OwnerUid => _options.OwnerUid;

    public bool IsWorthMention => _options.IsExpected || File.Exists(_options.SocketPath);

    public Task ReadinessTask => _ready.Task;

    /// <summary>Answers that could not be used, or were lost to a full queue.</summary>
    public long Warnings => Interlocked.Read(ref _warnings) + (_inspector?.Dropped ?? 0);

    public string LastWarning => Volatile.Read(ref _lastWarning);

    public bool IsConnected => Volatile.Read(ref _trouble) is null;

    public string Status => Volatile.Read(ref _trouble) is { } trouble
        ? $"{Name}: {trouble}"
        : string.Create(CultureInfo.InvariantCulture, $"{Name}: connected, API {_api}, {_inspector?.Count ?? 0} containers");

    public bool Serves(ContainerEngine engine) =>
        engine is ContainerEngine.Docker or ContainerEngine.Podman or ContainerEngine.Cri;

    public void Start(ContainerInbox inbox)
    {
        _trouble = "connecting";
        if (UnixSocketHttp.IsTooLong(_options.SocketPath))
        {
            _trouble = $"{_options.SocketPath}: too long for a socket's path; {ConnectionTrouble.Consequence}";
            _ready.TrySetResult();
            return;
        }
        _socket = new DockerSocket(_options);
        _inspector = new DockerInspector(_socket, _options, inbox, Warn);
        if (_options.Files is { } files)
            _fileReader = new LookupQueue((id, _) => ReadFile(files, id, inbox));
        _run = Task.Run(() => RunAsync(_stop.Token));
    }

    public bool Request(ReadOnlySpan<byte> fullId)
    {
        if (!CgroupPath.IsLongHexId(fullId))
            return false;
        var id = System.Text.Encoding.ASCII.GetString(fullId);
        return Volatile.Read(ref _trouble) is null ? _inspector!.Enqueue(id, null) : _fileReader is { } reader && reader.Enqueue(id);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _socket?.Dispose();
        _stop.Dispose();
    }

    async Task RunAsync(CancellationToken cancellation)
    {
        var workers = Task.WhenAll(
            _inspector!.RunAsync(_options.Concurrency - 1, cancellation), _fileReader?.RunAsync(1, cancellation) ?? Task.CompletedTask);
        var pause = _options.FirstReconnect;
        while (!cancellation.IsCancellationRequested)
        {
            var began = Environment.TickCount64;
            try
            {
                await ConnectAsync(cancellation).ConfigureAwait(false);
                await FollowAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (ConnectionTrouble.IsExpected(error))
            {
                if (cancellation.IsCancellationRequested)
                    break;
                if (Interlocked.Exchange(ref _trouble, Explain(error)) is null || error is JsonException)
                    Warn(Explain(error));
            }
            // Nobody should wait for an engine that is not there.
            _ready.TrySetResult();
            if (Environment.TickCount64 - began > _options.MaxReconnect.TotalMilliseconds)
                pause = _options.FirstReconnect;
            await DelayAsync(pause, cancellation).ConfigureAwait(false);
            pause = pause * 2 < _options.MaxReconnect ? pause * 2 : _options.MaxReconnect;
        }
        _ready.TrySetResult();
        await workers.ConfigureAwait(false);
    }

    /// <summary>While nobody answers at the socket. What is not there yet is asked for again by the table.</summary>
    Task ReadFile(IContainerFiles files, string id, ContainerInbox inbox)
    {
        var news = files.TryRead(id) is { } detail
            ? new ContainerNews(detail.IsPartial ? NewsKind.Partial : NewsKind.Detail, DockerId.Utf8(id), ContainerEngine.Podman) { Detail = detail }
            : new ContainerNews(NewsKind.NotFound, DockerId.Utf8(id), ContainerEngine.Podman) { Reason = Status };
        inbox.Post(news with { OwnerUid = OwnerUid });
        return Task.CompletedTask;
    }

    async Task ConnectAsync(CancellationToken cancellation)
    {
        var (status, body) = await _socket!.GetAsync("/version", cancellation).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
            throw new JsonException($"answered {(int)status} when asked for its version");
        var version = DockerVersion.Parse(body);
        _api = version.Api;
        _inspector!.Connected("/v" + version.Api, version.IsPodman ? ContainerEngine.Podman : ContainerEngine.Docker,
            await FindFilesAsync(version.IsPodman, cancellation).ConfigureAwait(false));
    }

    /// <summary>Only of the system's daemon: in a user's folder, a file may lead anywhere.</summary>
    async Task<IContainerFiles?> FindFilesAsync(bool isPodman, CancellationToken cancellation)
    {
        if (OwnerUid != 0)
            return null;
        var (status, body) = await _socket!.GetAsync($"/v{_api}/info", cancellation).ConfigureAwait(false);
        if (status != HttpStatusCode.OK || DockerFiles.ParseRoot(body) is not { } root)
            return null;
        return isPodman ? new PodmanFiles(_options.HostRoot + root) : new DockerFiles(_options.HostRoot + root);
    }

    /// <summary>Returns or throws when the connection ends.</summary>
    async Task FollowAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Asking for events since before the listing closes the gap between the two.
        var events = FollowEventsAsync(DateTimeOffset.UtcNow, stop.Token);
        try
        {
            // Other containers than the listed ones can be asked for from here on.
            Volatile.Write(ref _trouble, null);
            await ListAsync(inspectAll: true, stop.Token).ConfigureAwait(false);
            _ready.TrySetResult();
            while (await Task.WhenAny(events, Task.Delay(_options.ResyncInterval, stop.Token)).ConfigureAwait(false) != events)
                await ListAsync(inspectAll: false, stop.Token).ConfigureAwait(false);
            await events.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await events.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        throw new IOException("the daemon ended the connection");
    }

    /// <summary>A listing that fails is a warning: events go on, and the next one may succeed.</summary>
    async Task ListAsync(bool inspectAll, CancellationToken cancellation)
    {
        try
        {
            await _inspector!.ListAsync(inspectAll, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (ConnectionTrouble.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            Warn(Explain(error));
        }
    }

    async Task FollowEventsAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        using var answer = await _socket!.OpenAsync(_inspector!.EventsPath(since), cancellation).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new JsonException($"answered {(int)answer.StatusCode} when asked for events");
        using var stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var lines = new LineReader(stream, _options.MaxEventBytes);
        var tooLong = 0L;
        while (await lines.ReadAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (lines.TooLong != tooLong)
            {
                tooLong = lines.TooLong;
                Warn("an event was too long and was skipped");
            }
            try
            {
                if (DockerEvent.Parse(line) is { } happened)
                    _inspector.Handle(happened);
            }
            catch (JsonException broken)
            {
                Warn("an event could not be read: " + broken.Message);
            }
        }
    }

    string Explain(Exception error) =>
        ConnectionTrouble.Explain(error, _options.SocketPath, _options.RequestTimeout, _options.Files is null
            ? ConnectionTrouble.Consequence
            : "names and images come from its files, labels and addresses will be empty");

    void Warn(string warning)
    {
        Volatile.Write(ref _lastWarning, $"{Name}: {warning}");
        Interlocked.Increment(ref _warnings);
    }

    static async Task DelayAsync(TimeSpan pause, CancellationToken cancellation) =>
        await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
