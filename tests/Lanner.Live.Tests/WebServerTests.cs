using System.Net;
using System.Text.RegularExpressions;

using Xunit;

namespace Lanner.Live.Tests;

/// <summary>What a real watch tells of itself over HTTP: that its numbers are what happened, and that it knows when it is blind.</summary>
public sealed partial class WebServerTests : IDisposable
{
    const string Rules = """
        - rule: Counted open
          desc: for tests
          condition: container.id != host and evt.type in (open, openat) and fd.name = /tmp/counted
          output: opened %fd.name
          priority: WARNING
          tags: [counted]
        """;

    static readonly TimeSpan limit = TimeSpan.FromSeconds(30);

    readonly HttpClient client = new() { Timeout = limit };

    public void Dispose() => client.Dispose();

    [LiveFact]
    public async Task Numbers_are_what_a_container_did()
    {
        await using var lanner = await Watch();
        var at = Address(lanner);
        Assert.Equal(0, Value(await Metrics(at), Matches));

        await ContainerRun.Run(await TestImage.Busybox, "sh", "-c", "touch /tmp/counted; for i in 1 2 3 4 5 6; do cat /tmp/counted; done");
        await lanner.Until(seen => seen.Count == 7 ? seen : null);

        var metrics = await Metrics(at);
        Assert.Equal(7, Value(metrics, Matches));
        Assert.Equal(7, Value(metrics, "lanner_output_written_total{output=\"stdout\"}"));
        Assert.True(Value(metrics, "lanner_events_total{type=\"execve\"}") >= 7);
        Assert.True(Value(metrics, "lanner_rule_evaluations_total{rule_name=\"Counted open\",source=\"syscall\"}") >= 7);
        Assert.True(Value(metrics, "lanner_containers") >= 1);
        Assert.Equal(1, Value(metrics, "lanner_container_engine_connected{engine=\"docker\"}"));
        Assert.Equal(0, Value(metrics, "falcosecurity_scap_n_drops_total"));
        Assert.Equal(HttpStatusCode.OK, (await Health(at)).Status);
        Assert.Equal(0, await lanner.Stop());
    }

    [LiveFact]
    public async Task A_stuck_event_thread_is_told_by_the_others_and_forgiven_when_it_goes_on()
    {
        await using var lanner = await Watch();
        var at = Address(lanner);
        await HealthBecomes(at, HttpStatusCode.OK);
        await using (await StoppedThread.Stop(lanner.ProcessId))
        {
            var reason = await HealthBecomes(at, HttpStatusCode.ServiceUnavailable);
            Assert.Matches("\"status\":\"blind\",\"reason\":\"events have not been read for [0-9]+ s: their thread is stuck\"", reason);
            // Numbers are the last there were, and say so.
            var metrics = await Metrics(at);
            Assert.Equal(0, Value(metrics, "lanner_healthy"));
            Assert.True(Value(metrics, "lanner_event_thread_age_seconds") > 5);
        }

        await HealthBecomes(at, HttpStatusCode.OK);
        Assert.Equal(0, await lanner.Stop());
    }

    [LiveFact]
    public async Task Losses_are_the_same_in_the_alert_and_in_the_metrics()
    {
        await using var lanner = await Watch("--buffer", "1", "-o", "syscall_event_drops={actions: [alert], rate: 100, max_burst: 100}");
        var at = Address(lanner);
        // What happens while nobody reads does not fit into the ring.
        await using (await StoppedThread.Stop(lanner.ProcessId))
            await ContainerRun.Run(await TestImage.Busybox, "sh", "-c", "i=0; while [ $i -lt 30000 ]; do : >/tmp/counted; i=$((i+1)); done");

        await lanner.Until(seen => LostByAlert(seen));
        // A few more may be lost until the ring is empty; the next alert, a second later, has them, and so have pages asked for then.
        var metrics = await MetricsBecome(at, now => LostByAlert(lanner.Alerts) == $"{Value(now, "falcosecurity_scap_n_drops_total")}");
        var lost = Value(metrics, "falcosecurity_scap_n_drops_total");
        Assert.True(lost > 0);
        Assert.Equal(lost, Value(metrics, "lanner_drops_total{reason=\"ring_full\"}"));
        Assert.Equal(lost, Matching(metrics, "lanner_drops_by_type_total{").Sum());
        Assert.Equal(lost, Matching(metrics, "falcosecurity_scap_n_drops_buffer_total{").Sum());
        Assert.Equal(0, await lanner.Stop());
    }

    static string? LostByAlert(IReadOnlyList<Alert> seen) => seen.LastOrDefault(alert => alert.Rule == "Lanner internal: syscall event drop")?.Field("n_drops_total");

    const string Matches = "falcosecurity_falco_rules_matches_total{priority=\"4\",rule_name=\"Counted open\",source=\"syscall\",tag_counted=\"true\"}";

    static Task<LannerProcess> Watch(params string[] arguments) => LannerProcess.WatchRules(Rules, arguments: ["--listen", "0", .. arguments]);

    static Uri Address(LannerProcess lanner) => new(AddressPattern().Match(lanner.Error).Value);

    async Task<string[]> Metrics(Uri at) => (await client.GetStringAsync(new Uri(at, "/metrics"), TestContext.Current.CancellationToken)).Split('\n');

    async Task<string[]> MetricsBecome(Uri at, Func<string[], bool> wanted)
    {
        using var expiry = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        expiry.CancelAfter(limit);
        while (true)
        {
            var now = await Metrics(at);
            if (wanted(now)) return now;
            await Task.Delay(100, expiry.Token);
        }
    }

    static double Value(string[] metrics, string series) => Assert.Single(Matching(metrics, series + " "));

    static IEnumerable<double> Matching(string[] metrics, string start) => metrics.Where(line => line.StartsWith(start, StringComparison.Ordinal))
        .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));

    async Task<(HttpStatusCode Status, string Text)> Health(Uri at)
    {
        using var answer = await client.GetAsync(new Uri(at, "/healthz"), TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    async Task<string> HealthBecomes(Uri at, HttpStatusCode status)
    {
        using var expiry = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        expiry.CancelAfter(limit);
        while (true)
        {
            var (now, text) = await Health(at);
            if (now == status) return text;
            await Task.Delay(100, expiry.Token);
        }
    }

    [GeneratedRegex("http://[0-9.:]+/")]
    private static partial Regex AddressPattern();
}
