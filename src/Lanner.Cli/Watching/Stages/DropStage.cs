using Lanner.Alerts;
using Lanner.Capture;
using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// Looks each second whether events were lost, and does what the configuration wants then: a line, an internal alert, the end of the
/// program.
/// </summary>
sealed class DropStage(DropSettings settings, WatchSession session) : WatchStage
{
    public const string Subject = "syscall event drop";

    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    readonly DropJudge _judge = new(settings);
    TimeSpan _next = s_interval;

    public override void Poll(ulong nowNs)
    {
        var now = session.Elapsed;
        if (now < _next) return;
        _next = now + s_interval;
        // Trying out the actions needs no kernel.
        if ((session.Feed.ReadStatistics() ?? (settings.Simulate ? new CaptureStatistics() : null)) is not { } statistics) return;
        if (_judge.Look(statistics.EventsRead, statistics.Dropped, now) is { } loss) Act(statistics, loss.Lost, loss.All);
    }

    void Act(CaptureStatistics statistics, ulong lost, ulong all)
    {
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
