using System.Net.Sockets;

using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>One output at work: its queue, its thread, and what is done when its sink fails.</summary>
sealed class OutputWorker : IDisposable
{
    /// <summary>How long an output that was changed may take to end what it has begun.</summary>
    static readonly TimeSpan s_endOfChanged = TimeSpan.FromSeconds(3);

    readonly AlertBuffer _waiting;
    readonly OutputHealth _health;
    readonly TimeProvider _time;
    readonly Backoff _backoff = Backoff.Usual;
    readonly List<IAlert> _batch = [];
    readonly CancellationTokenSource _ending = new();
    readonly Thread _thread;
    readonly Action<string> _closed;
    readonly Func<bool> _mayWait;
    volatile AlertSink _sink;
    volatile CancellationTokenSource? _pause;
    Func<AlertSink>? _nextSink;
    volatile bool _isReopenAsked;
    bool _isClosed;
    bool _gaveUp;
    int _failuresAtEnd;
    int _inHand;

    /// <param name="name">For the thread.</param>
    /// <param name="capacity">Alerts that may wait.</param>
    /// <param name="sink">The far end; the worker disposes of it.</param>
    /// <param name="health">Takes what happens.</param>
    /// <param name="time">The clock of back-off.</param>
    /// <param name="closed">Told, once and on the worker's thread, when nobody reads the output any more.</param>
    public OutputWorker(string name, int capacity, AlertSink sink, OutputHealth health, TimeProvider time, Action<string> closed)
    {
        _waiting = new AlertBuffer(capacity);
        _sink = sink;
        _health = health;
        _time = time;
        _closed = closed;
        _mayWait = () => !_health.IsStuck;
        _thread = new Thread(Run) { IsBackground = true, Name = $"alerts {name}" };
        _thread.Start();
    }

    public AlertOutputStatistics Statistics => _health.Snapshot(_waiting.Count + Volatile.Read(ref _inHand), _sink.Spooled);

    /// <param name="alert">What to deliver.</param>
    /// <param name="waitsForRoom">Wait while the queue is full and the output works, instead of dropping.</param>
    public void Add(IAlert alert, bool waitsForRoom)
    {
        if (!(waitsForRoom ? _waiting.Add(alert, _mayWait) : _waiting.TryAdd(alert))) _health.Dropped(AlertDropReason.QueueFull, 1);
    }

    public void Reopen()
    {
        _isReopenAsked = true;
        _waiting.Wake();
    }

    /// <summary>
    /// Another far end takes over between two attempts: what waits, and what could not be delivered so far, goes to it. The old one ends
    /// first, so that both may use the same files.
    /// </summary>
    /// <param name="create">Makes it, on the worker's thread.</param>
    public void Change(Func<AlertSink> create)
    {
        Volatile.Write(ref _nextSink, create);
        try
        {
            _pause?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pause was over.
        }

        _waiting.Wake();
    }

    /// <summary>It has ended and lost nothing.</summary>
    public bool IsDone => !_thread.IsAlive && Statistics.Dropped == 0;

    /// <summary>Takes no more. Attempts follow each other without a wait, and the third failure is the last.</summary>
    public void BeginComplete()
    {
        _waiting.Complete();
        _ending.Cancel();
    }

    /// <returns>True when the thread has ended by then.</returns>
    public bool WaitUntilComplete(TimeSpan patience) => _thread.Join(patience);

    public void Abort() => _sink.Abort();

    /// <summary>The thread hangs for good: what waits is lost, and counted.</summary>
    public void Abandon() => _health.Abandon(_waiting.Count + Volatile.Read(ref _inHand));

    public void Dispose()
    {
        // A thread that hangs in a write still has its sink; it ends with the process.
        if (!_thread.IsAlive) _ending.Dispose();
    }

    void Run()
    {
        try
        {
            Attempt(_sink.Start);
            while (_waiting.Take(_batch, _sink.BatchSize))
            {
                Volatile.Write(ref _inHand, _batch.Count);
                ChangeSink();
                if (_isReopenAsked)
                {
                    _isReopenAsked = false;
                    Attempt(_sink.Reopen);
                }

                if (_batch.Count > 0) Deliver();
                _batch.Clear();
                Volatile.Write(ref _inHand, 0);
                if (_waiting.Count > 0) continue;
                if (!_health.StoresFirst || _sink.Spooled.Alerts == 0) _health.CaughtUp();
            }

            Attempt(_sink.End);
        }
        finally
        {
            _sink.Dispose();
        }
    }

    /// <summary>Sends the batch, in parts where a changed sink takes less at once.</summary>
    void Deliver()
    {
        while (_batch.Count > 0)
        {
            ChangeSink();
            if (_isClosed || _gaveUp)
            {
                _health.Dropped(_isClosed ? AlertDropReason.Closed : AlertDropReason.NotSentAtEnd, _batch.Count);
                return;
            }

            var count = Math.Min(_batch.Count, _sink.BatchSize);
            try
            {
                _sink.Send(count == _batch.Count ? _batch : _batch.GetRange(0, count));
                if (_health.StoresFirst) _health.Stored();
                else _health.Delivered(count);
                _backoff.Reset();
                _failuresAtEnd = 0;
                _batch.RemoveRange(0, count);
            }
            catch (AlertRefusedException problem)
            {
                _health.Refused(count, problem.Message);
                _batch.RemoveRange(0, count);
            }
            catch (OutputClosedException problem)
            {
                Close(problem.Message, _batch.Count);
                return;
            }
            catch (Exception problem) when (IsEnvironment(problem))
            {
                Fail(problem);
                if (_ending.IsCancellationRequested && ++_failuresAtEnd >= Backoff.AttemptsAtEnd) _gaveUp = true;
                else Pause(_backoff.Next((problem as OutputUnavailableException)?.RetryAfter));
            }
        }
    }

    void ChangeSink()
    {
        if (Interlocked.Exchange(ref _nextSink, null) is not { } create) return;
        var old = _sink;
        using (var limit = new Timer(_ => old.Abort(), null, s_endOfChanged, Timeout.InfiniteTimeSpan))
        {
            Attempt(old.End);
        }

        old.Dispose();
        _sink = create();
        _backoff.Reset();
        Attempt(_sink.Start);
    }

    /// <summary>Does what is not tied to an alert; when it fails, the next alert finds out whether it still does.</summary>
    void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (OutputClosedException problem)
        {
            Close(problem.Message, 0);
        }
        catch (Exception problem) when (IsEnvironment(problem))
        {
            Fail(problem);
        }
    }

    void Close(string why, int count)
    {
        _isClosed = true;
        _health.Closed(count, why);
        _waiting.Wake();
        _closed(why);
    }

    void Fail(Exception problem)
    {
        if (_health.StoresFirst) _health.StorageFailed(problem.Message);
        else _health.Failed(problem.Message, problem is OutputUnavailableException { IsExpected: true });
        // Who waits for room in a replay must not wait for an output that does not work.
        _waiting.Wake();
    }

    void Pause(TimeSpan wait)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        _pause = pause;
        try
        {
            if (Volatile.Read(ref _nextSink) is null) Task.Delay(wait, _time, pause.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // The end, or another sink: nothing is waited for.
        }

        _pause = null;
    }

    static bool IsEnvironment(Exception problem) =>
        problem is OutputUnavailableException or IOException or UnauthorizedAccessException or SocketException or ObjectDisposedException;
}
