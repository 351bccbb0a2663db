using System.Collections.Concurrent;

namespace Lanner.Responses.Doing;

/// <summary>
/// Work that is done in order by a few threads of its own, which begin with the first piece. Who brings work never waits: what does not fit
/// is refused.
/// </summary>
sealed class WorkLane<T>(string name, int threads, int capacity, Action<T> work) : IDisposable
{
    readonly BlockingCollection<T> _waiting = new(capacity);
    readonly Lock _lock = new();
    Thread[] _threads = [];

    public bool TryAdd(T item)
    {
        lock (_lock)
        {
            if (_waiting.IsAddingCompleted || !_waiting.TryAdd(item)) return false;
            if (_threads.Length > 0) return true;
            _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Run) { Name = name, IsBackground = true })];
        }

        foreach (var thread in _threads) thread.Start();
        return true;
    }

    /// <summary>Takes no more, and waits for what there is.</summary>
    /// <returns>False when it was not done in time.</returns>
    public bool Complete(TimeSpan limit)
    {
        _waiting.CompleteAdding();
        var end = DateTime.UtcNow + limit;
        return _threads.All(thread => thread.Join(Max(end - DateTime.UtcNow)));
    }

    /// <summary>After <see cref="Complete"/> was true.</summary>
    public void Dispose() => _waiting.Dispose();

    void Run()
    {
        foreach (var item in _waiting.GetConsumingEnumerable()) work(item);
    }

    static TimeSpan Max(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
