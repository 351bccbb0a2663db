using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Recording.Flight;

/// <summary>
/// Keeps the last events of every container in memory and, when an alert asks for it, writes those before it and those after it to a
/// capture of that container. The thread that owns the state uses it: <see cref="Append"/> for each event before rules judge it,
/// <see cref="OnAlert"/> for each alert, <see cref="Poll"/> between events. Writing is done by another thread.
/// </summary>
public sealed class FlightRecorder : IDisposable
{
    const ulong SecondNs = 1_000_000_000;

    readonly FlightRecorderOptions _options;
    readonly Func<CaptureSnapshot> _machine;
    readonly ChunkPool _pool;
    readonly RingSet _rings;
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
        _pool = new ChunkPool((int)Math.Clamp(options.MemoryBytes / EventChunk.Capacity, 4, int.MaxValue));
        _rings = new RingSet(_pool);
        _writer = new FlightWriter(new CaptureFolder(options.Folder, options.MaxTotalBytes), options.WaitsForRoom);
        _writer.Problem += text => Problem?.Invoke(text);
    }

    /// <summary>Tells that a capture cannot be written, and why. Called on the writing thread.</summary>
    public event Action<string>? Problem;

    public FlightRecorderStatistics Statistics => new()
    {
        MemoryBytes = _pool.Bytes,
        Captures = _captures,
        Extended = _extended,
        Skipped = _skipped,
        Failed = _writer.Failed,
        Removed = _writer.Removed,
        EventsLost = _eventsLost,
        ChunksEvicted = _rings.Evicted,
    };

    /// <summary>Keeps a copy of an event that state has taken in. Events without a process are not kept.</summary>
    public void Append(in EventContext context)
    {
        if (context.Process is not { } process) return;
        if (!ReferenceEquals(context.Host, _host)) Enter(context.Host);
        var ring = _rings.Of(process.Container);
        if (ring.Capture is not null) EndWhenDue(ring, context.Event.TimeNs);
        if (!ring.TryAppend(context.Event)) AppendToNext(ring, context.Event);
    }

    /// <summary>An alert fired, just now or (when it waited for its container's detail) a little ago: captures what is around it.</summary>
    public void OnAlert(Alert alert)
    {
        if (!alert.Rule.Capture && !(alert.Priority <= _options.CaptureOn)) return;
        if (alert.Container is not { } container || _host is not { } host) return;
        var endNs = alert.TimeNs + (ulong)Math.Max(0, (alert.Rule.CaptureDuration ?? _options.After).TotalNanoseconds);
        var ring = _rings.Of(container);
        if (ring.Capture is not null) EndWhenDue(ring, alert.TimeNs);
        if (ring.Capture is { } open)
        {
            _extended++;
            open.EndNs = Math.Max(open.EndNs, endNs);
            _writer.TryIndex(open, alert, open.EndNs);
        }
        else if (_open.Count >= _options.MaxOpenCaptures)
        {
            _skipped++;
        }
        else
        {
            Begin(ring, alert, endNs, host);
        }
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
            if (!EndWhenDue(_open[i].Ring, nowNs)) HandOver(_open[i]);
        }

        if (nowNs > _beforeNs) _rings.Expire(nowNs - _beforeNs);
    }

    /// <summary>Ends open captures with what there is, and waits a bounded time for the disk.</summary>
    public void Dispose()
    {
        EndAll();
        _writer.Dispose();
    }

    void Begin(EventRing ring, Alert alert, ulong endNs, HostState host)
    {
        var fromNs = alert.TimeNs > _beforeNs ? alert.TimeNs - _beforeNs : 0;
        var capture = new FlightCapture(ring, fromNs) { EndNs = endNs, Handed = ring.Current?.Length ?? 0 };
        var machine = _machine();
        var tables = StateSnapshot.Of(host, StateSnapshot.Family(host, ring.Container), machine.Machine, machine.Interfaces);
        if (!_writer.TryBegin(capture, alert, endNs, tables, [.. ContainerStory.Of(host, ring.Container, fromNs)], ring.Parts()))
        {
            _skipped++;
            return;
        }

        _captures++;
        ring.Capture = capture;
        _open.Add(capture);
    }

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
        if (capture.Ring.Current is not { } chunk || chunk.Length <= capture.Handed) return;
        var part = new ChunkPart(chunk, capture.Handed, chunk.Length);
        chunk.Retain();
        capture.Handed = chunk.Length;
        if (!_writer.TryAppend(capture, part)) _eventsLost += Count(part);
    }

    void AppendToNext(EventRing ring, in EventView e)
    {
        if (e.Bytes.Length > EventChunk.LongestEvent)
        {
            _eventsLost++;
            return;
        }

        if (ring.Capture is { } capture)
        {
            HandOver(capture);
            capture.Handed = 0;
        }

        ring.CloseCurrent();
        if (_rings.Take(ring) is null || !ring.TryAppend(e)) _eventsLost++;
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
        for (var at = part.From; at < part.To; count++) part.Chunk.Read(ref at);
        return count;
    }
}
