using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests.Loading;

/// <summary>An exception written once for many rules.</summary>
public class SharedExceptionTests
{
    static readonly string s_rules = RuleFixture.Rule("Write below etc", "evt.type = open and fd.num = 1", more: "  tags: [fs, a]\n")
        + RuleFixture.Rule("Write below bin", "evt.type = open and fd.num = 2", more: "  tags: [fs]\n") + RuleFixture.Rule("Other", "evt.type = open and fd.num = 3");

    const string Shared = """
        - exception: deployers
          desc: They may.
          fields: [proc.name, fd.name]
          comps: [=, startswith]
          values:
            - [dpkg, /usr]
            - [puppet, /etc]

        """;

    [Theory]
    [InlineData("  rules: ['Write below *']\n", "Write below etc,Write below bin")]
    [InlineData("  rules: [Other, Write below bin]\n", "Write below bin,Other")]
    [InlineData("  tags: [fs]\n", "Write below etc,Write below bin")]
    [InlineData("  tags: [fs, a]\n", "Write below etc")]
    [InlineData("  tags: [fs]\n  rules: ['*bin', Other]\n", "Write below bin")]
    [InlineData("  source: syscall\n", "Write below etc,Write below bin,Other")]
    public void It_is_for_the_rules_that_meet_all_it_says(string selection, string expected)
    {
        var set = RuleFixture.Rules(s_rules + Shared + selection);
        Assert.Equal(expected.Split(','), set.AllRules.Where(rule => rule.Exceptions.Count > 0).Select(rule => rule.Name));
        Assert.Equal(expected.Split(','), Assert.Single(set.SharedExceptions).RuleNames);
        Assert.All(set.AllRules.SelectMany(rule => rule.Exceptions), exception => Assert.True(exception.IsShared));
    }

    [Fact]
    public void It_is_put_into_the_condition_as_an_exception_of_the_rule_itself_would_be()
    {
        const string Selection = "  rules: [Other]\n";
        var own = RuleFixture.Rules(s_rules + "- rule: Other\n  exceptions:\n    - name: deployers\n      fields: [proc.name, fd.name]\n      comps: [=, startswith]\n"
            + "      values: [[dpkg, /usr], [puppet, /etc]]\n  override: {exceptions: append}\n");
        var shared = RuleFixture.Rules(s_rules + Shared + Selection);
        Assert.Equal(own.Find("Other")!.Condition.ToString(), shared.Find("Other")!.Condition.ToString());
    }

    [Fact]
    public void It_may_stand_before_its_rules_and_be_changed_later()
    {
        var set = RuleFixture.Rules(Shared + "  rules: ['*etc']\n", s_rules,
            "- exception: deployers\n  values: [[ansible, /opt]]\n  rules: [Other]\n  override: {values: append, rules: append}\n");
        Assert.Equal(["Write below etc", "Other"], set.SharedExceptions[0].RuleNames);
        Assert.Contains("ansible", set.Find("Other")!.Condition.ToString(), StringComparison.Ordinal);
        Assert.Contains("dpkg", set.Find("Other")!.Condition.ToString(), StringComparison.Ordinal);
        set = RuleFixture.Rules(s_rules, Shared + "  rules: [Other]\n", "- exception: deployers\n  values: [[x, y]]\n  override: {values: replace}\n");
        Assert.DoesNotContain("dpkg", set.Find("Other")!.Condition.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- exception: e\n  fields: proc.name\n  values: [a]\n", LoadCode.ErrExtension, 1)]
    [InlineData("- exception: e\n  values: [a]\n  rules: ['*']\n", LoadCode.ErrYamlValidate, 1)]
    [InlineData("- exception: e\n  values: [a]\n  override: {values: append}\n", LoadCode.ErrExtension, 1)]
    [InlineData("- exception: e\n  fields: proc.name\n  comps: =\n  values: [a]\n  rules: ['*']\n", LoadCode.ErrValidate, 3)]
    [InlineData("- exception: e\n  fields: proc.nmae\n  values: [a]\n  rules: ['*']\n", LoadCode.ErrCompileCondition, 2)]
    [InlineData("- exception: e\n  fields: [proc.name, fd.num]\n  values: [[a, b]]\n  rules: ['*']\n", LoadCode.ErrCompileCondition, 3)]
    [InlineData("- exception: e\n  fields: proc.name\n  values: [a]\n  rules: [None]\n", LoadCode.WarningExtension, 1)]
    [InlineData("- exception: e\n  fields: proc.name\n  values: [a]\n  rules: [Other, 'None*']\n", LoadCode.WarningExtension, 4)]
    [InlineData("- exception: e\n  fields: proc.name\n  values: [a]\n  rules: [Other]\n  foo: 1\n", LoadCode.UnknownKey, 5)]
    public void A_fault_is_told_once_however_many_rules_it_is_for(string yaml, LoadCode code, int line)
    {
        var only = Assert.Single(RuleFixture.Load(yaml, s_rules).Diagnostics);
        Assert.Equal((code.Word(), line, "1.yaml"), (only.Code.Word(), only.Line, only.File));
    }

    [Fact]
    public void An_own_exception_of_the_same_name_stays_and_is_warned_of()
    {
        var result = RuleFixture.Load(
            RuleFixture.Rule("r", "evt.type = open", more: "  exceptions:\n    - name: e\n      fields: proc.name\n      values: [own]\n")
            + "- exception: e\n  fields: proc.name\n  values: [shared]\n  rules: [r]\n");
        Assert.Equal([LoadCode.ExceptionNameNotUnique], result.Diagnostics.Select(d => d.Code));
        Assert.Equal("evt.type = open and not proc.name in (own) and not proc.name in (shared)", result.RuleSet!.Find("r")!.Condition.ToString());
    }

    [Fact]
    public void What_is_exported_makes_the_same_conditions()
    {
        var odd = "- exception: \"odd \\\" one\"\n  fields: proc.name\n  values: ['a b', '\"quo,ted\"', \"back\\\\slash\"]\n  rules: ['*']\n";
        var shared = RuleFixture.Rules(s_rules, Shared + "  rules: ['Write*']\n" + odd);
        var yaml = ExceptionExport.ToYaml(shared, null);
        Assert.DoesNotContain("- exception:", yaml, StringComparison.Ordinal);
        var copied = RuleFixture.Rules(s_rules, yaml);
        Assert.Equal(shared.AllRules.Select(rule => rule.Condition.ToString()), copied.AllRules.Select(rule => rule.Condition.ToString()));
        Assert.All(copied.AllRules, rule => Assert.NotEmpty(rule.Exceptions));
    }

    [Fact]
    public void Files_without_it_load_as_ever() => Assert.Empty(RuleFixture.Rules(s_rules).SharedExceptions);
}
