using Lanner.Alerts;
using Lanner.Alerts.Outputs;
using Lanner.Configuration;
using Lanner.Metrics;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>Tells every so often how the watch stands, as an internal alert, as a line in a file, or both. Written by another thread than the event thread.</summary>
sealed class MetricsStage(MetricsSettings settings, MetricGroups groups, WatchSession session, SnapshotStage snapshots) : WatchStage
{
    public const string Subject = "metrics snapshot";

    readonly SnapshotFields _fields = new(groups, settings.MemoryInMegabytes, settings.EmptyValues);
    TimeSpan _next = settings.Interval;
    Task _telling = Task.CompletedTask;
    long _number;
    bool _isFailing;

    public override void Poll(ulong nowNs)
    {
        var now = session.Elapsed;
        // One that takes longer than the interval is not overtaken.
        if (now < _next || !_telling.IsCompleted) return;
        _next = now + settings.Interval;
        _telling = Task.Run(TellAsync);
    }

    /// <summary>One that is being told is told; the outputs take no more after this.</summary>
    public override void Flush() => _telling.Wait(TimeSpan.FromSeconds(2));

    async Task TellAsync()
    {
        if (await snapshots.AskAsync().ConfigureAwait(false) is not { } snapshot) return;
        var timeNs = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        var fields = _fields.Of(snapshot, timeNs);
        if (settings.AsAlerts)
        {
            session.Raise(new InternalAlert(Subject, RulePriority.Informational, "Lanner metrics snapshot", snapshot.Facts.HostName, fields) { TimeNs = timeNs });
        }

        if (settings.File is { } file) Append(file, SnapshotLine.Write(fields, ++_number));
    }

    void Append(string path, byte[] line)
    {
        try
        {
            using var file = new AppendFile(path);
            file.Write(line);
            if (_isFailing) session.Log.Info($"metrics: {path} can be written again");
            _isFailing = false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (!_isFailing) session.Log.Warning($"metrics: {problem.Message}");
            _isFailing = true;
        }
    }
}
