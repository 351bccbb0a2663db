namespace Lanner.Cli;

/// <summary>The stages of a watch, in the order in which alerts pass them. A new one gets its line here.</summary>
static class WatchStages
{
    /// <exception cref="IOException">A folder or file that a stage writes to cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static List<WatchStage> Create(WatchPlan plan, WatchSession session)
    {
        var stages = new List<WatchStage>();
        if (plan.Flight is { } flight) stages.Add(new FlightStage(flight, session));
        if (plan.Source is not null) stages.Add(new ReloadStage(session));
        if (plan.RuleCosts) stages.Add(new RuleCostStage(plan.RuleCostInterval, session));
        if (session.Feed.IsLive)
        {
            stages.Add(new DropStage(plan.Configuration.Drops, session));
            stages.Add(new SilenceStage(plan.Configuration.Silence, session));
            stages.Add(new StuckOutputStage(plan.Configuration.Output.StuckAfter, session));
        }

        return stages;
    }
}
