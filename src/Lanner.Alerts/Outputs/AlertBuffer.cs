using Lanner.Rules;

namespace Lanner.Alerts.Outputs;

/// <summary>Alerts that wait for one output: bounded, filled from any thread, emptied by the output's own.</summary>
sealed class AlertBuffer(int capacity)
{
    readonly Queue<IAlert> _alerts = new();
    readonly object _lock = new();
    bool _isWoken;
    bool _isComplete;

    public int Count
    {
        get
        {
            lock (_lock) return _alerts.Count;
        }
    }

    /// <returns>False when it is full or complete.</returns>
    public bool TryAdd(IAlert alert)
    {
        lock (_lock) return TryAddLocked(alert);
    }

    /// <summary>Waits for room for as long as <paramref name="mayWait"/> says so; it is asked again after each <see cref="Wake"/>.</summary>
    /// <returns>As <see cref="TryAdd"/>.</returns>
    public bool Add(IAlert alert, Func<bool> mayWait)
    {
        lock (_lock)
        {
            while (_alerts.Count >= capacity && !_isComplete && mayWait()) Monitor.Wait(_lock);
            return TryAddLocked(alert);
        }
    }

    /// <summary>
    /// Waits for alerts and moves up to <paramref name="limit"/> of them. Returns false when there are none and none will come. Returns
    /// true with nothing after <see cref="Wake"/>.
    /// </summary>
    public bool Take(List<IAlert> to, int limit)
    {
        lock (_lock)
        {
            while (_alerts.Count == 0 && !_isComplete && !_isWoken) Monitor.Wait(_lock);
            _isWoken = false;
            if (_alerts.Count == 0) return !_isComplete;
            while (to.Count < limit && _alerts.TryDequeue(out var alert)) to.Add(alert);
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Lets everyone who waits look again.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _isWoken = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Takes no more.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            Monitor.PulseAll(_lock);
        }
    }

    bool TryAddLocked(IAlert alert)
    {
        if (_isComplete || _alerts.Count >= capacity) return false;
        _alerts.Enqueue(alert);
        Monitor.PulseAll(_lock);
        return true;
    }
}
