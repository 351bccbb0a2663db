using Lanner.Alerts;
using Lanner.Capture;
using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// Looks each second whether events were lost, and does what the configuration wants then: a line, an internal alert, the end of the
/// program. So that the report of a flood is not one itself, a bucket of tokens limits it; what was not told at once is in the next.
/// </summary>
sealed class DropStage(DropSettings settings, WatchSession session) : WatchStage
{
    public const string Subject = "syscall event drop";

    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    readonly TokenBucket _tokens = new(settings.Rate, settings.MaxBurst);
    TimeSpan _next = s_interval;
    ulong _seenBefore;
    ulong _lostBefore;
    ulong _untold;

    public override void Poll(ulong nowNs)
    {
        var now = session.Elapsed;
        if (now < _next) return;
        _next = now + s_interval;
        // Trying out the actions needs no kernel.
        if ((session.Feed.ReadStatistics() ?? (settings.Simulate ? new CaptureStatistics() : null)) is not { } statistics) return;
        Look(statistics, now);
    }

    /// <summary>One look at the counters.</summary>
    internal void Look(CaptureStatistics statistics, TimeSpan now)
    {
        var lost = statistics.Dropped - _lostBefore;
        var all = statistics.EventsRead - _seenBefore + lost;
        (_seenBefore, _lostBefore) = (statistics.EventsRead, statistics.Dropped);
        if (settings.Simulate) (lost, all) = (lost + 1, all + 1);
        _untold += lost;
        if (lost == 0 || (double)lost / all <= settings.Threshold && settings.Threshold < 1) return;
        if (settings.Actions == DropActions.None || !_tokens.TryTake(now)) return;
        Act(statistics, all);
    }

    void Act(CaptureStatistics statistics, ulong all)
    {
        var lost = _untold;
        _untold = 0;
        var text = DropReport.Describe(lost, statistics, session.Feed.Host) + "; what they would have shown was not judged";
        if (settings.Actions.HasFlag(DropActions.Log)) session.Log.Error(text);
        if (settings.Actions.HasFlag(DropActions.Alert)) session.Raise(Alert(lost, all, text, statistics));
        if (!settings.Actions.HasFlag(DropActions.Exit)) return;
        session.Log.Error("the configuration wants an end when events are lost (syscall_event_drops.actions)");
        session.Stop.Ask(ExitCode.EventsLost);
    }

    InternalAlert Alert(ulong lost, ulong all, string text, CaptureStatistics statistics) => new(Subject, RulePriority.Critical, text, session.Feed.Host.HostName,
    [
        AlertField.Of("n_drops", lost), AlertField.Of("n_evts", all), AlertField.Of("n_drops_total", statistics.Dropped),
        .. statistics.DropsByReason.Where(d => d.Count > 0).Select(d => AlertField.Of("n_drops_" + d.Reason, d.Count)),
    ]);
}
