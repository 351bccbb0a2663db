using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lanner.Cli.Tests.Watching;

/// <summary>What a watch shows over HTTP, asked for by a real client.</summary>
public sealed partial class WebPagesTests : IDisposable
{
    readonly CaptureMaker _files = new();
    readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Listen_serves_health_versions_and_metrics()
    {
        var (watch, at) = await Start("--listen", "0");
        await using var _ = watch;
        Assert.Equal(IPAddress.Loopback.ToString(), at.Host);
        Assert.Equal("{\"status\": \"ok\"}\n", await Healthy(at));
        using var versions = JsonDocument.Parse(await _client.GetStringAsync(new Uri(at, "/versions"), Cancellation));
        Assert.Equal(("0.63.0", "63", "0.44.0"), (versions.RootElement.GetProperty("engine_version_semver").GetString(),
            versions.RootElement.GetProperty("engine_version").GetString(), versions.RootElement.GetProperty("falco_version").GetString()));
        using var metrics = await _client.GetAsync(new Uri(at, "/metrics"), Cancellation);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.Content.Headers.ContentType?.ToString());
        var text = await metrics.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("\nfalcosecurity_scap_engine_name_info{engine_name=\"nodriver\",evt_source=\"syscall\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\nlanner_healthy 1\n", text, StringComparison.Ordinal);
        Assert.Equal(0, (await watch.End()).Code);
    }

    [Fact]
    public async Task Who_asks_for_OpenMetrics_gets_it()
    {
        var (watch, at) = await Start("--listen", "0");
        await using var _ = watch;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at, "/metrics"));
        request.Headers.Add("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        using var answer = await _client.SendAsync(request, Cancellation);
        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith("\n# EOF\n", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_chooses_pages()
    {
        var (watch, at) = await Start("-o", "webserver.enabled=true", "-o", $"webserver.listen_port={FreePort()}", "-o", "webserver.k8s_healthz_endpoint=/alive");
        await using var _ = watch;
        Assert.Equal("{\"status\": \"ok\"}\n", await Healthy(at, "/alive"));
        foreach (var path in new[] { "/metrics", "/healthz" })
        {
            using var answer = await _client.GetAsync(new Uri(at, path), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_configuration_chooses_parts_of_the_metrics()
    {
        var (watch, at) = await Start("--listen", "0", "-o", "metrics.rules_counters_enabled=false", "-o", "metrics.state_counters_enabled=false");
        await using var _ = watch;
        var text = await _client.GetStringAsync(new Uri(at, "/metrics"), Cancellation);
        Assert.DoesNotContain("lanner_rules_loaded", text, StringComparison.Ordinal);
        Assert.DoesNotContain("lanner_processes", text, StringComparison.Ordinal);
        Assert.Contains("process_resident_memory_bytes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_line_and_watching_goes_on()
    {
        using var blocker = new TcpListener(IPAddress.Loopback, 0);
        blocker.Start();
        var port = ((IPEndPoint)blocker.LocalEndpoint).Port;
        await using var watch = await RunningWatch.Start("--listen", $"{port}");
        var (code, _, errors) = await watch.End();
        Assert.Equal(0, code);
        Assert.Equal(1, Matches($"lanner: web server: 127.0.0.1 port {port}: another program listens there", string.Join('\n', watch.Lines) + errors));
    }

    [Theory]
    [InlineData("no")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("localhost:8765")]
    [InlineData("")]
    public void What_is_no_place_to_listen_at_is_wrong_usage(string text)
    {
        var (code, _, errors) = Program.Run("watch", "-o", "engine.kind=nodriver", "--listen", text);
        Assert.Equal(2, code);
        Assert.StartsWith($"lanner: --listen: '{text}' is no port", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no certificate")]
    public void A_certificate_that_cannot_be_used_is_wrong_input(string? content)
    {
        var path = content is null ? "/nonexistent/server.pem" : _files.File("server.pem", content);
        var (code, _, errors) = Program.Run("watch", "-o", "engine.kind=nodriver", "-o", "webserver.enabled=true", "-o", "webserver.ssl_enabled=true", "-o", $"webserver.ssl_certificate={path}");
        Assert.Equal(2, code);
        Assert.StartsWith("lanner: webserver.ssl_certificate: ", errors, StringComparison.Ordinal);
        Assert.Contains(path, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_watch_whose_only_output_fails_is_not_healthy()
    {
        // The snapshots are the alerts that cannot be sent.
        var (watch, at) = await Start("--listen", "0", "-o", "stdout_output.enabled=false", "-o", $"http_output={{enabled: true, url: 'http://127.0.0.1:{FreePort()}/'}}",
            "-o", "metrics={enabled: true, interval: 100ms}");
        await using var _ = watch;
        await watch.Line("output http: ");
        var (status, text) = await Until(at, "/healthz", s => s == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        using var health = JsonDocument.Parse(text);
        Assert.Equal("blind", health.RootElement.GetProperty("status").GetString());
        Assert.StartsWith("no output works: http: ", health.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("\nlanner_healthy 0\n", await _client.GetStringAsync(new Uri(at, "/metrics"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reloads_are_counted_and_the_rules_at_work_are_told_by_their_digest()
    {
        var rules = _files.File("rules.yaml", Rule("A"));
        var (watch, at) = await Start("--listen", "0", "--rules", rules, "-o", "watch_config_files=false");
        await using var _ = watch;
        var before = await _client.GetStringAsync(new Uri(at, "/metrics"), Cancellation);
        _files.File("rules.yaml", Rule("B"));
        watch.Send(RunningWatch.HangUp);
        await watch.Line("reloaded in");
        _files.File("rules.yaml", "- rule: [");
        watch.Send(RunningWatch.HangUp);
        await watch.Line("reload failed");
        var after = await _client.GetStringAsync(new Uri(at, "/metrics"), Cancellation);
        Assert.Contains("\nlanner_reloads_total{result=\"done\"} 1\nlanner_reloads_total{result=\"failed\"} 1\n", after, StringComparison.Ordinal);
        Assert.Contains("\nlanner_reload_failed 1\n", after, StringComparison.Ordinal);
        Assert.Contains("rule_name=\"B\"", after, StringComparison.Ordinal);
        Assert.Contains(Digest(Rule("A")), before, StringComparison.Ordinal);
        Assert.Contains(Digest(Rule("B")), after, StringComparison.Ordinal);
    }

    static async Task<(RunningWatch, Uri)> Start(params string[] arguments)
    {
        var watch = await RunningWatch.Start(arguments);
        var line = watch.Lines.Single(l => l.Contains("web server: http", StringComparison.Ordinal));
        return (watch, new Uri(Address().Match(line).Value));
    }

    /// <summary>What the page says once it says that all is well.</summary>
    async Task<string> Healthy(Uri at, string path = "/healthz") => (await Until(at, path, s => s == HttpStatusCode.OK)).Text;

    async Task<(HttpStatusCode Status, string Text)> Until(Uri at, string path, Func<HttpStatusCode, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var answer = await _client.GetAsync(new Uri(at, path), limit.Token);
            if (fits(answer.StatusCode)) return (answer.StatusCode, await answer.Content.ReadAsStringAsync(limit.Token));
            await Task.Delay(50, limit.Token);
        }
    }

    static int Matches(string part, string text) => text.Split(part).Length - 1;

    static string Rule(string name) => $"- rule: {name}\n  desc: for tests\n  condition: evt.type = openat\n  output: o\n  priority: ERROR\n";

    static string Digest(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("https?://[^ ]+")]
    private static partial Regex Address();
}
