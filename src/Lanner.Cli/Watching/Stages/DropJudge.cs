using Lanner.Configuration;

namespace Lanner.Cli;

/// <summary>
/// Says from counters, looked at again and again, when a loss is worth an action. So that the report of a flood is not one itself, a
/// bucket of tokens limits it; what was not told at once is in the next report.
/// </summary>
sealed class DropJudge(DropSettings settings)
{
    readonly TokenBucket _tokens = new(settings.Rate, settings.MaxBurst);
    ulong _seenBefore;
    ulong _lostBefore;
    ulong _untold;

    /// <param name="seen">Events seen since the start.</param>
    /// <param name="lost">Events lost since the start.</param>
    /// <param name="now">Time since the start.</param>
    /// <returns>Null when nothing is to be done; else the events lost since the last action, and all since the last look.</returns>
    public (ulong Lost, ulong All)? Look(ulong seen, ulong lost, TimeSpan now)
    {
        var newlyLost = lost - _lostBefore;
        var all = seen - _seenBefore + newlyLost;
        (_seenBefore, _lostBefore) = (seen, lost);
        if (settings.Simulate) (newlyLost, all) = (newlyLost + 1, all + 1);
        _untold += newlyLost;
        // A threshold of 1 is reached when everything was lost, and can be passed by nothing.
        var isMuch = settings.Threshold < 1 ? (double)newlyLost / Math.Max(1, all) > settings.Threshold : newlyLost == all;
        if (newlyLost == 0 || !isMuch && !settings.Simulate || settings.Actions == DropActions.None || !_tokens.TryTake(now)) return null;
        var told = _untold;
        _untold = 0;
        return (told, all);
    }
}
