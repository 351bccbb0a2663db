using Lanner.Configuration;
using Lanner.Responses;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>Does what rules want done about their alerts, as far as the configuration allows it.</summary>
sealed class ResponseStage : WatchStage
{
    /// <summary>What is under way at the end may take so long.</summary>
    static readonly TimeSpan s_lastWait = TimeSpan.FromSeconds(5);

    readonly WatchSession _session;
    readonly Responder _responder;
    ResponseSettings _settings;
    ulong _nowNs;

    public ResponseStage(WatchPlan plan, WatchSession session)
    {
        _session = session;
        _settings = plan.Configuration.Responses;
        _responder = new Responder(_settings, new ResponderOptions
        {
            IsLive = session.Feed.IsLive, BootEpochNs = session.Feed.BootEpochNs, Engines = session.Feed.EngineSockets, Raise = session.Raise, Log = session.Log.Say,
            Hostname = () => session.Feed.Host.HostName,
        });
    }

    public override string? Note(RuleSet rules)
    {
        var count = rules.Rules.Count(rule => rule.Responses.Count > 0);
        if (count == 0) return _settings.Mode == ResponseMode.Off ? null : "responses are switched on, but no rule says respond";
        var those = count == 1 ? "1 rule asks" : $"{count} rules ask";
        return (_responder.Mode, _settings.Mode) switch
        {
            (ResponseMode.Off, _) => $"{those} for a response; nothing is done, as responses are off (see --respond)",
            (ResponseMode.DryRun, ResponseMode.On) => $"{those} for a response; of a capture it is only said what would be done",
            (ResponseMode.DryRun, _) => $"{those} for a response; it is only said what would be done (dry-run)",
            _ => $"{those} for a response, and it is done: at most {_settings.Limit} in {_settings.LimitTime.TotalSeconds:0} s",
        };
    }

    public override void Apply(WatchPlan plan)
    {
        _settings = plan.Configuration.Responses;
        _responder.Apply(_settings);
    }

    public override void OnAlert(IAlert alert) => Next(alert is Alert ofRule ? _responder.OnAlert(ofRule, Math.Max(_nowNs, alert.TimeNs)) : alert);

    public override void Poll(ulong nowNs)
    {
        _nowNs = nowNs;
        _responder.Poll(nowNs);
    }

    public override void Flush() => _responder.Complete(s_lastWait);

    public override void Report(TextWriter to)
    {
        var s = _responder.Statistics;
        if (s.IsAny) to.WriteLine($"  responses: {s.Done} done, {s.Failed} failed, {s.Spared} spared, {s.WouldDo} only said (dry-run), {s.LeftOut} left out");
    }

    public override void Dispose()
    {
        _responder.Dispose();
        base.Dispose();
    }
}
