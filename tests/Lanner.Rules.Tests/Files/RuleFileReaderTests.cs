using System.Text;
using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Rules.Tests.Loading;

namespace Lanner.Rules.Tests.Files;

public class RuleFileReaderTests
{
    const string Good = "- rule: r\n  desc: d\n  condition: fd.num = 1\n  output: o\n  priority: info\n";

    [Fact]
    public void A_file_may_hold_several_documents_and_empty_items()
    {
        var rules = Assembled.WithoutErrors("---\n-\n- ~\n- macro: m\n  condition: fd.num = 1\n---\n...\n---\n" + Assembled.RuleText("m"));
        Assert.Equal("fd.num = 1", rules.Condition());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n# only a remark\n")]
    [InlineData("---\n---\n")]
    [InlineData("[]\n")]
    public void A_file_without_items_is_no_error(string yaml) => Assert.Empty(Assembled.Of(yaml).Diagnostics);

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Empty(Assembled.Of("\ufeff" + Good).Diagnostics);

    [Fact]
    public void Anchors_and_aliases_stand_for_their_value()
    {
        var rules = Assembled.WithoutErrors("- macro: m\n  condition: &c fd.num = 1\n- macro: n\n  condition: *c\n" + Assembled.RuleText("m or not n"));
        Assert.Equal("fd.num = 1 or not fd.num = 1", rules.Condition());
    }

    /// <summary>The problem, its code and its place (line and column from 1).</summary>
    [Theory]
    [InlineData("key: value\n", LoadCode.ErrYamlValidate, 1, 1)]
    [InlineData("just text\n", LoadCode.ErrYamlValidate, 1, 1)]
    [InlineData("- text\n", LoadCode.ErrYamlValidate, 1, 3)]
    [InlineData("- [a]\n", LoadCode.ErrYamlValidate, 1, 3)]
    [InlineData("- ruel: x\n  desc: y\n", LoadCode.UnknownItem, 1, 3)]
    [InlineData("- rule:\n  enabled: true\n", LoadCode.ErrYamlValidate, 1, 8)]
    [InlineData("- rule: [a]\n  enabled: true\n", LoadCode.ErrYamlValidate, 1, 9)]
    [InlineData("- rule: r\n", LoadCode.ErrYamlValidate, 1, 3)]
    [InlineData("- rule: r\n  desc: d\n  condition: fd.num = 1\n  output: o\n", LoadCode.ErrYamlValidate, 1, 3)]
    [InlineData("- rule: r\n  desc: d\n  condition: fd.num = 1\n  output: o\n  priority: grave\n", LoadCode.ErrYamlValidate, 5, 13)]
    [InlineData("- rule: r\n  desc: d\n  condition: ''\n  output: o\n  priority: info\n", LoadCode.ErrYamlValidate, 3, 14)]
    [InlineData("- rule: r\n  desc: d\n  condition: {a: b}\n  output: o\n  priority: info\n", LoadCode.ErrYamlValidate, 3, 14)]
    [InlineData(Good + "  enabled: maybe\n", LoadCode.ErrYamlValidate, 6, 12)]
    [InlineData(Good + "  tags: a\n", LoadCode.ErrYamlValidate, 6, 9)]
    [InlineData(Good + "  tags: [a, [b]]\n", LoadCode.ErrYamlValidate, 6, 13)]
    [InlineData(Good + "  capture_duration: soon\n", LoadCode.ErrYamlValidate, 6, 21)]
    [InlineData(Good + "  respond: kill\n", LoadCode.ErrExtension, 6, 12)]
    [InlineData(Good + "  respond: [kill, pauze]\n", LoadCode.ErrExtension, 6, 19)]
    [InlineData(Good + "  respond: [kill, pause, kill]\n", LoadCode.ErrExtension, 6, 26)]
    [InlineData(Good + "  respond: [[kill]]\n", LoadCode.ErrExtension, 6, 13)]
    [InlineData(Good + "  respond: [kill: 9]\n", LoadCode.ErrExtension, 6, 19)]
    [InlineData(Good + "  respond: [kill: {tree: perhaps}]\n", LoadCode.ErrYamlValidate, 6, 26)]
    [InlineData(Good + "  respond: [stop: {grace: 301}]\n", LoadCode.ErrExtension, 6, 27)]
    [InlineData(Good + "  respond: [stop: {grace: soon}]\n", LoadCode.ErrExtension, 6, 27)]
    [InlineData(Good + "  respond: [disconnect: {networks: []}]\n", LoadCode.ErrExtension, 6, 36)]
    [InlineData(Good + "  respond: [stop: {tree: true}]\n", LoadCode.UnknownKey, 6, 20)]
    [InlineData(Good + "  exceptions: e\n", LoadCode.ErrYamlValidate, 6, 15)]
    [InlineData(Good + "  tag: [a]\n", LoadCode.UnknownKey, 6, 3)]
    [InlineData(Good + "  desc: again\n", LoadCode.UnknownKey, 6, 3)]
    [InlineData(Good + "  source: k8s_audit\n", LoadCode.UnknownSource, 1, 3)]
    [InlineData("- macro: m\n", LoadCode.ErrYamlValidate, 1, 3)]
    [InlineData("- list: l\n", LoadCode.ErrYamlValidate, 1, 3)]
    [InlineData("- list: l\n  items: a\n", LoadCode.ErrYamlValidate, 2, 10)]
    [InlineData("- required_engine_version: new\n", LoadCode.ErrYamlValidate, 1, 28)]
    [InlineData("- required_engine_version: 0.64.0\n", LoadCode.ErrValidate, 1, 3)]
    [InlineData("- required_engine_version: 1.0.0\n", LoadCode.ErrValidate, 1, 3)]
    [InlineData("- required_engine_version: 64\n", LoadCode.ErrValidate, 1, 3)]
    [InlineData("- required_plugin_versions: container\n", LoadCode.ErrYamlValidate, 1, 29)]
    [InlineData("- required_plugin_versions:\n  - container\n", LoadCode.ErrYamlValidate, 2, 5)]
    [InlineData("- required_plugin_versions:\n  - name: container\n", LoadCode.ErrYamlValidate, 2, 5)]
    [InlineData("- required_plugin_versions:\n  - name: container\n    version: 0.8.0\n", LoadCode.ErrValidate, 2, 5)]
    [InlineData("- required_plugin_versions:\n  - name: k8saudit\n    version: 0.1.0\n", LoadCode.ErrValidate, 2, 5)]
    [InlineData("- required_plugin_versions:\n  - name: container\n    version: x\n", LoadCode.ErrValidate, 3, 14)]
    [InlineData("- required_plugin_versions:\n  - {name: a, version: 1.0.0, alternatives: [{name: a, version: 1.0.0}]}\n", LoadCode.ErrValidate, 2, 53)]
    [InlineData("- rule: 'r\n  enabled: true\n", LoadCode.ErrYamlParse, 1, 9)]
    [InlineData("- rule: r: s\n", LoadCode.ErrYamlParse, 1, 10)]
    [InlineData("- rule: @x\n", LoadCode.ErrYamlParse, 1, 9)]
    [InlineData("- rule: *nowhere\n", LoadCode.ErrYamlParse, 1, 9)]
    public void A_problem_is_found_at_its_place(string yaml, LoadCode code, int line, int column) =>
        Assembled.Only(code, line, column, yaml);

    [Theory]
    [InlineData("- required_engine_version: 0.57.0\n")]
    [InlineData("- required_engine_version: 0.63.0\n")]
    [InlineData("- required_engine_version: 15\n")]
    [InlineData("- required_plugin_versions:\n    - name: container\n      version: 0.4.0\n")]
    [InlineData("- required_plugin_versions:\n    - {name: other, version: 9.0.0, alternatives: [{name: container, version: 0.7.1}]}\n")]
    public void Requirements_that_are_met_say_nothing(string yaml) => Assert.Empty(Assembled.Of(yaml).Diagnostics);

    [Fact]
    public void All_problems_of_all_files_come_in_one_run()
    {
        var rules = Assembled.Of(
            """
            - rule: a
              desc: d
              condition: fd.num = 1
              output: o
              priority: grave
            - rule: b
              desc: d
              condition: proc.name = and x
              output: o
              priority: info
              enabled: maybe
            - macro: m
            """,
            """
            - rule: c
              desc: d
              condition: nosuch and nosuch2
              output: o
              priority: info
            """);
        Assert.Equal(
            ["1.yaml:5:13 a", "1.yaml:11:12 b", "1.yaml:12:3 m", "1.yaml:8:30 b", "2.yaml:3:14 c", "2.yaml:3:25 c"],
            rules.Errors.Select(e => $"{e.Position} {e.ItemName}"));
    }

    [Fact]
    public void Reading_goes_on_behind_broken_YAML()
    {
        var rules = Assembled.Of("- macro: lost\n  condition: 'never closed\n" + "- rule: @\n  x: y\n" + Assembled.RuleText("fd.num = 1 and lost"));
        Assert.NotEmpty(rules.Errors);
        Assert.All(rules.Errors, e => Assert.Equal(LoadCode.ErrYamlParse, e.Code));

        var second = Assembled.Of("- macro: lost\n  condition: x: y\n" + Assembled.RuleText("fd.num = 1 and lost") + "- rule: @\n" + Assembled.RuleText("fd.num = 2"));
        Assert.Equal([(LoadCode.ErrYamlParse, 2), (LoadCode.ErrYamlParse, 8)], second.Errors.Select(e => (e.Code, e.Line)));
        Assert.Equal("fd.num = 2", second.Condition());
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused_at_its_place()
    {
        var diagnostics = new DiagnosticList();
        new RuleFileReader(diagnostics).Read("x.yaml", [.. "- rule: a\n  desc: "u8, 0xff, .. "\n"u8]);
        var error = Assert.Single(diagnostics.Items);
        Assert.Equal((LoadCode.ErrYamlParse, 2, 9), (error.Code, error.Line, error.Column));
    }

    [Fact]
    public void A_file_too_large_is_refused()
    {
        var diagnostics = new DiagnosticList();
        new RuleFileReader(diagnostics).Read("x.yaml", new byte[RuleFileReader.MaxFileBytes + 1]);
        Assert.Equal(LoadCode.ErrFileRead, Assert.Single(diagnostics.Items).Code);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var error = Assembled.Of("- list: l\n  items: " + new string('[', 100_000)).Errors.First();
        Assert.Contains("nested deeper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_of_aliases_cannot_blow_up()
    {
        var yaml = new StringBuilder("- &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            yaml.Append($"- &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var errors = Assembled.Of(yaml.ToString()).Errors;
        Assert.Contains(errors, e => e.Message.Contains("more than 1,000,000 values", StringComparison.Ordinal));
    }

    [Fact]
    public void Complaints_are_bounded()
    {
        var diagnostics = new DiagnosticList();
        new RuleFileReader(diagnostics).Read("x.yaml", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("- x: y\n", 5000))));
        Assert.Equal((DiagnosticList.Capacity, 3000, 5000), (diagnostics.Items.Count, diagnostics.Omitted, diagnostics.WarningCount));
    }

    [Fact]
    public void Every_key_of_a_rule_is_read()
    {
        var rule = Assembled.WithoutErrors(
            """
            - rule: r
              desc: |
                two
                lines
              condition: fd.num = 1
              output: >
                text
              priority: ERROR
              source: syscall
              enabled: no
              tags: [a, b, a]
              warn_evttypes: false
              skip-if-unknown-filter: true
              capture: yes
              capture_duration: 250
              exceptions:
            """).Rule();
        Assert.Equal("two\nlines\n|text|Error|False|a,b|False|True|True|250", $"{rule.Description}|{rule.Output}|{rule.Priority}|{rule.IsEnabled}|"
            + $"{string.Join(',', rule.Tags)}|{rule.WarnEvttypes}|{rule.SkipIfUnknownFilter}|{rule.Capture}|{rule.CaptureDuration!.Value.TotalMilliseconds}");
    }

    [Theory]
    [InlineData("Emergency", RulePriority.Emergency)]
    [InlineData("ALERT", RulePriority.Alert)]
    [InlineData("critical", RulePriority.Critical)]
    [InlineData("Error", RulePriority.Error)]
    [InlineData("warning", RulePriority.Warning)]
    [InlineData("NOTICE", RulePriority.Notice)]
    [InlineData("Informational", RulePriority.Informational)]
    [InlineData("Info", RulePriority.Informational)]
    [InlineData("debug", RulePriority.Debug)]
    public void All_priorities_are_read_in_any_case(string word, RulePriority expected) =>
        Assert.Equal(expected, Assembled.WithoutErrors(Good.Replace("priority: info", $"priority: {word}", StringComparison.Ordinal)).Rule().Priority);

    [Fact]
    public void A_mistyped_key_comes_with_the_right_one()
    {
        var warning = Assembled.Only(LoadCode.UnknownKey, 6, 3, Good + "  exeptions: []\n");
        Assert.Equal("did you mean 'exceptions'?", warning.Hint);
    }
}
