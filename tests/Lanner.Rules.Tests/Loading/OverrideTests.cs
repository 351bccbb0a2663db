using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests.Loading;

public class OverrideTests
{
    static readonly string s_base = Assembled.RuleText("fd.num = 1", "  tags: [a]\n");

    [Theory]
    [InlineData("condition: and fd.num = 2", "condition: append", "fd.num = 1 and fd.num = 2")]
    [InlineData("condition: fd.num = 2", "condition: replace", "fd.num = 2")]
    public void Conditions_are_appended_to_and_replaced(string key, string entry, string expected) =>
        Assert.Equal(expected, Assembled.WithoutErrors(s_base, $"- rule: r\n  {key}\n  override:\n    {entry}\n").Condition());

    [Fact]
    public void Every_replaceable_key_is_replaced()
    {
        var rule = Assembled.WithoutErrors(s_base,
            """
            - rule: r
              output: other
              desc: text
              priority: Critical
              tags: [b]
              enabled: false
              warn_evttypes: false
              skip-if-unknown-filter: true
              capture: true
              capture_duration: 1500
              override:
                output: replace
                desc: replace
                priority: replace
                tags: replace
                enabled: replace
                warn_evttypes: replace
                skip-if-unknown-filter: replace
                capture: replace
                capture_duration: replace
            """).Rule();
        Assert.Equal("other|text|Critical|b|False|False|True|True|1.5",
            $"{rule.Output}|{rule.Description}|{rule.Priority}|{string.Join(',', rule.Tags)}|{rule.IsEnabled}|{rule.WarnEvttypes}|"
            + $"{rule.SkipIfUnknownFilter}|{rule.Capture}|{rule.CaptureDuration!.Value.TotalSeconds}");
    }

    [Fact]
    public void Texts_and_tags_are_appended_to()
    {
        var rule = Assembled.WithoutErrors(s_base,
            "- rule: r\n  output: more\n  desc: text\n  tags: [b, a]\n  override: {output: append, desc: append, tags: append}\n").Rule();
        Assert.Equal("o more|d text|a,b", $"{rule.Output}|{rule.Description}|{string.Join(',', rule.Tags)}");
    }

    [Theory]
    [InlineData("append", "[pause, kill: {tree: true}]", "kill: {tree: true}|pause")]
    [InlineData("append", "[]", "kill")]
    [InlineData("replace", "[stop: {grace: 3}, disconnect: {networks: [a, b]}]", "stop: {grace: 3}|disconnect: {networks: [a, b]}")]
    [InlineData("replace", "[]", "")]
    public void Responses_are_appended_to_and_replaced(string word, string value, string expected)
    {
        var result = RuleFixture.Rules(Assembled.RuleText("evt.type = open", "  respond: [kill]\n"), $"- rule: r\n  respond: {value}\n  override: {{respond: {word}}}\n");
        Assert.Equal(expected, string.Join('|', Assert.Single(result.Rules).Responses));
    }

    [Theory]
    [InlineData("priority", "info")]
    [InlineData("enabled", "true")]
    [InlineData("warn_evttypes", "true")]
    [InlineData("skip-if-unknown-filter", "true")]
    [InlineData("capture", "true")]
    [InlineData("capture_duration", "10")]
    public void Other_keys_cannot_be_appended_to(string key, string value)
    {
        var error = Assert.Single(Assembled.Of(s_base, $"- rule: r\n  {key}: {value}\n  override:\n    {key}: append\n").Errors);
        Assert.Equal((LoadCode.ErrYamlValidate, 4, 5), (error.Code, error.Line, error.Column));
        Assert.Equal("use replace", error.Hint);
    }

    [Theory]
    [InlineData("- rule: r\n  output: x\n  override:\n    condition: append\n    output: append\n", 4, 5)]
    [InlineData("- rule: r\n  output: x\n  condition: and fd.num = 2\n  override:\n    condition: append\n", 2, 3)]
    [InlineData("- rule: r\n  condition: and fd.num = 2\n  append: true\n  override:\n    condition: append\n", 4, 3)]
    [InlineData("- rule: r\n  condition: and fd.num = 2\n  override:\n    condition: prepend\n", 4, 16)]
    [InlineData("- rule: r\n  source: syscall\n  override:\n    source: replace\n", 4, 5)]
    [InlineData("- rule: r\n  condition: and fd.num = 2\n  override: append\n", 3, 13)]
    [InlineData("- list: l\n  items: [a]\n  append: true\n  override: {items: append}\n", 4, 3)]
    public void Overrides_that_do_not_fit_the_keys_are_errors_at_their_place(string yaml, int line, int column)
    {
        var error = Assert.Single(Assembled.Of(s_base, yaml).Errors);
        Assert.Equal((LoadCode.ErrYamlValidate, "2.yaml", line, column), (error.Code, error.File, error.Line, error.Column));
    }

    [Theory]
    [InlineData("- rule: nobody\n  condition: and fd.num = 2\n  override: {condition: append}\n")]
    [InlineData("- rule: nobody\n  condition: and fd.num = 2\n  append: true\n")]
    [InlineData("- rule: nobody\n  enabled: false\n")]
    [InlineData("- macro: nobody\n  condition: and fd.num = 2\n  append: true\n")]
    [InlineData("- list: nobody\n  items: []\n  override: {items: append}\n")]
    public void Changing_what_is_not_there_is_an_error(string yaml)
    {
        var error = Assert.Single(Assembled.Of(s_base, yaml).Errors);
        Assert.Equal((LoadCode.ErrValidate, "2.yaml", 1, "nobody"), (error.Code, error.File, error.Line, error.ItemName));
    }

    [Fact]
    public void The_deprecated_append_works_and_is_warned_of()
    {
        var rules = Assembled.WithoutErrors(s_base, "- rule: r\n  condition: and fd.num = 2\n  append: true\n");
        Assert.Equal("fd.num = 1 and fd.num = 2", rules.Condition());
        Assert.Equal([LoadCode.DeprecatedItem], rules.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void Enabled_alone_switches_a_rule()
    {
        var rules = Assembled.WithoutErrors(s_base, "- rule: r\n  enabled: false\n");
        Assert.False(rules.Rule().IsEnabled);
        Assert.Equal([LoadCode.DeprecatedItem], rules.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_rule_defined_again_is_replaced_and_keeps_its_position()
    {
        var other = Assembled.RuleText("fd.num = 3").Replace("rule: r", "rule: s", StringComparison.Ordinal);
        var rules = Assembled.WithoutErrors(s_base + other, Assembled.RuleText("fd.num = 2"));
        Assert.Equal(["r", "s"], rules.Collector.Rules.Select(r => r.Name));
        Assert.Equal("fd.num = 2", rules.Condition());
        Assert.Empty(rules.Rule().Tags);
    }

    [Fact]
    public void The_same_name_for_another_source_is_an_error()
    {
        var error = Assert.Single(Assembled.Of(s_base, Assembled.RuleText("ka.verb = x", "  source: k8s_audit\n")).Errors);
        Assert.Equal((LoadCode.ErrValidate, "2.yaml"), (error.Code, error.File));
    }
}
