using System.Text.Json;

namespace Lanner.Cli.Tests;

/// <summary>The verbs about rules, as a user runs them.</summary>
public sealed class RulesTests : IDisposable
{
    const string Good = """
        - list: shells
          items: [bash, sh]
        - macro: shell
          condition: proc.name in (shells)
        - rule: Shell opens
          desc: A shell opened a file.
          condition: evt.type = openat and fd.name startswith /etc/ and not shell
          output: opened %fd.name by %proc.name
          priority: warning
          tags: [a, b]
        - rule: Quiet
          desc: Off.
          condition: evt.type = chdir
          output: o
          priority: debug
          enabled: false

        """;

    readonly string _folder = Directory.CreateTempSubdirectory("lanner-rules-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Describe_tells_what_is_decided_in_the_kernel_and_what_is_left()
    {
        var (code, output, errors) = Program.Run("rules", "describe", "--pushdown", "--rules", Write("a.yaml", Good));
        Assert.Equal((0, ""), (code, errors));
        var openat = output[output.IndexOf("\nopenat\n", StringComparison.Ordinal)..];
        Assert.Contains("reported       path /etc/*: Shell opens", openat, StringComparison.Ordinal);
        Assert.Contains("decided later  proc.name", openat, StringComparison.Ordinal);
        // A rule that is switched off asks for nothing.
        Assert.DoesNotContain("chdir", output, StringComparison.Ordinal);

        (code, output, _) = Program.Run("rules", "describe", "--pushdown", "--json", "Shell opens", "--rules", Write("a.yaml", Good));
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("opens").GetProperty("held_back").GetBoolean());
        var entry = Assert.Single(json.RootElement.GetProperty("events").EnumerateArray().ToArray());
        Assert.Equal("openat", entry.GetProperty("event").GetString());
        Assert.Equal("/etc/*", entry.GetProperty("rules")[0].GetProperty("reported")[0].GetProperty("paths")[0].GetString());
    }

    [Fact]
    public void Describe_of_what_is_pushed_down_names_the_rule_that_needs_every_open_and_refuses_bad_input()
    {
        const string all = "- rule: Closer\n  desc: d\n  condition: evt.type = close and fd.name = /etc/x\n  output: o\n  priority: info\n";
        var (code, output, _) = Program.Run("rules", "describe", "--pushdown", "--rules", Write("close.yaml", all));
        Assert.Equal(0, code);
        Assert.Contains("all reported   rule 'Closer' is shown close", output, StringComparison.Ordinal);
        Assert.Equal(2, Program.Run("rules", "describe", "--pushdown", "--rules", Path.Combine(_folder, "none.yaml")).Code);
        Assert.Equal(2, Program.Run("rules", "describe", "--pushdown", "No such rule", "--rules", Write("a.yaml", Good)).Code);
        Assert.Equal(2, Program.Run("rules", "describe", "--pushdown=maybe", "--rules", Write("a.yaml", Good)).Code);
    }

    [Fact]
    public void Validate_tells_all_problems_of_all_files_and_counts_them()
    {
        var first = Write("first.yaml", "- rule: A\n  desc: d\n  condition: evt.type = opn and proc.nme = x\n  output: o\n  priority: info\n");
        var second = Write("second.yaml", "- macro: m\n  condition: proc.pid = 1 and\n");
        var (code, output, errors) = Program.Run("rules", "validate", first, second);
        Assert.Equal((1, ""), (code, errors));
        Assert.Contains($"{first}:3:25: error: there is no event opn [LOAD_ERR_COMPILE_CONDITION]", output, StringComparison.Ordinal);
        Assert.Contains("hint: did you mean proc.name?", output, StringComparison.Ordinal);
        Assert.Contains($"{second}:2:30: error: expected a condition", output, StringComparison.Ordinal);
        Assert.EndsWith("\n2 files: 3 errors, no warnings\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_is_content_with_warnings_unless_it_is_strict()
    {
        var file = Write("w.yaml", Good + "- list: unused\n  items: []\n");
        Assert.Equal((0, true), Ended(Program.Run("rules", "validate", file), "1 file, 2 rules: valid, 1 warning\n"));
        Assert.Equal((1, true), Ended(Program.Run("rules", "validate", "--strict", file), "1 file, 2 rules: valid, 1 warning\n"));
        Assert.Equal((0, true), Ended(Program.Run("rules", "validate", "--strict", Write("g.yaml", Good)), "valid, no warnings\n"));
    }

    [Fact]
    public void Validate_without_files_is_about_the_built_in_rules()
    {
        var (code, output, _) = Program.Run("rules", "validate", "--strict");
        Assert.Equal(0, code);
        Assert.Matches("^1 file, [0-9]+ rules: valid, no warnings\n$", output);
    }

    [Fact]
    public void A_file_that_cannot_be_read_ends_validate_with_2_and_the_others_are_checked()
    {
        var bad = Write("bad.yaml", "- rule: A\n");
        var (code, output, _) = Program.Run("rules", "validate", Path.Combine(_folder, "none.yaml"), bad);
        Assert.Equal(2, code);
        Assert.Contains("[LOAD_ERR_FILE_READ]", output, StringComparison.Ordinal);
        Assert.Contains("[LOAD_ERR_YAML_VALIDATE]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_rule_files_is_bad_input() => Assert.Equal(2, Program.Run("rules", "validate", _folder).Code);

    [Fact]
    public void Validate_as_json_has_falcos_shape()
    {
        var file = Write("bad.yaml", "- rule: A\n  desc: d\n  condition: evt.type = opn\n  output: o\n  priority: info\n  tag: x\n");
        var (code, output, _) = Program.Run("rules", "validate", "--json", file);
        Assert.Equal(1, code);
        var one = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("falco_load_results").EnumerateArray());
        Assert.Equal((file, false, false), (one.GetProperty("name").GetString(), one.GetProperty("successful").GetBoolean(), one.GetProperty("schema_valid").GetBoolean()));
        Assert.Single(one.GetProperty("schema_warnings").EnumerateArray());
        Assert.Equal("LOAD_UNKNOWN_KEY", Assert.Single(one.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        var error = Assert.Single(one.GetProperty("errors").EnumerateArray());
        Assert.Equal("LOAD_ERR_COMPILE_CONDITION", error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("codedesc").GetString()!);
        var context = error.GetProperty("context");
        Assert.Contains("^^^", context.GetProperty("snippet").GetString(), StringComparison.Ordinal);
        var locations = context.GetProperty("locations").EnumerateArray().ToList();
        Assert.Equal(["rules content", "rule", "condition expression"], locations.Select(l => l.GetProperty("item_type").GetString()));
        Assert.Equal("A", locations[1].GetProperty("item_name").GetString());
        var position = locations[^1].GetProperty("position");
        Assert.Equal((file, 2, 24, 44), (position.GetProperty("name").GetString(), position.GetProperty("line").GetInt32(),
            position.GetProperty("column").GetInt32(), position.GetProperty("offset").GetInt32()));
    }

    [Fact]
    public void List_shows_each_rule_with_its_place_and_events()
    {
        var file = Write("g.yaml", Good);
        var (code, output, _) = Program.Run("rules", "list", file);
        Assert.Equal(0, code);
        var lines = output.Split('\n');
        Assert.Matches($"^Warning +yes +syscall +Shell opens +openat +{file}:5 +a,b$", lines[1]);
        Assert.Matches("^Debug +no ", lines[2]);
        Assert.Equal("2 rules, 1 switched off", lines[3]);
        Assert.Equal("0 rules of 2\n", Program.Run("rules", "list", file, "--tag", "c").Output.Split('\n', 2)[1]);
        Assert.EndsWith("1 rule of 2\n", Program.Run("rules", "list", file, "--priority", "notice").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void List_as_json_is_an_object_a_line()
    {
        var lines = Program.Run("rules", "list", "--json", Write("g.yaml", Good)).Output.TrimEnd().Split('\n');
        var first = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(2, lines.Length);
        Assert.Equal("Shell opens", first.GetProperty("name").GetString());
        Assert.Equal("openat", Assert.Single(first.GetProperty("events").EnumerateArray()).GetString());
        Assert.Equal(5, first.GetProperty("line").GetInt32());
    }

    [Fact]
    public void Describe_tells_the_condition_as_written_and_put_together()
    {
        var (code, output, _) = Program.Run("rules", "describe", "shell OPENS", "--rules", Write("g.yaml", Good));
        Assert.Equal(0, code);
        Assert.Contains("and not shell\n", output, StringComparison.Ordinal);
        Assert.Contains("and not proc.name in (bash, sh)", output, StringComparison.Ordinal);
        Assert.Matches("macros +shell \\(.*g.yaml:3\\)", output);
        Assert.Matches("reported +openat\n", output);
    }

    [Fact]
    public void Describe_as_json_has_falcos_shape()
    {
        var all = JsonDocument.Parse(Program.Run("rules", "describe", "--json", "--rules", Write("g.yaml", Good)).Output).RootElement;
        Assert.Equal(2, all.GetProperty("rules").GetArrayLength());
        var macro = Assert.Single(all.GetProperty("macros").EnumerateArray());
        Assert.Equal("proc.name in (bash, sh)", macro.GetProperty("details").GetProperty("condition_compiled").GetString());
        Assert.True(macro.GetProperty("details").GetProperty("used").GetBoolean());
        var list = Assert.Single(all.GetProperty("lists").EnumerateArray());
        Assert.Equal(2, list.GetProperty("details").GetProperty("items_compiled").GetArrayLength());
        var rule = all.GetProperty("rules")[0];
        Assert.Equal("Warning", rule.GetProperty("info").GetProperty("priority").GetString());
        var details = rule.GetProperty("details");
        Assert.Equal("evt.type = openat and fd.name startswith /etc/ and not proc.name in (bash, sh)", details.GetProperty("condition_compiled").GetString());
        Assert.Equal(["shell"], Texts(details, "macros"));
        Assert.Empty(Texts(details, "lists"));
        Assert.Equal(["=", "startswith", "in"], Texts(details, "condition_operators"));
        Assert.Equal(["evt.type", "fd.name", "proc.name"], Texts(details, "condition_fields"));
        Assert.Equal(["fd.name", "proc.name"], Texts(details, "output_fields"));
        Assert.Equal(["openat"], Texts(details, "events"));
    }

    [Fact]
    public void Shared_exceptions_are_described_and_exported_for_falco()
    {
        var file = Write("s.yaml", Good + "- exception: known\n  fields: proc.name\n  values: [vi]\n  rules: ['Shell*']\n");
        Assert.Matches("known: proc.name in; 1 value, shared \\(.*s.yaml:17\\)\n    proc.name in \\(vi\\)", Program.Run("rules", "describe", "Shell opens", "--rules", file).Output);
        Assert.Contains("exception known for 1 rule", Program.Run("rules", "describe", "--rules", file).Output, StringComparison.Ordinal);
        Assert.Equal("""
            - rule: "Shell opens"
              exceptions:
                - name: "known"
                  fields: "proc.name"
                  values:
                    - "vi"
              override:
                exceptions: append

            """, Program.Run("rules", "describe", "--export-exceptions", "--rules", file).Output);
    }

    [Fact]
    public void Fields_are_listed_by_name_and_class()
    {
        Assert.Matches("^proc.aname(\\[N\\])? +any text +", Program.Run("fields", "proc.aname").Output);
        Assert.All(Program.Run("fields", "uid", "--json").Output.TrimEnd().Split('\n'), line =>
            Assert.Contains("uid", JsonDocument.Parse(line).RootElement.GetProperty("name").GetString(), StringComparison.Ordinal));
        Assert.All(Program.Run("fields", "--class", "k8s").Output.TrimEnd().Split('\n'), line => Assert.StartsWith("k8s.", line, StringComparison.Ordinal));
        Assert.Equal((2, "", "lanner: no field is named 'proc.nmae' (did you mean proc.name?)\n"), Program.Run("fields", "proc.nmae"));
        Assert.Equal(2, Program.Run("fields", "--class", "x").Code);
        Assert.StartsWith("# Fields\n", Program.Run("fields", "--markdown").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_not_there_is_bad_input_with_a_suggestion()
    {
        var (code, _, errors) = Program.Run("rules", "describe", "Shel opens", "--rules", Write("g.yaml", Good));
        Assert.Equal(2, code);
        Assert.Equal("lanner: there is no rule 'Shel opens' (did you mean Shell opens?)\n", errors);
    }

    [Fact]
    public void Explain_names_the_part_that_failed_and_what_it_saw()
    {
        var rules = Write("g.yaml", Good);
        var capture = SmallCapture.Write(Path.Combine(_folder, "c.scap"), SmallCapture.Open("/tmp/\e[31mx"), SmallCapture.Open("/etc/hosts"), SmallCapture.ChangeDirectory("/", SmallCapture.Start));
        var (code, output, errors) = Program.Run("rules", "explain", "Shell opens", "-r", capture, "--rules", rules);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("2 of kinds it is for (openat), 1 match\n", output, StringComparison.Ordinal);
        Assert.Contains("MATCH  event 2 ", output, StringComparison.Ordinal);
        Assert.Contains("NO MATCH  event 1 ", output, StringComparison.Ordinal);
        Assert.Contains("because fd.name startswith /etc/ is false: fd.name = /tmp/\\x1B[31mx\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', output);

        var one = JsonDocument.Parse(Program.Run("rules", "explain", "Shell opens", "-r", capture, "--rules", rules, "--event", "3", "--json").Output).RootElement;
        Assert.Equal("chdir", one.GetProperty("event").GetProperty("type").GetString());
        Assert.False(one.GetProperty("event").GetProperty("matches").GetBoolean());
    }

    [Theory]
    [InlineData("lanner: there is no event 9: the capture has 1\n", "--event", "9")]
    [InlineData("lanner: --event: 'x' is not a number from 1 (see: lanner rules explain --help)\n", "--event", "x")]
    [InlineData("lanner: --limit: '0' is not a number from 1 to 1000 (see: lanner rules explain --help)\n", "--limit", "0")]
    public void What_explain_cannot_do_is_one_line(string expected, params string[] options)
    {
        var capture = SmallCapture.Write(Path.Combine(_folder, "c.scap"), SmallCapture.Open("/x"));
        var (code, output, errors) = Program.Run(["rules", "explain", "Quiet", "-r", capture, "--rules", Write("g.yaml", Good), .. options]);
        Assert.Equal((2, "", expected), (code, output, errors));
    }

    [Fact]
    public void A_mistyped_option_is_no_file() => Assert.Equal(
        (2, "", "lanner: there is no option --strickt (a file of that name: ./--strickt) (see: lanner rules validate --help)\n"), Program.Run("rules", "validate", "--strickt"));

    static (int Code, bool EndsSo) Ended((int Code, string Output, string Errors) run, string end) => (run.Code, run.Output.EndsWith(end, StringComparison.Ordinal));

    static IEnumerable<string?> Texts(JsonElement of, string name) => of.GetProperty(name).EnumerateArray().Select(text => text.GetString());

    string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
