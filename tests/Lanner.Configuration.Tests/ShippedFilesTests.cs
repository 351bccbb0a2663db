using System.Text.Json;
using System.Text.RegularExpressions;

using Lanner.Alerts.Outputs;
using Lanner.Rules;

namespace Lanner.Configuration.Tests;

/// <summary>The configuration that ships, the page about it, and a falco.yaml that has everything.</summary>
public sealed class ShippedFilesTests
{
    static readonly string s_shipped = Path.Combine(Checkout.Root, "deploy/lanner.yaml");

    static ConfigurationResult LoadFalco() => ConfigurationLoader.Load(
        Path.Combine(Checkout.Root, "tests/Lanner.Configuration.Tests/Files/falco.yaml"), [], LannerConfiguration.FalcoStandard, name => name == "REGION" ? "eu" : null);

    /// <summary>All keys with the way to them, sections included: <c>engine</c>, <c>engine.kind</c>.</summary>
    public static IEnumerable<string> Keys(bool leavesOnly = false)
    {
        using var schema = JsonDocument.Parse(ConfigurationSchema.Write());
        return [.. Walk(schema.RootElement.Clone(), "")];

        IEnumerable<string> Walk(JsonElement node, string path)
        {
            if (node.TryGetProperty("items", out var items) && items.TryGetProperty("properties", out _)) node = items;
            if (!node.TryGetProperty("properties", out var properties)) yield break;
            foreach (var key in properties.EnumerateObject())
            {
                var name = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
                var below = Walk(key.Value, name).ToList();
                if (!leavesOnly || below.Count == 0) yield return name;
                foreach (var inner in below) yield return inner;
            }
        }
    }

    [Fact]
    public void The_shipped_file_says_nothing_but_defaults()
    {
        var result = ConfigurationLoader.Load(s_shipped, variable: _ => null);
        Assert.Empty(result.Problems);
        Assert.Empty(result.Ignored);
        Assert.Empty(result.Configuration!.Rules.Paths);
    }

    /// <summary>Without its comment signs it must be a configuration too: what it shows can be switched on.</summary>
    [Fact]
    public void What_the_shipped_file_shows_is_right()
    {
        using var folder = new ConfigurationFolder();
        var lines = File.ReadAllLines(s_shipped).Where(line => line.StartsWith('#') && !Regex.IsMatch(line, "^# [^ ]"));
        var path = folder.File("shown.yaml", string.Join('\n', lines.Select(line => line[1..])));
        var result = ConfigurationLoader.Load(path, variable: _ => "x");
        Assert.DoesNotContain(result.Problems, p => p.IsError);
        Assert.All(result.Problems, p => Assert.Contains("to include", p.Message));
        var missing = Keys().Where(key => !File.ReadAllText(s_shipped).Contains(key.Split('.')[^1] + ":", StringComparison.Ordinal)).Except(s_withoutMeaning);
        Assert.Empty(missing);
    }

    /// <summary>Accepted for falco.yaml's sake alone.</summary>
    static readonly string[] s_withoutMeaning =
    [
        "plugins", "load_plugins", "plugins_hostinfo", "libs_logger", "grpc", "grpc_output", "rules_file", "rule_files", "engine.kmod",
        "engine.kmod.buf_size_preset", "engine.kmod.drop_failed_exit", "engine.ebpf", "engine.gvisor", "engine.modern_ebpf.disable_iterators",
        "container_engines.lxc", "container_engines.libvirt_lxc", "container_engines.bpm", "container_engines.static", "container_engines.docker.disable_async", "container_engines.podman.disable_async", "container_engines.cri.disable_async", "container_engines.containerd.disable_async",
        "webserver.threadiness", "metrics.libbpf_stats_enabled", "metrics.plugins_metrics_enabled", "metrics.jemalloc_stats_enabled",
        "metrics.kernel_iter_event_counters_enabled", "falco_libs.thread_table_auto_purging_interval_s", "falco_libs.thread_table_auto_purging_thread_timeout_s",
    ];

    [Fact]
    public void The_page_names_every_key()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs/configuration.md"));
        var unnamed = Keys().Where(key => !page.Contains($"`{key.Split('.')[^1]}`", StringComparison.Ordinal)).ToList();
        Assert.Empty(unnamed);
    }

    [Fact]
    public void Falcos_own_file_is_accepted_as_it_is()
    {
        var result = LoadFalco();
        var problem = Assert.Single(result.Problems);
        Assert.Contains("there is no /nonexistent/falco/config.d to include", problem.Message);
        Assert.Equal(["plugins", "load_plugins", "plugins_hostinfo", "libs_logger", "engine.modern_ebpf.disable_iterators", "engine.kmod", "webserver.threadiness",
            "metrics.libbpf_stats_enabled", "metrics.plugins_metrics_enabled", "metrics.jemalloc_stats_enabled", "metrics.kernel_iter_event_counters_enabled",
            "falco_libs.thread_table_auto_purging_interval_s", "falco_libs.thread_table_auto_purging_thread_timeout_s"], result.Ignored);
    }

    [Fact]
    public void What_falcos_file_says_is_what_is_done()
    {
        var c = LoadFalco().Configuration!;
        Assert.Equal(["/etc/falco/falco_rules.yaml", "/etc/falco/falco_rules.local.yaml", "/etc/falco/rules.d"], c.Rules.Paths);
        Assert.Equal([RuleSelector.DisableTag("network"), RuleSelector.EnableName("Directory traversal monitored file read")], c.Rules.Selectors);
        Assert.Equal((RulePriority.Informational, true, true), (c.Rules.MinimumPriority, c.Rules.FirstMatchOnly, c.Rules.Base64Buffers));
        Assert.Equal((EventSource.Kernel, 16 << 20, true), (c.Engine.Source, c.Engine.RingBytes, c.Engine.DropFailedCalls));
        Assert.Equal([1, 4, 4], [c.Engine.RingCount(1), c.Engine.RingCount(8), c.Engine.RingCount(6)]);
        Assert.Equal((true, true, "/tmp/falco", 7.0, 20 << 20), (c.Capture.IsEnabled, c.Capture.AllRules, c.Capture.Folder, c.Capture.Duration.TotalSeconds, c.Capture.MaxFileBytes));
        var rendering = c.Output.Rendering;
        Assert.Equal((true, false, true, false, true), (rendering.Json, rendering.IncludeOutput, rendering.IncludeMessage, rendering.IncludeTags, rendering.TimeIso8601));
        Assert.Equal("region=eu", string.Join(' ', rendering.StaticFields.Select(f => $"{f.Key}={f.Value}")));
        Assert.Equal(["stdout", "syslog", "file", "program", "http"], c.Output.Outputs.Select(o => o.Name));
        Assert.All(c.Output.Outputs, o => Assert.Equal(500, o.QueueCapacity));
        var http = c.Output.Outputs.OfType<HttpOutputOptions>().Single();
        Assert.Equal(("http://127.0.0.1:2801/", "falcosecurity/falco", true, false, null), (http.Url, http.UserAgent, http.CompressUploads, http.KeepAlive, http.ClientCert));
        Assert.Equal(3, c.Output.StuckAfter.TotalSeconds);
        Assert.Equal(("0.0.0.0", 8766, "/health", true, null), (c.WebServer.Address.ToString(), c.WebServer.Port, c.WebServer.HealthPath, c.WebServer.ServesMetrics, c.WebServer.Certificate));
        Assert.Equal((true, false, RulePriority.Notice), (c.Log.ToStandardError, c.Log.ToSyslog, c.Log.Level));
        Assert.Equal((0.2, DropActions.Log | DropActions.Alert | DropActions.Exit, 0.5, 3.0), (c.Drops.Threshold, c.Drops.Actions, c.Drops.Rate, c.Drops.MaxBurst));
        Assert.Equal(60, c.Silence.Longest.TotalSeconds);
        Assert.Equal((TimeSpan.FromMinutes(15), "/tmp/metrics.jsonl", false), (c.Metrics.Interval, c.Metrics.File, c.Metrics.MemoryInMegabytes));
        Assert.Equal(("clone clone3", "mprotect", true, true), (string.Join(' ', c.SystemCalls.Added), string.Join(' ', c.SystemCalls.Removed), c.SystemCalls.Repair, c.SystemCalls.All));
        Assert.Equal((131_072, 160), (c.State.MaxThreads, c.State.SnapLength));
        var additions = c.Rules.Additions!;
        Assert.Equal(2, additions.Count);
        Assert.Equal(OutputAddition.ContainerIdentity.Suggestions, additions[0].Suggestions);
        Assert.Equal(("Terminal shell in container", "syscall", "shell container", "cwd=%proc.cwd", "proc.aexepath[2]"), (additions[1].RulePattern, additions[1].Source,
            string.Join(' ', additions[1].Tags), additions[1].ExtraOutput, additions[1].ExtraFields.Single()));
        Assert.Equal(("where", "%container.name on %evt.hostname"), additions[1].ExtraTexts.Single());
    }

    [Fact]
    public void Without_a_file_falcos_defaults_hold()
    {
        var c = ConfigurationLoader.Load(null, standard: LannerConfiguration.FalcoStandard).Configuration!;
        Assert.Equal((true, 0.1, true), (c.Rules.FirstMatchOnly, c.Drops.Threshold, c.Log.ToSyslog));
        Assert.Equal(["stdout"], c.Output.Outputs.Select(o => o.Name));
        Assert.False(c.Output.Rendering.Json);
        Assert.Equal(0, ConfigurationLoader.Load(null).Configuration!.Drops.Threshold);
    }
}
