using System.Globalization;
using System.Text;

using Lanner.Engines.Containerd;
using Lanner.Engines.Grpc;
using Lanner.State.Containers;

namespace Lanner.Engines.Cri;

/// <summary>
/// Follows a container runtime on one socket: through CRI (containerd, CRI-O, whatever else the kubelet can use) and, where it is
/// containerd, through its own API too. Lists what exists, listens to events where there are any, and looks up what it is asked for.
/// While there is no such socket it holds nothing but a timer. A runtime that is absent, restarts or answers nonsense is a matter of
/// <see cref="Status"/> and counters, never of an exception.
/// </summary>
public sealed class CriEngine(CriEngineOptions options) : IContainerSource
{
    readonly CancellationTokenSource _stop = new();
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    CriLookup? _lookup;
    LookupQueue? _queue;
    Task _run = Task.CompletedTask;
    string? _trouble = "not started";
    string _version = "";
    ContainerEngine _engine = options.Engine;
    bool _isThere;
    bool _tellsEvents;
    long _warnings;
    string _lastWarning = "";

    public string Name => options.Name;

    public uint OwnerUid => 0;

    public Task ReadinessTask => _ready.Task;

    public bool IsWorthMention => options.IsExpected || Volatile.Read(ref _isThere);

    /// <summary>Answers that could not be used, or were lost to a full queue.</summary>
    public long Warnings => Interlocked.Read(ref _warnings) + (_queue?.Refused ?? 0);

    public string LastWarning => Volatile.Read(ref _lastWarning);

    public bool IsConnected => Volatile.Read(ref _trouble) is null;

    public string Status => Volatile.Read(ref _trouble) is { } trouble
        ? $"{Name}: {trouble}"
        : string.Create(CultureInfo.InvariantCulture, $"{Name}: connected, {_version}, {_lookup?.Count ?? 0} containers");

    /// <summary>A path below the kubelet's cgroups does not say which runtime; where it does, the others need not be asked.</summary>
    public bool Serves(ContainerEngine engine) => engine == ContainerEngine.Cri
        || engine is ContainerEngine.Containerd or ContainerEngine.CriO && (_engine == engine || _engine == ContainerEngine.Cri);

    public void Start(ContainerInbox inbox)
    {
        if (UnixSocketHttp.IsTooLong(options.SocketPath))
        {
            _trouble = $"{options.SocketPath}: too long for a socket's path; {ConnectionTrouble.Consequence}";
            _ready.TrySetResult();
            return;
        }
        _trouble = "connecting";
        _lookup = new CriLookup(options, inbox, Warn);
        _queue = new LookupQueue(_lookup.LookUpAsync);
        _run = Task.Run(() => RunAsync(_stop.Token));
    }

    public bool Request(ReadOnlySpan<byte> fullId) =>
        Volatile.Read(ref _trouble) is null && _queue!.Enqueue(Encoding.UTF8.GetString(fullId));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stop.Dispose();
    }

    async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && !File.Exists(options.SocketPath))
        {
            Volatile.Write(ref _trouble, ConnectionTrouble.NoSocket(options.SocketPath));
            _ready.TrySetResult();
            await DelayAsync(options.MaxReconnect, cancellation).ConfigureAwait(false);
        }
        if (!cancellation.IsCancellationRequested)
        {
            Volatile.Write(ref _isThere, true);
            await KeepConnectedAsync(cancellation).ConfigureAwait(false);
        }
        _ready.TrySetResult();
    }

    async Task KeepConnectedAsync(CancellationToken cancellation)
    {
        using var client = new GrpcClient(options.SocketPath, options.RequestTimeout, options.MaxAnswerBytes);
        var workers = _queue!.RunAsync(options.Concurrency, cancellation);
        var pause = options.FirstReconnect;
        while (!cancellation.IsCancellationRequested)
        {
            var began = Environment.TickCount64;
            try
            {
                await FollowAsync(client, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (ConnectionTrouble.IsExpected(error))
            {
                if (cancellation.IsCancellationRequested)
                    break;
                var trouble = ConnectionTrouble.Explain(error, options.SocketPath, options.RequestTimeout);
                if (Interlocked.Exchange(ref _trouble, trouble) is null || error is InvalidDataException)
                    Warn(trouble);
            }
            // Nobody should wait for a runtime that is not there.
            _ready.TrySetResult();
            if (Environment.TickCount64 - began > options.MaxReconnect.TotalMilliseconds)
                pause = options.FirstReconnect;
            await DelayAsync(pause, cancellation).ConfigureAwait(false);
            pause = pause * 2 < options.MaxReconnect ? pause * 2 : options.MaxReconnect;
        }
        await workers.ConfigureAwait(false);
    }

    /// <summary>Returns or throws when the connection ends.</summary>
    async Task FollowAsync(GrpcClient client, CancellationToken cancellation)
    {
        var containerd = new ContainerdApi(client);
        var version = await containerd.VersionAsync(cancellation).ConfigureAwait(false);
        var cri = await CriApi.ConnectAsync(client, cancellation).ConfigureAwait(false);
        if (version is null && cri is null)
            throw new InvalidDataException("it speaks neither CRI nor containerd's own API");
        _engine = version is not null ? ContainerEngine.Containerd
            : cri!.Runtime == "cri-o" ? ContainerEngine.CriO
            : options.Engine;
        _version = version is not null
            ? $"containerd {Shown(version)}{(cri is null ? " without CRI" : "")}"
            : $"CRI of {Shown(cri!.Runtime)}";
        _lookup!.Connected(cri, version is null ? null : containerd, _engine);
        _tellsEvents = false;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var events = version is not null ? FollowContainerdAsync(containerd, stop.Token) : FollowCriAsync(cri!, stop.Token);
        try
        {
            // Other containers than the listed ones can be asked for from here on.
            Volatile.Write(ref _trouble, null);
            var isListed = false;
            do
            {
                // The first time all are looked up: what is known of them may be from before a restart.
                isListed = await TryListAsync(cri, version is null ? null : containerd, !isListed, stop.Token).ConfigureAwait(false);
                _ready.TrySetResult();
            }
            while (await Task.WhenAny(events, Task.Delay(
                isListed && _tellsEvents ? options.ResyncInterval : options.PollInterval, stop.Token)).ConfigureAwait(false) != events);
            await events.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await events.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        throw new IOException("the runtime ended the connection");
    }

    async Task FollowContainerdAsync(ContainerdApi containerd, CancellationToken cancellation)
    {
        _tellsEvents = true;
        await foreach (var message in containerd.EventsAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                if (ContainerdEvent.TryParse(message, out var happened))
                    Handle(happened);
            }
            catch (InvalidDataException broken)
            {
                Warn("an event could not be read: " + broken.Message);
            }
        }
    }

    void Handle(in ContainerdEvent happened)
    {
        switch (happened.Happening)
        {
            case ContainerdHappening.Created:
                _lookup!.Remember(happened.Id, happened.Namespace);
                // If it is gone before it can be asked for, this is all there will ever be.
                var name = happened.Namespace == ContainerdApi.CriNamespace ? [] : Encoding.UTF8.GetBytes(happened.Id);
                _lookup.Post(NewsKind.Partial, happened.Id, new ContainerDetail { IsPartial = true, Name = name }.WithImage(happened.Image));
                _queue!.Enqueue(happened.Id);
                break;
            case ContainerdHappening.Changed or ContainerdHappening.Started:
                _lookup!.Remember(happened.Id, happened.Namespace);
                _queue!.Enqueue(happened.Id);
                break;
            case ContainerdHappening.Exited:
                _lookup!.Post(NewsKind.Stopped, happened.Id, null);
                break;
            case ContainerdHappening.Deleted:
                _lookup!.Forget(happened.Id);
                break;
        }
    }

    /// <summary>
    /// Older runtimes do not have this stream, and CRI-O has it only when told to; both are lists to be asked for more often, and no
    /// reason to connect again.
    /// </summary>
    async Task FollowCriAsync(CriApi cri, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in cri.EventsAsync(cancellation).ConfigureAwait(false))
            {
                _tellsEvents = true;
                try
                {
                    if (CriEvent.TryParse(message, out var happened))
                        Handle(happened);
                }
                catch (InvalidDataException broken)
                {
                    Warn("an event could not be read: " + broken.Message);
                }
            }
        }
        catch (GrpcException)
        {
            _tellsEvents = false;
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
        }
    }

    void Handle(in CriEvent happened)
    {
        switch (happened.Happening)
        {
            case CriHappening.Created or CriHappening.Started:
                _lookup!.Remember(happened.Id, null);
                _queue!.Enqueue(happened.Id);
                break;
            case CriHappening.Stopped:
                _lookup!.Post(NewsKind.Stopped, happened.Id, null);
                break;
            case CriHappening.Deleted:
                _lookup!.Forget(happened.Id);
                break;
        }
    }

    /// <summary>
    /// A listing that fails is a warning while events go on; without them it is how an end of the connection is noticed.
    /// </summary>
    async Task<bool> TryListAsync(CriApi? cri, ContainerdApi? containerd, bool all, CancellationToken cancellation)
    {
        try
        {
            await ListAsync(cri, containerd, all, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (_tellsEvents && ConnectionTrouble.IsExpected(error) && !cancellation.IsCancellationRequested)
        {
            Warn(ConnectionTrouble.Explain(error, options.SocketPath, options.RequestTimeout));
            return false;
        }
    }

    async Task ListAsync(CriApi? cri, ContainerdApi? containerd, bool all, CancellationToken cancellation)
    {
        var before = _lookup!.Alive;
        var listed = new HashSet<string>();
        List<string> news = [];
        if (containerd is not null)
        {
            foreach (var space in await containerd.NamespacesAsync(cancellation).ConfigureAwait(false))
            {
                if (cri is not null && space == ContainerdApi.CriNamespace)
                    continue;
                foreach (var one in await containerd.ListAsync(space, cancellation).ConfigureAwait(false))
                {
                    listed.Add(one.Id);
                    if (_lookup.Remember(one.Id, space) || all)
                        await _lookup.PostAsync(one, space, isPartial: false, cancellation).ConfigureAwait(false);
                }
            }
        }
        if (cri is not null)
        {
            var space = containerd is null ? null : ContainerdApi.CriNamespace;
            List<CriListEntry> entries = await cri.SandboxesAsync(cancellation).ConfigureAwait(false);
            entries.AddRange(await cri.ContainersAsync(cancellation).ConfigureAwait(false));
            foreach (var entry in entries)
            {
                listed.Add(entry.Id);
                if (!_lookup.Remember(entry.Id, space) && !all)
                    continue;
                _lookup.Post(NewsKind.Partial, entry.Id, entry.Partial);
                news.Add(entry.Id);
            }
        }
        _lookup.Keep(before, listed);
        await Parallel.ForEachAsync(news, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellation },
            async (id, stop) => await _lookup.LookUpAsync(id, stop).ConfigureAwait(false)).ConfigureAwait(false);
    }

    void Warn(string warning)
    {
        Volatile.Write(ref _lastWarning, $"{Name}: {warning}");
        Interlocked.Increment(ref _warnings);
    }

    /// <summary>The server's own words, for a line that people read.</summary>
    static string Shown(string text) => text.Length <= 40 && text.All(c => c is > ' ' and < '\x7f') ? text : "?";

    static async Task DelayAsync(TimeSpan pause, CancellationToken cancellation) =>
        await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
