using Lanner.Alerts;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>
/// Changes to a new configuration and new rules while the watch goes on, and keeps the old ones when the new ones are broken; then says
/// so in the log and in an internal alert.
/// </summary>
sealed class ReloadStage(WatchSession session) : WatchStage, IReload
{
    public const string Subject = "reload failed";

    Reloader? _reloader;

    public void Ask() => _reloader?.Ask();

    public override void Start() => _reloader = new Reloader(session, Failed);

    public override void Poll(ulong nowNs)
    {
        if (_reloader?.Take() is not { } next) return;
        session.Replace(next);
        next.SetTaken();
    }

    public override void Dispose()
    {
        _reloader?.Dispose();
        base.Dispose();
    }

    void Failed(ReloadFailure failure)
    {
        session.Log.Error($"{Subject}: {failure.Sentence}; first: {failure.First}");
        session.Raise(new InternalAlert(Subject, RulePriority.Critical, failure.Sentence, session.Feed.Host.HostName,
            [AlertField.Of("errors", failure.Errors), AlertField.Of("first_error", failure.First)]));
    }
}
