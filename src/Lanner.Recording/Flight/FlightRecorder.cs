using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Recording.Flight;

/// <summary>
/// Keeps the last events of every container in memory and, when an alert asks for it, writes those before it and those after it to a
/// capture of that container. The thread that owns the state uses it: for each event <see cref="Before"/>, then state takes it in, then
/// <see cref="Append"/>, then rules judge it; <see cref="OnAlert"/> for each alert, <see cref="Poll"/> between events. Writing is done by
/// another thread.
/// </summary>
public sealed class FlightRecorder : IDisposable
{
    const ulong SecondNs = 1_000_000_000;

    readonly FlightRecorderOptions _options;
    readonly Func<CaptureSnapshot> _machine;
    readonly ChunkPool _pool;
    readonly RingSet _rings;
    readonly ProcessChanges _changes;
    readonly FlightWriter _writer;
    readonly List<FlightCapture> _open = [];
    readonly ulong _beforeNs;
    HostState? _host;
    ulong _nextPollNs;
    long _captures;
    long _extended;
    long _skipped;
    long _eventsLost;

    /// <param name="options">What to keep and where to write.</param>
    /// <param name="machine">Asked for the machine and its interfaces when a capture begins; its other tables are not looked at.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public FlightRecorder(FlightRecorderOptions options, Func<CaptureSnapshot> machine)
    {
        _options = options;
        _machine = machine;
        _beforeNs = (ulong)options.Before.TotalNanoseconds;
        // An eighth is enough for some thousand programs that begin and end within the time kept.
        var formerLimit = options.MemoryBytes / 8;
        _pool = new ChunkPool((int)Math.Clamp((options.MemoryBytes - formerLimit) / EventChunk.Capacity, 4, int.MaxValue));
        _rings = new RingSet(_pool, formerLimit);
        _changes = new ProcessChanges(_rings);
        _writer = new FlightWriter(new CaptureFolder(options.Folder, options.MaxTotalBytes, options.MaxCaptureBytes), options.WaitsForRoom, options.Compatible);
        _writer.Problem += text => Problem?.Invoke(text);
    }

    /// <summary>Tells that a capture cannot be written, and why. Called on the writing thread.</summary>
    public event Action<string>? Problem;

    public FlightRecorderStatistics Statistics => new()
    {
        MemoryBytes = _pool.Bytes + _rings.FormerBytes,
        Captures = _captures,
        Extended = _extended,
        Skipped = _skipped,
        Failed = _writer.Failed,
        Removed = _writer.Removed,
        EventsLost = _eventsLost,
        ChunksEvicted = _rings.Evicted,
    };

    /// <summary>To be called before state takes in an event: keeps what the process is that it changes.</summary>
    public void Before(in EventView e, HostState host)
    {
        if (!ProcessChanges.Concerns(e.Code)) return;
        if (!ReferenceEquals(host, _host)) Enter(host);
        _changes.Before(e, host);
    }

    /// <summary>Keeps a copy of an event that state has taken in. Events without a process are not kept.</summary>
    public void Append(in EventContext context)
    {
        if (context.Process is not { } process) return;
        if (!ReferenceEquals(context.Host, _host)) Enter(context.Host);
        var ring = _rings.Of(process.Container);
        var e = context.Event;
        if (ring.Capture is not null) EndWhenDue(ring, e.TimeNs);
        switch (e.Code)
        {
            case EventCode.CloneExit or EventCode.Clone3Exit or EventCode.ForkExit or EventCode.VforkExit when e.TryGetInt64(0, out var child) && child == 0:
                _changes.Born(context.Thread!, e.TimeNs);
                NoteAncestors(ring, process, e.TimeNs);
                break;
            case EventCode.ExecveExit or EventCode.ExecveatExit or EventCode.ProcexitEnter:
                NoteAncestors(ring, process, e.TimeNs);
                break;
        }

        var order = (uint)context.Number;
        if (!ring.TryAppend(e, process.Pid, order)) AppendToNext(ring, e, process.Pid, order);
    }

    /// <summary>An alert fired, just now or (when it waited for its container's detail) a little ago: captures what is around it.</summary>
    /// <returns>The name of the capture's file, which is or will be in the folder; null when there is none.</returns>
    public string? OnAlert(Alert alert)
    {
        if (!alert.Rule.Capture && !(alert.Priority <= _options.CaptureOn)) return null;
        if (alert.Container is not { } container || _host is not { } host) return null;
        var endNs = alert.TimeNs + (ulong)Math.Max(0, (alert.Rule.CaptureDuration ?? _options.After).TotalNanoseconds);
        var ring = _rings.Of(container);
        if (ring.Capture is not null) EndWhenDue(ring, alert.TimeNs);
        if (ring.Capture is { } open)
        {
            _extended++;
            open.EndNs = Math.Max(open.EndNs, endNs);
            _writer.TryIndex(open, alert, open.EndNs);
            return open.FileName;
        }

        if (_open.Count < _options.MaxOpenCaptures) return Begin(ring, alert, endNs, host);
        _skipped++;
        return null;
    }

    /// <summary>Adds to open captures what has become known of their containers.</summary>
    public void Learned(IReadOnlyList<Container> changed, ulong nowNs)
    {
        if (_open.Count == 0) return;
        foreach (var container in changed)
        {
            foreach (var capture in _open)
            {
                if (!ReferenceEquals(capture.Ring.Container, container) || ContainerStory.Detail(container, nowNs) is not { } detail) continue;
                HandOver(capture);
                _writer.TryAppend(capture, detail);
            }
        }
    }

    /// <summary>To be called between events, often, also when none comes.</summary>
    /// <param name="nowNs">By the clock of events.</param>
    public void Poll(ulong nowNs)
    {
        if (nowNs < _nextPollNs) return;
        _nextPollNs = nowNs + SecondNs;
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (EndWhenDue(_open[i].Ring, nowNs)) continue;
            HandOver(_open[i]);
            _writer.TryFlush(_open[i]);
        }

        if (nowNs > _beforeNs) _rings.Expire(nowNs - _beforeNs);
    }

    /// <summary>Ends open captures with what there is, and waits a bounded time for the disk.</summary>
    public void Dispose()
    {
        EndAll();
        _writer.Dispose();
    }

    static void NoteAncestors(EventRing ring, Process process, ulong nowNs)
    {
        if (!ring.Container.IsHost) ring.Ancestors.Note(process, nowNs);
    }

    string? Begin(EventRing ring, Alert alert, ulong endNs, HostState host)
    {
        var windowNs = alert.TimeNs > _beforeNs ? alert.TimeNs - _beforeNs : 0;
        var fromNs = Begin(ring, windowNs, alert);
        var family = StateSnapshot.Family(host, ring.Container);
        foreach (var process in family)
        {
            if (ReferenceEquals(process.Container, ring.Container)) NoteAncestors(ring, process, alert.TimeNs);
        }

        var capture = new FlightCapture([.. Sources(ring).Select(source => new CaptureSource(source, Begin(source, fromNs, alert)))])
        {
            EndNs = endNs, FileName = _writer.TakeName(alert),
        };
        var machine = _machine();
        var beginning = new CaptureBeginning(alert, endNs)
        {
            Tables = StateSnapshot.Of(host, family, machine.Machine, machine.Interfaces),
            Former = Former(capture),
            Containers = [.. ContainerStory.Of(host, ring.Container, fromNs)],
        };
        ring.Ancestors.TakeNews();
        if (!_writer.TryBegin(capture, beginning, [.. ring.Ancestors.All], [.. capture.Sources.Select(source => source.Ring.Parts(source.FromNs))]))
        {
            _skipped++;
            _writer.ReleaseName(capture.FileName);
            return null;
        }

        _captures++;
        ring.Capture = capture;
        foreach (var source in capture.Sources) source.Ring.Readers.Add(capture);
        _open.Add(capture);
        return capture.FileName;
    }

    /// <summary>
    /// Not before memory is complete: with some events missing, what processes were before those that are there would be something false.
    /// </summary>
    static ulong Begin(EventRing ring, ulong fromNs, Alert alert) => Math.Min(Math.Max(fromNs, ring.CompleteSinceNs), alert.TimeNs);

    /// <summary>The container's own ring, then those that ancestors of its processes live in.</summary>
    IEnumerable<EventRing> Sources(EventRing ring)
    {
        yield return ring;
        if (ring.Container.IsHost) yield break;
        for (var outer = ring.Container.Outer; outer is not null; outer = outer.Outer) yield return _rings.Of(outer);
        yield return _rings.Of(Container.Host);
    }

    /// <summary>What processes of all sources were since a capture begins; in order of time.</summary>
    static List<(FormerState State, bool IsOwn)> Former(FlightCapture capture) =>
    [
        .. capture.Sources
            .SelectMany(source => source.Ring.Former.Since(source.FromNs).Select(state => (State: state, IsOwn: ReferenceEquals(source.Ring, capture.Ring))))
            .OrderBy(former => former.State.TimeNs),
    ];

    bool EndWhenDue(EventRing ring, ulong nowNs)
    {
        var capture = ring.Capture!;
        // Without room for its end it goes on until there is.
        return (nowNs > capture.EndNs || capture.IsOver) && TryEnd(capture, TimeSpan.Zero);
    }

    bool TryEnd(FlightCapture capture, TimeSpan patience)
    {
        HandOver(capture);
        if (!_writer.TryEnd(capture, patience)) return false;
        capture.Ring.Capture = null;
        foreach (var source in capture.Sources) source.Ring.Readers.Remove(capture);
        _open.Remove(capture);
        return true;
    }

    void EndAll()
    {
        foreach (var capture in _open.ToList()) TryEnd(capture, FlightWriter.Patience);
    }

    /// <summary>Gives the writer what came since the last time.</summary>
    void HandOver(FlightCapture capture)
    {
        var sources = capture.Sources;
        if (!sources.Any(source => source.Ring.Current is { } chunk && chunk.Length > source.Handed)) return;
        var parts = new List<ChunkPart>[sources.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            parts[i] = [];
            if (sources[i].Ring.Current is not { } chunk || chunk.Length <= sources[i].Handed) continue;
            chunk.Retain();
            parts[i].Add(new ChunkPart(chunk, sources[i].Handed, chunk.Length));
            sources[i].Handed = chunk.Length;
        }

        if (_writer.TryAppend(capture, capture.Ring.Ancestors.TakeNews(), parts)) return;
        foreach (var part in parts[0]) _eventsLost += Count(part);
    }

    void AppendToNext(EventRing ring, in EventView e, int pid, uint order)
    {
        if (e.Bytes.Length > EventChunk.LongestEvent)
        {
            Miss(ring, e);
            return;
        }

        foreach (var capture in ring.Readers)
        {
            HandOver(capture);
            capture.Sources.First(source => ReferenceEquals(source.Ring, ring)).Handed = 0;
        }

        ring.CloseCurrent();
        // What the writer holds comes back soon, and a replay has the time; giving up chunks it holds would free nothing.
        if (_options.WaitsForRoom && _pool.IsUsedUp) _writer.WaitUntilIdle();
        if (_rings.Take(ring) is null || !ring.TryAppend(e, pid, order)) Miss(ring, e);
    }

    void Miss(EventRing ring, in EventView e)
    {
        _eventsLost++;
        ring.Miss(e.TimeNs);
    }

    /// <summary>Another capture is read: its events are of another host.</summary>
    void Enter(HostState host)
    {
        if (_host is not null)
        {
            EndAll();
            _rings.Clear();
            _nextPollNs = 0;
        }

        _host = host;
    }

    static long Count(in ChunkPart part)
    {
        // The chunk is released already, but it is this thread that would use it again.
        var count = 0;
        for (var at = part.From; at < part.To; count++) part.Chunk.Read(ref at, out _);
        return count;
    }
}
