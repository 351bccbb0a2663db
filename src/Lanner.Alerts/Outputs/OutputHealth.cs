namespace Lanner.Alerts.Outputs;

/// <summary>
/// Counts what one output does, and says once when it goes bad and once when it is good again. Used from several threads; what is said
/// is said outside of the lock.
/// </summary>
/// <param name="name">Of the output.</param>
/// <param name="storesFirst">As <see cref="AlertOutputOptions.StoresFirst"/>.</param>
/// <param name="say">Takes what is said.</param>
sealed class OutputHealth(string name, bool storesFirst, Action<string> say)
{
    readonly object _lock = new();
    readonly long[] _dropped = new long[AlertDropReasons.All.Count];
    long _written;
    long _failures;
    string? _lastFailure;
    bool _isFailing;
    bool _isStorageFailing;
    bool _isRefused;
    bool _isOverflowing;
    bool _isAbandoned;
    long _lostBefore;

    public bool StoresFirst => storesFirst;

    /// <summary>The output's queue is not being emptied.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_lock) return storesFirst ? _isStorageFailing : _isFailing;
        }
    }

    public AlertOutputStatistics Snapshot(int queued, (long Alerts, long Bytes) spooled)
    {
        lock (_lock)
        {
            return new AlertOutputStatistics
            {
                Name = name,
                Written = _written,
                DroppedByReason = [.. _dropped],
                Queued = queued,
                Failures = _failures,
                LastFailure = _lastFailure,
                IsFailing = _isFailing || _isStorageFailing,
                Spooled = spooled.Alerts,
                SpooledBytes = spooled.Bytes,
            };
        }
    }

    public void Delivered(int count)
    {
        string? news = null;
        lock (_lock)
        {
            if (_isAbandoned) return;
            _written += count;
            if (_isFailing || _isRefused) news = "works again" + Losses();
            _isFailing = _isRefused = false;
        }

        Tell(news);
    }

    /// <summary>An alert is where it is safe until it is delivered.</summary>
    public void Stored()
    {
        string? news = null;
        lock (_lock)
        {
            if (_isStorageFailing) news = "alerts can be stored again" + Losses();
            _isStorageFailing = false;
        }

        Tell(news);
    }

    public void StorageFailed(string why)
    {
        string? news = null;
        lock (_lock)
        {
            _failures++;
            _lastFailure = why;
            if (!_isStorageFailing)
            {
                _isStorageFailing = true;
                _lostBefore = _dropped.Sum();
                news = $"alerts cannot be stored: {why}; they wait in memory";
            }
        }

        Tell(news);
    }

    /// <param name="why">What went wrong.</param>
    /// <param name="isExpected">Count it, but say nothing yet.</param>
    public void Failed(string why, bool isExpected)
    {
        string? news = null;
        lock (_lock)
        {
            _failures++;
            _lastFailure = why;
            if (!_isFailing && !isExpected)
            {
                _isFailing = true;
                _lostBefore = _dropped.Sum();
                news = $"{why}; its alerts wait";
            }
        }

        Tell(news);
    }

    public void Refused(int count, string why)
    {
        string? news = null;
        lock (_lock)
        {
            _failures++;
            _lastFailure = why;
            if (!_isRefused) news = $"{why}; such alerts are dropped";
            if (!_isRefused && !_isFailing) _lostBefore = _dropped.Sum();
            _isRefused = true;
            _isFailing = false;
            _dropped[(int)AlertDropReason.Refused] += count;
        }

        Tell(news);
    }

    /// <summary>Nobody reads it any more.</summary>
    public void Closed(int count, string why)
    {
        lock (_lock)
        {
            _failures++;
            _lastFailure = why;
            _isFailing = true;
            _dropped[(int)AlertDropReason.Closed] += count;
        }

        Tell($"{why}; its alerts are dropped from now on");
    }

    public void Dropped(AlertDropReason reason, long count)
    {
        if (count == 0) return;
        string? news = null;
        lock (_lock)
        {
            if (_isAbandoned) return;
            var isOverflow = reason is AlertDropReason.QueueFull or AlertDropReason.SpoolFull;
            if (isOverflow && !_isOverflowing)
            {
                _isOverflowing = true;
                if (!_isFailing) _lostBefore = _dropped.Sum();
                news = reason == AlertDropReason.QueueFull ? "too many alerts wait for it; the newest are dropped" : "its spool is full; the oldest alerts are dropped";
            }

            _dropped[(int)reason] += count;
        }

        Tell(news);
    }

    /// <summary>The output hangs for good with so many alerts; should its thread go on one day, they are not counted again.</summary>
    public void Abandon(int count)
    {
        lock (_lock)
        {
            _dropped[(int)AlertDropReason.NotSentAtEnd] += count;
            _isAbandoned = true;
        }
    }

    /// <summary>Nothing waits any more.</summary>
    public void CaughtUp()
    {
        string? news = null;
        lock (_lock)
        {
            if (_isOverflowing && !_isFailing) news = "keeps up again" + Losses();
            if (!_isFailing) _isOverflowing = false;
        }

        Tell(news);
    }

    /// <summary>For what belongs to no change of state.</summary>
    public void Tell(string? news)
    {
        if (news is not null) say($"output {name}: {news}");
    }

    string Losses() => _dropped.Sum() - _lostBefore is > 0 and var lost ? $"; {lost} alerts were lost meanwhile" : "";
}
