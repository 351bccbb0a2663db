using Lanner.Configuration;
using Lanner.Metrics;
using Lanner.Web;

namespace Lanner.Cli;

/// <summary>What the web server of a watch shows. A new page gets its line here.</summary>
static class WatchPages
{
    public static WebRoutes Create(WatchPlan plan, SnapshotStage snapshots)
    {
        var settings = plan.Configuration.WebServer;
        var routes = new WebRoutes();
        routes.Add(settings.HealthPath, (_, _) => ValueTask.FromResult(Health(snapshots.Health)));
        routes.Add("/versions", static (_, _) => ValueTask.FromResult(WebResponse.Json(200, Falco.FalcoVersion.Write(json: true) + "\n")));
        if (settings.ServesMetrics) routes.Add("/metrics", new MetricsPage(snapshots, plan.MetricGroups).AnswerAsync);
        return routes;
    }

    static WebResponse Health(HealthMonitor health) => health.Blindness is { } why
        ? WebResponse.Json(503, JsonLine.Write(json =>
        {
            json.WriteString("status", "blind");
            json.WriteString("reason", why);
        }) + "\n")
        : WebResponse.Json(200, "{\"status\": \"ok\"}\n");
}
