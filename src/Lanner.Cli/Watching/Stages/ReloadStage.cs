using Lanner.Alerts;
using Lanner.Metrics;
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
    long _done;
    long _failed;
    long _lastDoneNs;
    volatile bool _lastFailed;

    /// <summary>What became of reloads so far. For any thread.</summary>
    public ReloadCounts Counts => new(Interlocked.Read(ref _done), Interlocked.Read(ref _failed), Interlocked.Read(ref _lastDoneNs), _lastFailed);

    public void Ask() => _reloader?.Ask();

    public override void Start() => _reloader = new Reloader(session, Failed);

    public override void Poll(ulong nowNs)
    {
        if (_reloader?.Take() is not { } next) return;
        session.Replace(next);
        next.SetTaken();
        Interlocked.Increment(ref _done);
        Interlocked.Exchange(ref _lastDoneNs, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);
        _lastFailed = false;
    }

    public override void Dispose()
    {
        _reloader?.Dispose();
        base.Dispose();
    }

    void Failed(ReloadFailure failure)
    {
        Interlocked.Increment(ref _failed);
        _lastFailed = true;
        session.Log.Error($"{Subject}: {failure.Sentence}; first: {failure.First}");
        session.Raise(new InternalAlert(Subject, RulePriority.Critical, failure.Sentence, session.Feed.Host.HostName,
            [AlertField.Of("errors", failure.Errors), AlertField.Of("first_error", failure.First)]));
    }
}
