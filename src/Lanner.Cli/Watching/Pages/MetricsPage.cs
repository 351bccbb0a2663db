using Lanner.Metrics;
using Lanner.Web;

namespace Lanner.Cli;

/// <summary>The page <c>/metrics</c>. Who asks while one is being made gets that one, so that many askers cost no more than one.</summary>
sealed class MetricsPage(SnapshotStage snapshots, MetricGroups groups)
{
    readonly Lock _lock = new();
    Task<WebResponse>? _plain;
    Task<WebResponse>? _open;

    public async ValueTask<WebResponse> AnswerAsync(WebRequest request, CancellationToken ending)
    {
        Task<WebResponse> making;
        var openMetrics = PrometheusText.WantsOpenMetrics(request.Accept);
        lock (_lock)
        {
            ref var current = ref openMetrics ? ref _open : ref _plain;
            if (current is null or { IsCompleted: true }) current = Task.Run(() => MakeAsync(openMetrics), CancellationToken.None);
            making = current;
        }

        return await making.WaitAsync(ending).ConfigureAwait(false);
    }

    async Task<WebResponse> MakeAsync(bool openMetrics) => await snapshots.AskAsync().ConfigureAwait(false) is { } snapshot
        ? new WebResponse(200, openMetrics ? PrometheusText.OpenMetricsType : PrometheusText.PrometheusType, PrometheusText.Write(snapshot, groups, openMetrics))
        : WebResponse.Text(503, "The watch has not begun.\n");
}
