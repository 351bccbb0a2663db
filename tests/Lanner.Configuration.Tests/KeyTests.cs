namespace Lanner.Configuration.Tests;

/// <summary>Every key with a value that is right and one that is wrong.</summary>
public sealed class KeyTests : IDisposable
{
    readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    const string Truth = "true", NoTruth = "perhaps", Text = "words", NoText = "{a: b}";

    /// <summary>The way to the key as -o has it, a good value, a bad one (null: any value is good), and what else must be said for it.</summary>
    static readonly (string Key, string Good, string? Bad, string With)[] s_rows =
    [
        ("drop_capabilities", "false", NoTruth, ""), ("watch_config_files", "false", NoTruth, ""), ("rules_files", "[a.yaml, b.d]", "[[a]]", ""), ("rules_file", "a.yaml", NoText, ""), ("rule_files", "[a]", NoText, ""),
        ("rules[].disable.rule", "Read*", NoText, ""), ("rules[].disable.tag", "network", NoText, ""), ("rules[].enable.rule", "Read*", NoText, ""), ("rules[].enable.tag", "x", NoText, ""),
        ("engine.kind", "nodriver", "gvisor", ""), ("engine.replay.capture_file", "a.scap", NoText, ""),
        ("engine.modern_ebpf.buf_size_preset", "10", "11", ""), ("engine.modern_ebpf.cpus_for_each_buffer", "0", "-1", ""), ("engine.modern_ebpf.drop_failed_exit", Truth, NoTruth, ""),
        ("engine.kmod.buf_size_preset", "1", "0", "engine.kind=kmod"), ("engine.kmod.drop_failed_exit", Truth, NoTruth, "engine.kind=kmod"),
        ("capture.enabled", Truth, NoTruth, ""), ("capture.path_prefix", "/tmp/x", NoText, ""), ("capture.mode", "ALL_RULES", "all", ""), ("capture.default_duration", "1000", "0", ""),
        ("capture.max_file_size_mb", "5", "-1", ""), ("capture.before", "90s", "90", ""), ("capture.memory_mb", "128", "0", ""), ("capture.priority", "Critical", "grave", ""), ("capture.max_total_mb", "1", "0", ""), ("capture.compat", Truth, NoTruth, ""),
        ("responses.mode", "dry-run", "dry", ""), ("responses.allow", "[kill, Pause]", "[murder]", ""), ("responses.allow_host", Truth, NoTruth, ""), ("responses.limit", "20 per hour", "5", ""),
        ("responses.timeout", "2s", "0s", ""), ("responses.audit_file", "/tmp/r.jsonl", NoText, ""), ("responses.only.containers", "[web*]", "[[a]]", ""), ("responses.only.images", "a", NoText, ""),
        ("responses.only.namespaces", "[dev]", NoText, ""), ("responses.only.labels", "[a=b]", NoText, ""), ("responses.never.containers", "[db]", NoText, ""), ("responses.never.images", "[db]", NoText, ""),
        ("responses.never.namespaces", "[kube-system]", NoText, ""), ("responses.never.labels", "[keep]", NoText, ""), ("responses.never.processes", "[postgres]", NoText, ""),
        ("time_format_iso_8601", Truth, NoTruth, ""), ("buffer_format_base64", Truth, NoTruth, ""), ("priority", "Info", "low", ""),
        ("json_output", "yes", NoTruth, ""), ("json_include_output_property", "off", NoTruth, ""), ("json_include_message_property", "on", "2", ""),
        ("json_include_output_fields_property", Truth, NoTruth, ""), ("json_include_tags_property", Truth, "[true]", ""),
        ("append_output[].match.rule", Text, NoText, ""), ("append_output[].match.source", "syscall", NoText, ""), ("append_output[].match.tags", "[a, b]", NoText, ""),
        ("append_output[].extra_output", "on=%evt.hostname", NoText, ""), ("append_output[].extra_fields", "[proc.name, {x: '%proc.name'}]", "[[x]]", ""), ("append_output[].suggested_output", Truth, NoTruth, ""),
        ("static_fields", "{site: a}", "words", ""), ("buffered_outputs", Truth, NoTruth, ""), ("rule_matching", "first", "last", ""), ("outputs_queue.capacity", "0", "-1", ""),
        ("stdout_output.enabled", "false", NoTruth, ""),
        ("syslog_output.enabled", Truth, NoTruth, ""), ("syslog_output.facility", "local0", "local9", "syslog_output.enabled=true"), ("syslog_output.identity", "falco", "a b", "syslog_output.enabled=true"),
        ("syslog_output.format", "rfc5424", "json", ""), ("syslog_output.transport", "tcp", "http", ""), ("syslog_output.socket", "/run/log", NoText, ""), ("syslog_output.host", "h", NoText, ""), ("syslog_output.port", "601", "0", ""),
        ("syslog_output.max_message_bytes", "480", "479", ""), ("syslog_output.timeout", "1s", "1h", ""),
        ("file_output.enabled", "false", NoTruth, ""), ("file_output.filename", "/tmp/a", "/tmp", "file_output.enabled=true"), ("file_output.keep_alive", Truth, NoTruth, ""), ("file_output.append", Truth, NoTruth, ""),
        ("file_output.rotate_size_mb", "10", "many", ""), ("file_output.rotate_after", "1h30m", "1 fortnight", ""), ("file_output.keep_rotated", "3", "-3", ""), ("file_output.compress_rotated", Truth, NoTruth, ""),
        ("program_output.enabled", "false", NoTruth, ""), ("program_output.program", "cat", NoText, ""), ("program_output.keep_alive", Truth, NoTruth, ""), ("program_output.timeout", "5s", "0s", ""),
        ("http_output.enabled", "false", NoTruth, ""), ("http_output.url", "https://h/x", "ftp://h", "http_output.enabled=true"), ("http_output.user_agent", Text, NoText, ""), ("http_output.headers", "{X-A: b}", Text, ""),
        ("http_output.insecure", Truth, NoTruth, ""), ("http_output.ca_cert", "a.pem", NoText, ""), ("http_output.ca_bundle", "a.pem", NoText, ""), ("http_output.ca_path", "/x", NoText, ""),
        ("http_output.mtls", "false", Truth, ""), ("http_output.client_cert", "a.pem", NoText, ""), ("http_output.client_key", "a.key", NoText, ""), ("http_output.echo", Truth, NoTruth, ""),
        ("http_output.compress_uploads", Truth, NoTruth, ""), ("http_output.keep_alive", Truth, NoTruth, ""), ("http_output.max_consecutive_timeouts", "0", "-1", ""), ("http_output.batch_size", "100", "0", ""),
        ("http_output.connect_timeout", "500ms", "soon", ""), ("http_output.timeout", "10s", "11m", ""), ("http_output.spool_dir", "/x", NoText, ""), ("http_output.spool_max_mb", "1", "0", ""),
        ("webserver.enabled", Truth, NoTruth, ""), ("webserver.listen_address", "::1", "localhost", ""), ("webserver.listen_port", "80", "65536", ""), ("webserver.k8s_healthz_endpoint", "/h", "h", ""),
        ("webserver.prometheus_metrics_enabled", Truth, NoTruth, ""), ("webserver.ssl_enabled", "false", Truth, ""), ("webserver.ssl_certificate", "a.pem", NoText, ""),
        ("log_stderr", "false", NoTruth, ""), ("log_syslog", Truth, NoTruth, ""), ("log_level", "debug", "loud", ""), ("output_timeout", "1", "0", ""), ("syscall_event_timeouts.max_consecutives", "1", "0", ""),
        ("syscall_event_drops.threshold", "1", "1.1", ""), ("syscall_event_drops.actions", "[log, exit]", "[ignore, log]", ""), ("syscall_event_drops.rate", "0", "-1", ""),
        ("syscall_event_drops.max_burst", "1000", "many", ""), ("syscall_event_drops.simulate_drops", Truth, NoTruth, ""),
        ("metrics.enabled", Truth, NoTruth, ""), ("metrics.interval", "1h", "1", ""), ("metrics.output_rule", Truth, NoTruth, ""), ("metrics.output_file", "/tmp/m", NoText, ""), ("metrics.rules_counters_enabled", Truth, NoTruth, ""),
        ("metrics.resource_utilization_enabled", Truth, NoTruth, ""), ("metrics.state_counters_enabled", Truth, NoTruth, ""), ("metrics.kernel_event_counters_enabled", Truth, NoTruth, ""),
        ("metrics.kernel_event_counters_per_cpu_enabled", Truth, NoTruth, ""), ("metrics.convert_memory_to_mb", Truth, NoTruth, ""), ("metrics.include_empty_values", Truth, NoTruth, ""),
        ("base_syscalls.custom_set", "[openat, '!mprotect']", "[opanat]", ""), ("base_syscalls.repair", Truth, NoTruth, ""), ("base_syscalls.all", Truth, NoTruth, ""),
        ("falco_libs.thread_table_size", "4096", "1", ""), ("falco_libs.snaplen", "0", "16385", ""),
        ("container_engines.docker.enabled", Truth, NoTruth, ""), ("container_engines.docker.sockets", "[/run/x.sock]", "[x.sock]", ""), ("container_engines.docker.disable_async", Truth, null, ""),
        ("container_engines.podman.enabled", Truth, NoTruth, ""), ("container_engines.podman.sockets", "[/run/x.sock]", "[x.sock]", ""), ("container_engines.podman.disable_async", Truth, null, ""),
        ("container_engines.cri.enabled", Truth, NoTruth, ""), ("container_engines.cri.sockets", "[/run/x.sock]", "[x.sock]", ""), ("container_engines.cri.disable_async", Truth, null, ""),
        ("container_engines.containerd.enabled", Truth, NoTruth, ""), ("container_engines.containerd.sockets", "[/run/x.sock]", "[x.sock]", ""), ("container_engines.containerd.disable_async", Truth, null, ""),
        ("container_engines.lxc", NoText, null, ""), ("container_engines.libvirt_lxc", NoText, null, ""), ("container_engines.bpm", NoText, null, ""), ("container_engines.static", NoText, null, ""),
        ("evidence", "[ancestry]", "[ancestors]", ""), ("fold.enabled", "false", NoTruth, ""), ("fold.window", "90s", "90", ""), ("fold.after", "0", "-1", ""),
        ("config_files", "[]", "[[x]]", ""), ("plugins", "[]", null, ""), ("load_plugins", "[x]", null, ""), ("plugins_hostinfo", Truth, null, ""), ("libs_logger", NoText, null, ""), ("grpc", NoText, null, ""),
        ("grpc_output", NoText, null, ""), ("engine.ebpf", NoText, null, ""), ("engine.gvisor", NoText, null, ""), ("engine.modern_ebpf.disable_iterators", Truth, null, ""),
        ("webserver.threadiness", "2", null, ""), ("metrics.libbpf_stats_enabled", Truth, null, ""), ("metrics.plugins_metrics_enabled", Truth, null, ""), ("metrics.jemalloc_stats_enabled", Truth, null, ""),
        ("metrics.kernel_iter_event_counters_enabled", Truth, null, ""), ("falco_libs.thread_table_auto_purging_interval_s", "1", null, ""), ("falco_libs.thread_table_auto_purging_thread_timeout_s", "1", null, ""),
    ];

    public static TheoryData<string, string, string> Good() => [.. s_rows.Select(r => (r.Key, r.Good, r.With))];

    public static TheoryData<string, string, string> Bad() => [.. s_rows.Where(r => r.Bad is not null).Select(r => (r.Key, r.Bad!, r.With))];

    ConfigurationResult Load(string key, string value, string with) => _folder.Load("", [.. with.Length > 0 ? [with] : Array.Empty<string>(), $"{key}={value}"]);

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_value_is_taken(string key, string value, string with)
    {
        var result = Load(key, value, with);
        Assert.DoesNotContain(result.Problems, p => p.IsError || p.Message.Contains("unknown key", StringComparison.Ordinal));
        Assert.NotNull(result.Configuration);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_value_is_refused_at_its_place(string key, string value, string with)
    {
        var result = Load(key, value, with);
        Assert.Null(result.Configuration);
        var error = result.Problems.First(p => p.IsError);
        Assert.Equal(("-o", 1), (error.Position.File, error.Position.Line));
        Assert.True(error.Position.Column > key.Length, $"{error}");
        Assert.Contains(key.Replace("[]", "", StringComparison.Ordinal).Split('.')[^1].Split("_")[0], error.Message.Replace("[0]", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_key_has_its_row() => Assert.Empty(
        ShippedFilesTests.Keys(leavesOnly: true).Except(s_rows.Select(r => r.Key.Replace("[]", "", StringComparison.Ordinal))));

    [Theory]
    [InlineData("enginee: {kind: replay}", "main.yaml:1:1: warning: unknown key 'enginee' is ignored\n  hint: did you mean 'engine'?")]
    [InlineData("engine: {kin: replay}", "main.yaml:1:10: warning: unknown key 'engine.kin' is ignored\n  hint: did you mean 'kind'?")]
    [InlineData("json_output: true\njson_output: false", "main.yaml:2:1: warning: 'json_output' is given twice; the first one counts")]
    [InlineData("json_output: true\n---\npriority: debug", "only the first document of a file counts")]
    [InlineData("rules_file: a.yaml", "main.yaml:1:13: warning: 'rules_file' is an old name\n  hint: write rules_files")]
    [InlineData("engine: {kind: kmod}", "main.yaml:1:16: warning: Lanner has one way into the kernel")]
    public void What_is_odd_is_a_warning(string content, string expected)
    {
        var result = _folder.Load(content);
        Assert.NotNull(result.Configuration);
        Assert.Contains(expected, string.Join('\n', result.Problems));
    }

    [Theory]
    [InlineData("json_output: [", "main.yaml:1:15: error: ")]
    [InlineData("- a\n- b", "a configuration is made of 'key: value' lines, and this is a list")]
    [InlineData("just words", "and this is a single value")]
    [InlineData("engine: fast", "'engine' must be a section with keys of its own, not a single value")]
    [InlineData("rules: [disable]", "each entry of 'rules' must be a section with keys, not a single value")]
    [InlineData("rules: [{disable: {name: x}}]", "'rules[0].disable.rule' or 'rules[0].disable.tag' must say which rules are meant")]
    [InlineData("engine: {kind: replay}", "main.yaml:1:16: error: a replay needs a file")]
    [InlineData("file_output: {enabled: true}", "main.yaml:1:14: error: 'file_output.filename'")]
    [InlineData("? [a]\n: b", "a key must be a single word, not a list")]
    [InlineData("static_fields: {'a b': c}", "'a b' cannot be part of a field's name")]
    public void What_is_wrong_is_an_error(string content, string expected)
    {
        var result = _folder.Load(content);
        Assert.Null(result.Configuration);
        Assert.Contains(expected, string.Join('\n', result.Problems));
    }

    [Fact]
    public void All_problems_come_in_one_run_in_order_of_place()
    {
        var result = _folder.Load("priority: x\nengine: {kind: y}\njson_output: z\nlog_level: w\n");
        Assert.Equal([1, 2, 3, 4], result.Problems.Select(p => p.Position.Line));
    }

    [Fact]
    public void Text_of_a_file_cannot_steer_the_terminal()
    {
        var result = _folder.Load("priority: \"\\e[2J\\u202e\"\n");
        Assert.DoesNotContain(result.Problems.Single().ToString(), c => c != '\n' && (char.IsControl(c) || c == '\u202e'));
    }
}
