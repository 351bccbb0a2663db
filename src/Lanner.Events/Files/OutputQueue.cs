namespace Lanner.Events.Files;

/// <summary>
/// Compresses and writes on a thread of its own what another one hands over, buffer by buffer. There are a fixed number of buffers: when
/// all wait to be written, who hands over waits too, or is told so. One thread hands over.
/// </summary>
sealed class OutputQueue : IDisposable
{
    /// <summary>With those of the usual size four megabytes: what a busy host makes while a disk pauses for half a second.</summary>
    const int BufferCount = 16;

    /// <summary>A buffer that grew for the tables of a great host is not kept.</summary>
    const int LargestKept = 1 << 20;

    readonly object _gate = new();
    readonly Queue<Job> _jobs = new();
    readonly Stack<byte[]> _free = new();
    readonly int _bufferSize;
    readonly Thread _thread;
    CaptureFileException? _failure;
    long _closedBytes;
    bool _isEnding;

    public OutputQueue(int bufferSize)
    {
        _bufferSize = bufferSize;
        for (var i = 0; i < BufferCount; i++) _free.Push([]);
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "recording" };
        _thread.Start();
    }

    /// <summary>At least half of the buffers are free.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate) return _free.Count >= BufferCount / 2;
        }
    }

    /// <summary>Bytes on disk of the outputs that were closed.</summary>
    public long ClosedBytes => Interlocked.Read(ref _closedBytes);

    /// <summary>Hands over what is in a buffer, which is empty then. False when there was no room for so long: it stays as it is.</summary>
    /// <exception cref="CaptureFileException">Something handed over before could not be written.</exception>
    public bool TryWrite(CaptureOutput output, BlockBuffer blocks, TimeSpan patience)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            var isInTime = true;
            while (_free.Count == 0 && isInTime) isInTime = Monitor.Wait(_gate, patience);
            ThrowIfFailed();
            if (!_free.TryPop(out var empty)) return false;
            var length = blocks.Length;
            Put(new Job(JobKind.Write, output, blocks.Exchange(empty.Length > 0 ? empty : new byte[_bufferSize]), length));
            return true;
        }
    }

    /// <summary>What was handed over is to be on disk soon.</summary>
    public void Flush(CaptureOutput output)
    {
        lock (_gate)
        {
            ThrowIfFailed();
            // What would wait behind a flush that waits itself is flushed by that one.
            if (_jobs.Count == 0 || _jobs.Last() is { Kind: not JobKind.Flush }) Put(new Job(JobKind.Flush, output, [], 0));
        }
    }

    /// <summary>Nothing more comes for this output.</summary>
    public void Close(CaptureOutput output)
    {
        lock (_gate) Put(new Job(JobKind.Close, output, [], 0));
    }

    /// <summary>Writes what waits. False when that takes too long, as on a disk that hangs.</summary>
    /// <exception cref="CaptureFileException">Something could not be written.</exception>
    public bool TryEnd(TimeSpan patience)
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }

        if (!_thread.Join(patience)) return false;
        ThrowIfFailed();
        return true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }
    }

    void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new CaptureFileException(failure.File, -1, false, failure.Problem, failure);
    }

    void Put(in Job job)
    {
        _jobs.Enqueue(job);
        Monitor.PulseAll(_gate);
    }

    void WriteAll()
    {
        while (TryTake(out var job))
        {
            try
            {
                Do(job);
            }
            catch (CaptureFileException problem)
            {
                lock (_gate) _failure ??= problem;
            }

            if (job.Kind == JobKind.Write) GiveBack(job.Bytes);
        }
    }

    bool TryTake(out Job job)
    {
        lock (_gate)
        {
            while (_jobs.Count == 0 && !_isEnding) Monitor.Wait(_gate);
            return _jobs.TryDequeue(out job);
        }
    }

    void Do(in Job job)
    {
        if (job.Kind == JobKind.Close)
        {
            job.Output.Dispose();
            Interlocked.Add(ref _closedBytes, job.Output.Length);
            return;
        }

        // Behind a half block nothing makes sense.
        if (_failure is not null) return;
        if (job.Kind == JobKind.Flush) job.Output.Flush();
        else job.Output.Write(job.Bytes.AsSpan(0, job.Length));
    }

    void GiveBack(byte[] bytes)
    {
        lock (_gate)
        {
            _free.Push(bytes.Length <= LargestKept ? bytes : []);
            Monitor.PulseAll(_gate);
        }
    }

    enum JobKind
    {
        Write,
        Flush,
        Close,
    }

    readonly record struct Job(JobKind Kind, CaptureOutput Output, byte[] Bytes, int Length);
}
