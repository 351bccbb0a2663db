using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Lanner.State.Containers;

/// <summary>
/// Follows Docker, or Podman through its Docker-compatible socket: lists what exists, then listens to events and inspects
/// each container when it is created (before it can run and vanish) and again when it starts. A daemon that is absent,
/// restarts or answers nonsense is a matter of <see cref="Status"/> and counters, never of an exception.
/// </summary>
public sealed class DockerEngine(DockerEngineOptions? options = null) : IContainerSource
{
    /// <summary>sun_path of sockaddr_un has 108 bytes, the last one zero.</summary>
    const int MaxSocketPath = 107;

    const string Consequence = "container names and images will be empty";

    readonly DockerEngineOptions _options = options ?? new DockerEngineOptions();
    readonly CancellationTokenSource _stop = new();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    DockerSocket? _socket;
    DockerInspector? _inspector;
    Task _run = Task.CompletedTask;
    string? _trouble = "not started";
    string _api = "";
    long _warnings;
    string _lastWarning = "";

    public string Name => _options.Name;

    public uint OwnerUid => _options.OwnerUid;

    public Task ReadinessTask => _ready.Task;

    /// <summary>Answers that could not be used, or were lost to a full queue.</summary>
    public long Warnings => Interlocked.Read(ref _warnings) + (_inspector?.Dropped ?? 0);

    public string LastWarning => Volatile.Read(ref _lastWarning);

    public string Status => Volatile.Read(ref _trouble) is { } trouble
        ? $"{Name}: {trouble}"
        : string.Create(CultureInfo.InvariantCulture, $"{Name}: connected, API {_api}, {_inspector?.Count ?? 0} containers");

    public bool Serves(ContainerEngine engine) =>
        engine is ContainerEngine.Docker or ContainerEngine.Podman or ContainerEngine.Cri;

    public void Start(ContainerInbox inbox)
    {
        _trouble = "connecting";
        if (System.Text.Encoding.UTF8.GetByteCount(_options.SocketPath) > MaxSocketPath)
        {
            _trouble = $"{_options.SocketPath}: too long for a socket's path; {Consequence}";
            _ready.TrySetResult();
            return;
        }
        _socket = new DockerSocket(_options);
        _inspector = new DockerInspector(_socket, _options, inbox, Warn);
        _run = Task.Run(() => RunAsync(_stop.Token));
    }

    public bool Request(ReadOnlySpan<byte> fullId) => Volatile.Read(ref _trouble) is null
        && CgroupPath.IsLongHexId(fullId) && _inspector!.Enqueue(System.Text.Encoding.ASCII.GetString(fullId), null);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _socket?.Dispose();
        _stop.Dispose();
    }

    async Task RunAsync(CancellationToken cancellation)
    {
        var workers = _inspector!.RunAsync(_options.Concurrency - 1, cancellation);
        var pause = _options.FirstReconnect;
        while (!cancellation.IsCancellationRequested)
        {
            var began = Environment.TickCount64;
            try
            {
                await ConnectAsync(cancellation).ConfigureAwait(false);
                await FollowAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (IsExpected(error))
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

    async Task ConnectAsync(CancellationToken cancellation)
    {
        var (status, body) = await _socket!.GetAsync("/version", cancellation).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
            throw new JsonException($"answered {(int)status} when asked for its version");
        var version = DockerVersion.Parse(body);
        _api = version.Api;
        if (version.IsPodman)
            _inspector!.Connected("/v" + version.Api, ContainerEngine.Podman, null);
        else
            _inspector!.Connected("/v" + version.Api, ContainerEngine.Docker, await FindFilesAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Only of the system's daemon: in a user's folder, a file may lead anywhere.</summary>
    async Task<DockerFiles?> FindFilesAsync(CancellationToken cancellation)
    {
        if (OwnerUid != 0)
            return null;
        var (status, body) = await _socket!.GetAsync($"/v{_api}/info", cancellation).ConfigureAwait(false);
        return status == HttpStatusCode.OK && DockerFiles.ParseRoot(body) is { } root
            ? new DockerFiles(_options.HostRoot + root)
            : null;
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
        catch (Exception error) when (IsExpected(error) && !cancellation.IsCancellationRequested)
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

    string Explain(Exception error)
    {
        // A question whose time is over has a socket's error inside, too.
        for (var cause = error is OperationCanceledException ? null : error; cause is not null; cause = cause.InnerException)
        {
            if (cause is not SocketException socket)
                continue;
            return socket.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"{_options.SocketPath}: permission denied; {Consequence}",
                SocketError.ConnectionRefused => $"{_options.SocketPath}: nothing answers there; {Consequence} until it does",
                SocketError.AddressNotAvailable => $"{_options.SocketPath}: no such socket; {Consequence} until there is one",
                _ when !File.Exists(_options.SocketPath) =>
                    $"{_options.SocketPath}: no such socket; {Consequence} until there is one",
                _ => $"{_options.SocketPath}: {socket.Message}; {Consequence} until it answers",
            };
        }
        return error switch
        {
            OperationCanceledException => $"{_options.SocketPath}: no answer in {_options.RequestTimeout.TotalSeconds:0.#} s; {Consequence} until it answers",
            JsonException => $"{_options.SocketPath}: an answer could not be read ({error.Message})",
            _ => $"{_options.SocketPath}: connection lost ({error.Message}); connecting again",
        };
    }

    void Warn(string warning)
    {
        Volatile.Write(ref _lastWarning, $"{Name}: {warning}");
        Interlocked.Increment(ref _warnings);
    }

    /// <summary>What a connection or an answer can do wrong.</summary>
    internal static bool IsExpected(Exception error) =>
        error is HttpRequestException or IOException or SocketException or JsonException or OperationCanceledException;

    static async Task DelayAsync(TimeSpan pause, CancellationToken cancellation) =>
        await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
