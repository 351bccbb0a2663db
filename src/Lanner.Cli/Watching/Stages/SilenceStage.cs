using Lanner.Configuration;

namespace Lanner.Cli;

/// <summary>Says once, each time, when no event came for long: a host so quiet is rare, a blind watcher is not.</summary>
sealed class SilenceStage(SilenceSettings settings, WatchSession session) : WatchStage
{
    ulong _events;
    TimeSpan _since;
    bool _isTold;

    public override void Poll(ulong nowNs)
    {
        var events = session.Feed.EventsRead;
        var now = session.Elapsed;
        if (events != _events)
        {
            (_events, _since, _isTold) = (events, now, false);
        }
        else if (!_isTold && now - _since >= settings.Longest)
        {
            _isTold = true;
            session.Log.Debug($"no event for {settings.Longest.TotalSeconds:0.#} s");
        }
    }
}
