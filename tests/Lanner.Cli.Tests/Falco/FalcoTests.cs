using System.Text.Json;

namespace Lanner.Cli.Tests.Falco;

/// <summary>The program through a link named falco, over captures.</summary>
public sealed class FalcoTests : IDisposable
{
    const string Rules = """
        - rule: Shadow
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow
          output: read %fd.name
          priority: ERROR
          tags: [secret]
        - rule: Any open
          desc: matches as well, later
          condition: evt.type = openat
          output: opened %fd.name
          priority: NOTICE
        """;

    readonly CaptureMaker _captures = new();
    readonly string _capture;
    readonly string _rules;
    readonly string _falco;

    public FalcoTests()
    {
        _capture = _captures.Make(CaptureMaker.Open("/etc/shadow"), CaptureMaker.Open("/etc/hosts"));
        _rules = _captures.File("rules.yaml", Rules);
        _falco = Path.Combine(Path.GetDirectoryName(_rules)!, "falco");
        File.CreateSymbolicLink(_falco, Path.Combine(AppContext.BaseDirectory, "lanner"));
    }

    public void Dispose() => _captures.Dispose();

    string Configuration(string more = "") => _captures.File("falco.yaml", $$"""
        rules_files: [{{_rules}}, /nonexistent/falco_rules.local.yaml]
        engine: {kind: replay, replay: { capture_file: {{_capture}} } }
        log_syslog: false
        load_plugins: [container]
        stdout_output: {enabled: true}

        """ + more);

    (int Code, string Output, string Errors) Falco(params string[] arguments) => Program.RunOther(_falco, arguments);

    [Fact]
    public void A_configuration_is_run_as_it_is()
    {
        var (code, output, errors) = Falco("-c", Configuration());
        Assert.Equal(0, code);
        // The first rule that matches is the only one.
        Assert.Equal(["Error read /etc/shadow", "Notice opened /etc/hosts"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ') + 1)..]));
        Assert.Contains("ignored: load_plugins", errors);
        Assert.Contains("/nonexistent/falco_rules.local.yaml: there are no such rules", errors);
    }

    [Fact]
    public void Options_win_over_the_file()
    {
        var (code, output, _) = Falco("-c", Configuration("json_output: false\n"), "-o", "json_output=true", "-orule_matching=all", "-o", "rules[].disable.tag=secret", "-pFORMAT=%evt.type", "-U");
        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var alert = JsonDocument.Parse(lines[0]);
        Assert.Equal("Any open", alert.RootElement.GetProperty("rule").GetString());
        Assert.EndsWith("opened /etc/shadow FORMAT=openat", alert.RootElement.GetProperty("output").GetString());
    }

    [Fact]
    public void Additions_and_fields_of_the_configuration_are_in_alerts()
    {
        var (_, output, _) = Falco("-c", Configuration("""
            json_output: true
            static_fields: {site: here}
            append_output:
              - match: {rule: Shadow}
                extra_output: "site=%static.site"
                extra_fields: [evt.type, {both: "%evt.type of %fd.name"}]
            """));
        using var alert = JsonDocument.Parse(output.Split('\n')[0]);
        var fields = alert.RootElement.GetProperty("output_fields");
        Assert.EndsWith("read /etc/shadow site=here", alert.RootElement.GetProperty("output").GetString());
        Assert.Equal(("openat", "openat of /etc/shadow", "here"),
            (fields.GetProperty("evt.type").GetString(), fields.GetProperty("both").GetString(), fields.GetProperty("static.site").GetString()));
        using var other = JsonDocument.Parse(output.Split('\n')[1]);
        Assert.False(other.RootElement.GetProperty("output_fields").TryGetProperty("both", out _));
    }

    [Fact]
    public void Alerts_go_to_a_file_and_not_to_standard_output_when_the_configuration_says_so()
    {
        var file = _rules + ".out";
        var (code, output, _) = Falco("-c", Configuration(), "-o", "stdout_output.enabled=false", "-o", "file_output.enabled=true", "-o", $"file_output.filename={file}");
        Assert.Equal((0, ""), (code, output));
        Assert.Equal(2, File.ReadAllLines(file).Length);
    }

    [Fact]
    public void Rules_are_validated_with_falcos_words()
    {
        var broken = _captures.File("broken.yaml", "- rule: X\n  desc: d\n  condition: evt.type = openat and fd.nme = x\n  output: x\n  priority: ERROR\n");
        Assert.Equal((0, $"{_rules}: Ok\n"), (Falco("-V", _rules).Code, Falco("-V", _rules).Output));
        var (code, output, _) = Falco("-V", _rules, "-V", broken);
        Assert.Equal(1, code);
        Assert.Contains($"{broken}: Invalid", output);
        Assert.Contains("LOAD_ERR_COMPILE_CONDITION", output);
        using var json = JsonDocument.Parse(Falco("-V", broken, "-o", "json_output=true").Output);
        Assert.False(json.RootElement.GetProperty("falco_load_results")[0].GetProperty("successful").GetBoolean());
    }

    [Fact]
    public void Rules_are_described()
    {
        Assert.Contains("for tests", Falco("-L", "-r", _rules).Output);
        using var all = JsonDocument.Parse(Falco("-L", "-r", _rules, "-o", "json_output=true").Output);
        Assert.Equal(2, all.RootElement.GetProperty("rules").GetArrayLength());
        Assert.Contains("Shadow", Falco("-l", "Shadow", "-r", _rules).Output);
        Assert.Equal(2, Falco("-l", "No such", "-r", _rules).Code);
    }

    [Fact]
    public void Lists_and_facts_are_printed()
    {
        Assert.Contains("container.id\n", Falco("--list", "-N").Output);
        Assert.Contains("`proc.name`", Falco("--list=syscall", "--format", "markdown").Output);
        using var fields = JsonDocument.Parse(Falco("--list", "--format=json").Output);
        Assert.True(fields.RootElement.GetProperty("fields").GetArrayLength() > 200);
        Assert.Contains("< openat(FD fd, FD dirfd, FSRELPATH name", Falco("--list-events").Output);
        Assert.Contains("epoll_wait", Falco("-i").Output);
        Assert.Contains("Engine: 0.63.0", Falco("--version").Output);
        using var version = JsonDocument.Parse(Falco("--version", "-o", "json_output=true").Output);
        Assert.Equal("0.63.0", version.RootElement.GetProperty("engine_version_semver").GetString());
        using var support = JsonDocument.Parse(Falco("--support", "-r", _rules).Output);
        Assert.Equal(_rules, support.RootElement.GetProperty("rules_files")[0].GetString());
        using var schema = JsonDocument.Parse(Falco("--config-schema").Output);
        Assert.Equal("boolean", schema.RootElement.GetProperty("properties").GetProperty("json_output").GetProperty("type").GetString());
        using var rules = JsonDocument.Parse(Falco("--rule-schema").Output);
        Assert.Equal("array", rules.RootElement.GetProperty("type").GetString());
        Assert.Contains(Environment.SystemPageSize.ToString(System.Globalization.CultureInfo.InvariantCulture), Falco("--page-size").Output);
        Assert.Contains("0 Plugins", Falco("--list-plugins").Output);
        Assert.Contains("-o, --option", Falco("-h").Output);
    }

    [Fact]
    public void A_dry_run_checks_and_watches_nothing()
    {
        var (code, output, errors) = Falco("--dry-run", "-c", Configuration());
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("2 rules would be applied", errors);
    }

    [Fact]
    public void The_process_number_is_in_its_file_while_it_runs_and_a_signal_ends_with_0()
    {
        var file = _rules + ".pid";
        var (code, output, _) = Program.RunShell($"""
            mkfifo {file}.ready
            {_falco} -r {_rules} --nodriver -o log_syslog=false -P {file} 2>{file}.ready & falco=$!
            while read -r line; do [[ $line == READY* ]] && break; done <{file}.ready
            [ "$(cat {file})" = $falco ] && echo same
            kill -TERM $falco
            wait $falco
            echo "ended with $?"
            [ -e {file} ] || echo gone
            """);
        Assert.Equal((0, "same\nended with 0\ngone\n"), (code, output));
    }

    [Fact]
    public void Time_is_up_after_M_seconds() => Assert.Equal(0, Falco("--nodriver", "-r", _rules, "-M", "1", "-o", "log_syslog=false").Code);

    [Theory]
    [InlineData("there is no option --lst-events; did you mean --list-events?", "--lst-events")]
    [InlineData("-M needs a value", "-M")]
    [InlineData("-M: 'soon' is not a number of seconds", "-M", "soon")]
    [InlineData("-D is no option any more: write -o rules[].disable.rule", "-D", "bash")]
    [InlineData("-T is no option any more", "-Tnetwork")]
    [InlineData("-t is no option any more", "-t", "network")]
    [InlineData("there is no event source 'k8s_audit'", "--list=k8s_audit")]
    [InlineData("syscall is the one event source and cannot be switched off", "--disable-source", "syscall")]
    [InlineData("cannot be mixed", "--disable-source", "syscall", "--enable-source=syscall")]
    [InlineData("'xml' is none of text, markdown, json", "--list", "--format", "xml")]
    [InlineData("'word' belongs to no option", "word")]
    [InlineData("--dry-run takes no value", "--dry-run=yes")]
    [InlineData("there is no plugin 'json'", "--plugin-info", "json")]
    [InlineData("cannot be read", "-c", "/nonexistent/falco.yaml")]
    [InlineData("is not of the form key=value", "-o", "json_output")]
    [InlineData("'engine.kind' must be one of", "-o", "engine.kind=gvisor")]
    [InlineData("cannot be read", "-r", "/nonexistent/rules.yaml", "-e", "/dev/null")]
    public void Bad_input_ends_with_2_and_says_why(string expected, params string[] arguments)
    {
        var (code, output, errors) = Falco(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, errors);
        Assert.DoesNotContain("   at ", errors);
    }
}
