namespace Lanner.Responses.Planning;

/// <summary>
/// At most so many actions in each stretch of time: the times of the last ones are kept. Unlike a bucket that fills, it never lets twice
/// as many through around the end of a stretch.
/// </summary>
sealed class ActionLimit(int count, TimeSpan time)
{
    readonly Queue<TimeSpan> _taken = new();

    /// <param name="now">Time since some beginning; never goes back.</param>
    public bool TryTake(TimeSpan now)
    {
        while (_taken.TryPeek(out var oldest) && now - oldest >= time) _taken.Dequeue();
        if (_taken.Count >= count) return false;
        _taken.Enqueue(now);
        return true;
    }
}
