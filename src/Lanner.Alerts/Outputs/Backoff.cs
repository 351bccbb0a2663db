namespace Lanner.Alerts.Outputs;

/// <summary>How long to wait before the next attempt: doubled after each failure up to a limit, and spread by chance, so that many agents do not return at once.</summary>
sealed class Backoff(TimeSpan first, TimeSpan most)
{
    /// <summary>What another side may ask for at most; a longer wait is cut to this.</summary>
    public static readonly TimeSpan MostAskedFor = TimeSpan.FromMinutes(10);

    /// <summary>At the end of the program nothing is waited for; so many failures one after the other are the last.</summary>
    public const int AttemptsAtEnd = 3;

    TimeSpan _wait;

    public static Backoff Usual => new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30));

    public void Reset() => _wait = TimeSpan.Zero;

    /// <param name="askedFor">What the other side wants; null when it said nothing.</param>
    public TimeSpan Next(TimeSpan? askedFor = null)
    {
        _wait = _wait == TimeSpan.Zero ? first : _wait * 2 < most ? _wait * 2 : most;
        if (askedFor is not { } asked) return _wait * (0.5 + Random.Shared.NextDouble() / 2);
        return asked > MostAskedFor ? MostAskedFor : asked > TimeSpan.Zero ? asked : TimeSpan.Zero;
    }
}
