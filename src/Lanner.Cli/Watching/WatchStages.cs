namespace Lanner.Cli;

/// <summary>The stages of a watch, in the order in which alerts pass them. A new one gets its line here.</summary>
static class WatchStages
{
    /// <exception cref="IOException">A folder or file that a stage writes to cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The certificate of the web server cannot be used.</exception>
    public static List<WatchStage> Create(WatchPlan plan, WatchSession session)
    {
        var stages = new List<WatchStage>();
        var flight = plan.Flight is { } options ? new FlightStage(options, session) : null;
        if (flight is not null) stages.Add(flight);
        stages.Add(new ResponseStage(plan, session));
        var reload = plan.Source is null ? null : new ReloadStage(session);
        if (reload is not null) stages.Add(reload);
        if (plan.RuleCosts) stages.Add(new RuleCostStage(plan.RuleCostInterval, session));
        if (session.Feed.IsLive)
        {
            stages.Add(new DropStage(plan.Configuration.Drops, session));
            stages.Add(new SilenceStage(plan.Configuration.Silence, session));
            stages.Add(new StuckOutputStage(plan.Configuration.Output.StuckAfter, session));
        }

        var fold = new FoldStage(plan.Configuration.Fold);
        if (plan.Configuration.Metrics.IsEnabled || plan.Configuration.WebServer.IsEnabled)
            AddMetrics(stages, new SnapshotStage(Facts.Read(session.Feed, plan.Configuration), session, flight, reload, fold), plan, session);
        stages.Add(new AncestryStage(session));
        // Last, so that all others see every alert.
        stages.Add(fold);
        return stages;
    }

    static void AddMetrics(List<WatchStage> stages, SnapshotStage snapshots, WatchPlan plan, WatchSession session)
    {
        var (metrics, web) = (plan.Configuration.Metrics, plan.Configuration.WebServer);
        stages.Add(snapshots);
        if (metrics.IsEnabled) stages.Add(new MetricsStage(metrics, plan.MetricGroups, session, snapshots));
        if (!web.IsEnabled) return;
        var server = new WebStage(web, WatchPages.Create(plan, snapshots), session.Log);
        snapshots.Web = server.Counters;
        stages.Add(server);
    }
}
