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
    long _failed;
    long _removed;
    bool _isDisposed;

    public FlightWriter(CaptureFolder folder, bool waits)
    {
        _folder = folder;
        _waits = waits;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "flight recorder" };
        _thread.Start();
    }

    /// <summary>Tells a problem once for each capture; called on the writing thread.</summary>
    public event Action<string>? Problem;

    public long Failed => Interlocked.Read(ref _failed);

    public long Removed => Interlocked.Read(ref _removed);

    /// <summary>Begins a capture with what was before. False when there is no room; the parts are then released.</summary>
    public bool TryBegin(FlightCapture capture, Alert alert, ulong toNs, CaptureSnapshot tables, List<byte[]> opening, List<ChunkPart> parts) =>
        TryPut(new Job(capture, JobKind.Begin) { Alert = alert, ToNs = toNs, Tables = tables, Opening = opening, Parts = parts });

    /// <summary>Writes further events; the part is released when it is done.</summary>
    public bool TryAppend(FlightCapture capture, ChunkPart part) => TryPut(new Job(capture, JobKind.Append) { Parts = [part] });

    /// <summary>Writes an event of our own making.</summary>
    public bool TryAppend(FlightCapture capture, byte[] own) => TryPut(new Job(capture, JobKind.Append) { Opening = [own] });

    /// <summary>Another alert is in this capture.</summary>
    public bool TryIndex(FlightCapture capture, Alert alert, ulong toNs) => TryPut(new Job(capture, JobKind.Index) { Alert = alert, ToNs = toNs });

    /// <summary>The capture is complete. False when there is no room: to be tried again.</summary>
    /// <param name="patience">How long to wait for room.</param>
    public bool TryEnd(FlightCapture capture, TimeSpan patience) => _jobs.TryAdd(new Job(capture, JobKind.End), _waits ? Timeout.InfiniteTimeSpan : patience);

    /// <summary>Writes what waits, for a bounded time.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _jobs.CompleteAdding();
        if (!_thread.Join(Patience)) Problem?.Invoke("the disk is so slow that what was captured last is not complete");
        else _jobs.Dispose();
    }

    bool TryPut(Job job)
    {
        if (!_waits && !_jobs.TryAdd(job))
        {
            Release(job);
            return false;
        }

        if (_waits) _jobs.Add(job);
        return true;
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
            }
        }
    }

    void Do(Job job)
    {
        var capture = job.Capture;
        switch (job.Kind)
        {
            case JobKind.Begin:
                Begin(job);
                _folder.Index(job.Alert!, capture.FileName, capture.FirstNs == 0 ? capture.FromNs : capture.FirstNs, job.ToNs);
                break;
            case JobKind.Index when capture.FileName.Length > 0:
                _folder.Index(job.Alert!, capture.FileName, capture.FirstNs == 0 ? capture.FromNs : capture.FirstNs, job.ToNs);
                break;
            case JobKind.Append:
                Append(job);
                break;
            case JobKind.End when capture.Writer is { } writer:
                capture.Writer = null;
                writer.Dispose();
                _folder.End(capture.FileName, writer.Bytes);
                break;
        }

        Interlocked.Exchange(ref _removed, _folder.Removed);
    }

    void Begin(Job job)
    {
        var capture = job.Capture;
        var tables = new WindowTables(job.Tables!.Threads);
        foreach (var part in job.Parts)
        {
            for (var at = part.From; at < part.To;)
            {
                var e = part.Chunk.Read(ref at);
                if (e.TimeNs < capture.FromNs) continue;
                if (capture.FirstNs == 0) capture.FirstNs = e.TimeNs;
                tables.See(e);
            }
        }

        var name = _folder.Name(job.Alert!);
        var written = tables.Apply(job.Tables);
        var writer = new CaptureFileWriter(_folder[name], new CaptureWriterOptions { Compress = true }, () => written, _ => job.Opening, capture.FromNs);
        capture.Writer = writer;
        capture.FileName = name;
        _folder.Begin(name);
        Append(job with { Opening = [] });
    }

    void Append(Job job)
    {
        var capture = job.Capture;
        if (capture.Writer is not { } writer) return;
        foreach (var part in job.Parts)
        {
            for (var at = part.From; at < part.To;)
            {
                var e = part.Chunk.Read(ref at);
                if (e.TimeNs >= capture.FromNs) writer.Write(e);
            }
        }

        foreach (var own in job.Opening)
        {
            if (EventView.TryRead(own, default, out var e)) writer.Write(e);
        }

        // What was captured is of use at once, and if this process is killed.
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
        try
        {
            writer?.Dispose();
        }
        catch (CaptureFileException)
        {
            // It is the first problem that counts.
        }

        if (writer is not null) _folder.End(capture.FileName, writer.Bytes);
        Problem?.Invoke(problem);
    }

    static void Release(Job job)
    {
        foreach (var part in job.Parts) part.Chunk.Release();
    }

    enum JobKind
    {
        Begin,
        Append,
        Index,
        End,
    }

    sealed record Job(FlightCapture Capture, JobKind Kind)
    {
        public Alert? Alert { get; init; }

        public ulong ToNs { get; init; }

        public CaptureSnapshot? Tables { get; init; }

        /// <summary>Events of our own, beside those of the parts.</summary>
        public List<byte[]> Opening { get; init; } = [];

        public List<ChunkPart> Parts { get; init; } = [];
    }
}
