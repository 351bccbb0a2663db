using System.Threading.Channels;

namespace Lanner.Engines;

/// <summary>
/// Containers to be looked up: each by one worker at a time, and once more when something happened to it meanwhile. Bounded: what does
/// not fit is refused and counted. Safe from any thread.
/// </summary>
sealed class LookupQueue(Func<string, CancellationToken, Task> lookUp, int capacity = 1024)
{
    readonly Channel<string> _waiting = Channel.CreateBounded<string>(capacity);
    readonly Dictionary<string, Work> _works = [];
    readonly Lock _gate = new();
    long _refused;

    enum Work : byte
    {
        Waiting,
        Running,
        RunningAgainAfter,
    }

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>False when the queue is full.</summary>
    public bool Enqueue(string id)
    {
        lock (_gate)
        {
            if (_works.TryGetValue(id, out var work))
            {
                if (work == Work.Running)
                    _works[id] = Work.RunningAgainAfter;
                return true;
            }
            if (!_waiting.Writer.TryWrite(id))
            {
                Interlocked.Increment(ref _refused);
                return false;
            }
            _works.Add(id, Work.Waiting);
            return true;
        }
    }

    /// <summary>Works until cancelled. The function must not throw but for that.</summary>
    public Task RunAsync(int workers, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, Math.Max(workers, 1)).Select(_ => WorkAsync(cancellation)));

    async Task WorkAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var id in _waiting.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                do
                {
                    lock (_gate)
                        _works[id] = Work.Running;
                    await lookUp(id, cancellation).ConfigureAwait(false);
                }
                while (IsToRunAgain(id));
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    bool IsToRunAgain(string id)
    {
        lock (_gate)
        {
            if (_works[id] == Work.RunningAgainAfter)
                return true;
            _works.Remove(id);
            return false;
        }
    }
}
