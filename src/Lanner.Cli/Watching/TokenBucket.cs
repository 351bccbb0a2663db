namespace Lanner.Cli;

/// <summary>How often something may be done: a few times at once, and in the long run so many times a second. Begins full.</summary>
sealed class TokenBucket(double perSecond, double most)
{
    readonly double _most = most;
    double _tokens = most;
    TimeSpan _filled;

    /// <summary>Takes a token if there is one.</summary>
    /// <param name="now">Time since some beginning; never goes back.</param>
    public bool TryTake(TimeSpan now)
    {
        _tokens = Math.Min(_most, _tokens + perSecond * Math.Max(0, (now - _filled).TotalSeconds));
        _filled = now;
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}
