using System.Diagnostics;

using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Filters;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Recording;

/// <summary>
/// Writes the events of a feed to capture files that stand alone: each begins with state as it was before its first event, and with what
/// is known of the containers. One thread uses it, the one that owns the state: for each event <see cref="Before"/>, then state takes it
/// in, then <see cref="Record"/>. When a file cannot be written it stops, tells why, and takes part no more.
/// </summary>
public sealed class CaptureRecorder : IDisposable
{
    /// <summary>How long an event may wait in memory when none follows it.</summary>
    static readonly TimeSpan s_flushInterval = TimeSpan.FromSeconds(1);

    readonly string _path;
    readonly CaptureWriterOptions _options;
    readonly RecordingFilter? _filter;
    readonly Func<CaptureSnapshot> _machine;
    readonly long _maxEvents;
    CaptureFileWriter? _writer;
    HostState? _host;
    ulong _lastNs;
    long _flushedAt = Stopwatch.GetTimestamp();
    bool _hasUnflushed;
    bool _startsOver;

    /// <param name="path">Where to write; <c>-</c> is standard output.</param>
    /// <param name="options">Form, limits and rotation.</param>
    /// <param name="machine">Asked for the machine and its interfaces at the start of each file; its other tables are not looked at.</param>
    /// <param name="filter">What to record; null for everything. Events that only bring state up to date are written and marked so.</param>
    /// <param name="maxEvents">Ends after so many, those marked not counted; 0 for never.</param>
    public CaptureRecorder(
        string path, CaptureWriterOptions options, Func<CaptureSnapshot> machine, RecordingFilter? filter = null, long maxEvents = 0)
    {
        _path = path;
        _options = options;
        _machine = machine;
        _filter = filter;
        _maxEvents = maxEvents;
    }

    /// <summary>Raised once when the recording has ended by itself: it has the events it was to have, or <see cref="Failure"/> tells why.</summary>
    public event Action? Ended;

    /// <summary>Why nothing more is written; null while all is well.</summary>
    public string? Failure { get; private set; }

    /// <summary>Only processes of which the filter holds are written to the process table.</summary>
    public bool FiltersProcesses { get; init; }

    /// <summary>Events recorded.</summary>
    public long Events { get; private set; }

    /// <summary>Further events, written to keep state right and marked so.</summary>
    public long StateOnlyEvents { get; private set; }

    /// <summary>Events that the compatible form has no place for.</summary>
    public long EventsLeftOut => _writer?.EventsLeftOut ?? 0;

    /// <summary>Of the events recorded, those that did not reach a file because it was written slower than they came.</summary>
    public long EventsLost => _writer?.EventsLost ?? 0;

    /// <summary>Bytes on disk, of all files.</summary>
    public long Bytes => _writer?.Bytes ?? 0;

    /// <summary>Files that are there now.</summary>
    public IReadOnlyCollection<string> Files => _writer?.Files ?? [];

    bool IsOver => Failure is not null || (_maxEvents > 0 && Events >= _maxEvents);

    /// <summary>Begins the first file now. Left out, it begins with the first event.</summary>
    public void Begin(HostState host, ulong nowNs) => Guard((Recorder: this, Host: host, Now: nowNs), static a => a.Recorder.Open(a.Host, a.Now));

    /// <summary>The feed has another state, or tables of a capture were put into it: what comes stands on those.</summary>
    public void StartOver() => _startsOver = true;

    /// <summary>To be called before state takes in an event: begins a file, or the next one, when it is time.</summary>
    public void Before(in EventView e, HostState host)
    {
        if (IsOver) return;
        _lastNs = e.TimeNs;
        Guard((Recorder: this, Host: host, Now: e.TimeNs), static a => a.Recorder.Prepare(a.Host, a.Now));
    }

    /// <summary>Records an event that state has taken in.</summary>
    public void Record(in EventContext context)
    {
        if (IsOver) return;
        var e = context.Event;
        var isShown = !e.Origins.StateOnly && (_filter is null || _filter.Wants(context));
        if (!isShown && !e.Origins.StateOnly && !StateEvents.Contains(e.Code)) return;
        if (!TryWrite(isShown == e.Origins.StateOnly ? EventView.Trusted(e.Bytes, e.Origins with { StateOnly = !isShown }) : e)) return;
        if (!isShown)
        {
            StateOnlyEvents++;
        }
        else if (++Events == _maxEvents)
        {
            Close();
            Ended?.Invoke();
        }
    }

    /// <summary>
    /// Writes what has become known of containers: their engine's answer, or the users of their files. For the running kernel only; a
    /// capture has events that tell it.
    /// </summary>
    public void Learned(HostState host, IReadOnlyList<Container> changed, IReadOnlyList<Container> accounts)
    {
        if (_writer is null || IsOver) return;
        foreach (var container in changed)
        {
            if (ContainerStory.Detail(container, _lastNs) is { } detail) WriteOwn(detail);
        }

        foreach (var container in accounts)
        {
            foreach (var one in ContainerStory.Accounts(host, container, _lastNs)) WriteOwn(one);
        }
    }

    /// <summary>To be called between events, often: what waits in memory goes to disk when it has waited long enough.</summary>
    public void Poll()
    {
        if (!_hasUnflushed || _writer is null || IsOver || Stopwatch.GetElapsedTime(_flushedAt) < s_flushInterval) return;
        _hasUnflushed = false;
        _flushedAt = Stopwatch.GetTimestamp();
        Guard(_writer, static writer => writer.Flush());
    }

    /// <summary>Ends the recording. The counters stay.</summary>
    public void Dispose() => Close();

    void Open(HostState host, ulong nowNs)
    {
        _host = host;
        _lastNs = nowNs;
        _startsOver = false;
        _writer ??= new CaptureFileWriter(_path, _options, Tables, timeNs => ContainerStory.Of(_host!, timeNs), nowNs);
    }

    void Prepare(HostState host, ulong nowNs)
    {
        if (_writer is null)
        {
            Open(host, nowNs);
        }
        else if (_startsOver)
        {
            _startsOver = false;
            _host = host;
            _writer.BeginSection(nowNs);
        }

        _writer!.Prepare(nowNs);
    }

    CaptureSnapshot Tables()
    {
        var machine = _machine();
        if (!FiltersProcesses || _filter is not { } filter) return StateSnapshot.Of(_host!, machine.Machine, machine.Interfaces);
        var wanted = _host!.Processes.All.Where(process => filter.WantsProcess(_host, process, _lastNs)).ToList();
        return StateSnapshot.Of(_host, wanted, machine.Machine, machine.Interfaces);
    }

    void WriteOwn(byte[] bytes)
    {
        if (EventView.TryRead(bytes, default, out var e)) TryWrite(e);
    }

    bool TryWrite(in EventView e)
    {
        try
        {
            _hasUnflushed = true;
            _writer!.Write(e);
            return true;
        }
        catch (CaptureFileException problem)
        {
            Fail(problem);
            return false;
        }
    }

    void Guard<T>(T argument, Action<T> action)
    {
        try
        {
            action(argument);
        }
        catch (CaptureFileException problem)
        {
            Fail(problem);
        }
    }

    void Close() => Guard(_writer, static writer => writer?.Dispose());

    void Fail(CaptureFileException problem)
    {
        if (Failure is not null) return;
        Failure = problem.Message;
        Close();
        Ended?.Invoke();
    }
}
