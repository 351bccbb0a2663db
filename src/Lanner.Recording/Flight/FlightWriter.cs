using System.Collections.Concurrent;

using Lanner.Events;
using Lanner.Events.Files;
using Lanner.Rules;

namespace Lanner.Recording.Flight;

/// <summary>
/// Writes captures on a thread of its own. What waits is bounded by the memory of the chunks it holds, and by a number; what finds no
/// place is refused, or waited for, as the options say.
/// </summary>
sealed class FlightWriter : IDisposable
{
    const int Capacity = 4096;

    /// <summary>How long the end waits for what is yet to be written.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly BlockingCollection<Job> _jobs = new(Capacity);
    readonly CaptureFolder _folder;
    readonly Thread _thread;
    readonly bool _waits;
    readonly bool _compatible;
    readonly Lock _gate = new();
    readonly ManualResetEventSlim _isIdle = new(true);
    int _waiting;
    long _failed;
    long _removed;
    bool _isDisposed;

    public FlightWriter(CaptureFolder folder, bool waits, bool compatible)
    {
        _folder = folder;
        _waits = waits;
        _compatible = compatible;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "flight recorder" };
        _thread.Start();
    }

    /// <summary>Tells a problem once for each capture; called on the writing thread.</summary>
    public event Action<string>? Problem;

    public long Failed => Interlocked.Read(ref _failed);

    public long Removed => Interlocked.Read(ref _removed);

    /// <summary>The name that a capture around this alert will have.</summary>
    public string TakeName(Alert alert) => _folder.Name(alert);

    /// <summary>The capture of that name will not be.</summary>
    public void ReleaseName(string name) => _folder.Release(name);

    /// <summary>Begins a capture with what was before. False when there is no room; the parts are then released.</summary>
    public bool TryBegin(FlightCapture capture, CaptureBeginning beginning, IReadOnlyCollection<int> ancestors, IReadOnlyList<List<ChunkPart>> parts) =>
        TryPut(new Job(capture, JobKind.Begin) { Beginning = beginning, Ancestors = ancestors, Parts = parts });

    /// <summary>Writes further events, and knows further ancestors; the parts, a list for each source, are released when it is done.</summary>
    public bool TryAppend(FlightCapture capture, IReadOnlyCollection<int> ancestors, IReadOnlyList<List<ChunkPart>> parts) =>
        TryPut(new Job(capture, JobKind.Append) { Ancestors = ancestors, Parts = parts });

    /// <summary>Writes an event of our own making.</summary>
    public bool TryAppend(FlightCapture capture, byte[] own) => TryPut(new Job(capture, JobKind.Append) { Own = own });

    /// <summary>Brings what was written to the disk.</summary>
    public bool TryFlush(FlightCapture capture) => TryPut(new Job(capture, JobKind.Flush));

    /// <summary>Another alert is in this capture.</summary>
    public bool TryIndex(FlightCapture capture, Alert alert, ulong toNs) =>
        TryPut(new Job(capture, JobKind.Index) { Beginning = new CaptureBeginning(alert, toNs) });

    /// <summary>The capture is complete. False when there is no room: to be tried again.</summary>
    /// <param name="patience">How long to wait for room.</param>
    public bool TryEnd(FlightCapture capture, TimeSpan patience) => TryAdd(new Job(capture, JobKind.End), patience);

    /// <summary>Waits until everything that was given to it is written, and its chunks are free.</summary>
    public void WaitUntilIdle() => _isIdle.Wait();

    /// <summary>Writes what waits, for a bounded time.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _jobs.CompleteAdding();
        if (!_thread.Join(Patience)) Problem?.Invoke("the disk is so slow that what was captured last is not complete");
        else
        {
            _jobs.Dispose();
            _isIdle.Dispose();
        }
    }

    bool TryPut(Job job)
    {
        if (TryAdd(job, TimeSpan.Zero)) return true;
        Release(job);
        return false;
    }

    bool TryAdd(Job job, TimeSpan patience)
    {
        Count(1);
        if (_jobs.TryAdd(job, _waits ? Timeout.InfiniteTimeSpan : patience)) return true;
        Count(-1);
        return false;
    }

    void Count(int jobs)
    {
        lock (_gate)
        {
            _waiting += jobs;
            if (_waiting == 0) _isIdle.Set();
            else _isIdle.Reset();
        }
    }

    void WriteAll()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            try
            {
                Do(job);
            }
            catch (Exception problem) when (problem is CaptureFileException or IOException or UnauthorizedAccessException)
            {
                Fail(job.Capture, problem.Message);
            }
            finally
            {
                Release(job);
                Count(-1);
            }
        }
    }

    void Do(Job job)
    {
        var capture = job.Capture;
        switch (job.Kind)
        {
            case JobKind.Begin:
                Begin(capture, job.Beginning!, job);
                Index(capture, job.Beginning!);
                break;
            case JobKind.Index when capture.HasBegun:
                Index(capture, job.Beginning!);
                break;
            case JobKind.Append when capture.Writer is { } writer:
                Append(capture, job, writer);
                break;
            case JobKind.Flush when capture.Writer is { } writer:
                Flush(capture, writer);
                break;
            case JobKind.End when capture.Writer is { } writer:
                capture.Writer = null;
                capture.Lineage.Release();
                writer.Dispose();
                _folder.End(capture.FileName, writer.Bytes);
                break;
        }

        Interlocked.Exchange(ref _removed, _folder.Removed);
    }

    void Index(FlightCapture capture, CaptureBeginning alert) =>
        _folder.Index(alert.Alert, capture.FileName, capture.FirstNs == 0 ? capture.FromNs : capture.FirstNs, alert.ToNs);

    void Begin(FlightCapture capture, CaptureBeginning beginning, Job job)
    {
        capture.Lineage.Learn(job.Parts.Skip(1).SelectMany(parts => parts));
        capture.Lineage.Add(job.Ancestors, static _ => { });
        var tables = new WindowTables();
        var events = new MergedEvents(job.Parts);
        while (events.TryNext(out var e, out var pid, out var source))
        {
            if (e.TimeNs < capture.Sources[source].FromNs) continue;
            if (capture.FirstNs == 0 && source == 0) capture.FirstNs = e.TimeNs;
            // Also what an ancestor opened and the file does not tell: it was not open before.
            if (source == 0 || capture.Lineage.Has(pid)) tables.See(e, pid);
        }

        var name = capture.FileName;
        var inTables = beginning.Tables.Threads.Select(thread => thread.Pid).ToHashSet();
        var written = tables.Apply(beginning.Tables, beginning.Former.Where(was => was.IsOwn || inTables.Contains(was.State.Pid) || capture.Lineage.Has((int)was.State.Pid))
            .Select(was => was.State));
        var writer = new CaptureFileWriter(
            _folder[name], new CaptureWriterOptions { Compress = true, Compatible = _compatible }, () => written, _ => beginning.Containers, capture.FromNs);
        capture.Writer = writer;
        capture.HasBegun = true;
        _folder.Begin(name);
        Write(capture, job, writer);
        Flush(capture, writer);
    }

    void Append(FlightCapture capture, Job job, CaptureFileWriter writer)
    {
        capture.Lineage.Learn(job.Parts.Skip(1).SelectMany(parts => parts));
        capture.Lineage.Add(job.Ancestors, e => WriteFromOutside(writer, e));
        Write(capture, job, writer);
        if (EventView.TryRead(job.Own, default, out var own)) writer.Write(own);
        if (writer.Bytes >= _folder.FileLimit) capture.IsOver = true;
    }

    static void Write(FlightCapture capture, Job job, CaptureFileWriter writer)
    {
        var events = new MergedEvents(job.Parts);
        while (events.TryNext(out var e, out var pid, out var source))
        {
            if (!IsWanted(capture, e, pid, source)) continue;
            if (source == 0) writer.Write(e);
            else WriteFromOutside(writer, e);
        }

        capture.Lineage.Keep(job.Parts.Skip(1).SelectMany(parts => parts));
    }

    static bool IsWanted(FlightCapture capture, in EventView e, int pid, int source) =>
        e.TimeNs >= capture.Sources[source].FromNs && (source == 0 || capture.Lineage.Has(e, pid));

    /// <summary>It is not the container's doing: a reader's state needs it, no reader's eyes.</summary>
    static void WriteFromOutside(CaptureFileWriter writer, in EventView e) =>
        writer.Write(EventView.Trusted(e.Bytes, e.Origins with { StateOnly = true }));

    /// <summary>What was captured is of use at once, and if this process is killed.</summary>
    void Flush(FlightCapture capture, CaptureFileWriter writer)
    {
        writer.Flush();
        _folder.Grow(capture.FileName, writer.Bytes);
        if (writer.Bytes >= _folder.FileLimit) capture.IsOver = true;
    }

    void Fail(FlightCapture capture, string problem)
    {
        Interlocked.Increment(ref _failed);
        capture.IsOver = true;
        var writer = capture.Writer;
        capture.Writer = null;
        capture.Lineage.Release();
        try
        {
            writer?.Dispose();
        }
        catch (CaptureFileException)
        {
            // It is the first problem that counts.
        }

        if (writer is not null) _folder.End(capture.FileName, writer.Bytes);
        else if (!capture.HasBegun) _folder.Release(capture.FileName);
        Problem?.Invoke(problem);
    }

    static void Release(Job job)
    {
        foreach (var parts in job.Parts)
        {
            foreach (var part in parts) part.Chunk.Release();
        }
    }

    enum JobKind
    {
        Begin,
        Append,
        Flush,
        Index,
        End,
    }

    sealed record Job(FlightCapture Capture, JobKind Kind)
    {
        public CaptureBeginning? Beginning { get; init; }

        public IReadOnlyCollection<int> Ancestors { get; init; } = [];

        /// <summary>An event of our own.</summary>
        public byte[] Own { get; init; } = [];

        /// <summary>Events of each of the capture's sources.</summary>
        public IReadOnlyList<List<ChunkPart>> Parts { get; init; } = [];
    }
}
