using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests.Correlating;

/// <summary>What is wrong with the keys of rules that look at several events is told, with its place.</summary>
public class CorrelationFilesTests
{
    const string Step = "after: [{name: a, condition: evt.type = open}]";

    [Theory]
    [InlineData("times: 0", "LOAD_ERR_YAML_VALIDATE", "from 1 to 1,000")]
    [InlineData("times: 1001", "LOAD_ERR_YAML_VALIDATE", "from 1 to 1,000")]
    [InlineData("times: many", "LOAD_ERR_YAML_VALIDATE", "from 1 to 1,000")]
    [InlineData("times: [5]", "LOAD_ERR_YAML_VALIDATE", "single value")]
    [InlineData("times: 5", "LOAD_ERR_VALIDATE", "within which time")]
    [InlineData(Step, "LOAD_ERR_VALIDATE", "within which time")]
    [InlineData("times: 5|within: 30", "LOAD_ERR_YAML_VALIDATE", "must be a time")]
    [InlineData("times: 5|within: 0s", "LOAD_ERR_YAML_VALIDATE", "must be a time")]
    [InlineData("times: 5|within: -1s", "LOAD_ERR_YAML_VALIDATE", "must be a time")]
    [InlineData("times: 5|within: 1d", "LOAD_ERR_YAML_VALIDATE", "must be a time")]
    [InlineData("times: 5|within: 25h", "LOAD_ERR_YAML_VALIDATE", "up to 24h")]
    [InlineData("times: 5|within: 99999999999h", "LOAD_ERR_YAML_VALIDATE", "must be a time")]
    [InlineData("times: 5|within: 2147483647h", "LOAD_ERR_YAML_VALIDATE", "must be a time")]
    [InlineData("within: 5s", "LOAD_ERR_VALIDATE", "says nothing without 'times' or 'after'")]
    [InlineData("by: container", "LOAD_ERR_VALIDATE", "says nothing without")]
    [InlineData("distinct: fd.name", "LOAD_ERR_VALIDATE", "says nothing without")]
    [InlineData("within: 5s|times: 5|by: contaner", "LOAD_ERR_VALIDATE", "no field and none of container")]
    [InlineData("within: 5s|times: 5|by: []", "LOAD_ERR_YAML_VALIDATE", "is empty")]
    [InlineData("within: 5s|times: 5|by: {a: b}", "LOAD_ERR_YAML_VALIDATE", "single value")]
    [InlineData("within: 5s|times: 5|by: proc.aname", "LOAD_ERR_VALIDATE", "stands for several")]
    [InlineData("within: 5s|times: 5|by: 'fd.name x'", "LOAD_ERR_VALIDATE", "is no field")]
    [InlineData("within: 5s|times: 5|by: toupper(fd.name)", "LOAD_ERR_VALIDATE", "is no field")]
    [InlineData("within: 5s|times: 5|distinct: fd.nme", "LOAD_ERR_VALIDATE", "is no field")]
    [InlineData("within: 5s|distinct: fd.name|" + Step, "LOAD_ERR_VALIDATE", "says nothing without 'times'")]
    [InlineData("within: 5s|after: x", "LOAD_ERR_YAML_VALIDATE", "must be a list of steps")]
    [InlineData("within: 5s|after: []", "LOAD_ERR_YAML_VALIDATE", "must be a list of steps")]
    [InlineData("within: 5s|after: [x]", "LOAD_ERR_YAML_VALIDATE", "a step must be a mapping")]
    [InlineData("within: 5s|after: [{condition: evt.type = open}]", "LOAD_ERR_YAML_VALIDATE", "no key 'name'")]
    [InlineData("within: 5s|after: [{name: a.b, condition: evt.type = open}]", "LOAD_ERR_YAML_VALIDATE", "no output can name")]
    [InlineData("within: 5s|after: [{name: a}]", "LOAD_ERR_YAML_VALIDATE", "no key 'condition'")]
    [InlineData("within: 5s|after: [{name: a, condition: evt.type = opn}]", "LOAD_ERR_COMPILE_CONDITION", "there is no event opn")]
    [InlineData("within: 5s|after: [{name: a, condition: nothing_known}]", "LOAD_ERR_VALIDATE", "there is no macro")]
    [InlineData("within: 5s|after: [{name: a, condition: evt.type = (}]", "LOAD_ERR_COMPILE_CONDITION", "")]
    [InlineData("within: 5s|after: [{name: a, condition: evt.type = open, by: [container, user]}]", "LOAD_ERR_VALIDATE", "the step has 2 keys")]
    [InlineData("within: 5s|by: fd.name|after: [{name: a, condition: evt.type = open, by: fd.num}]", "LOAD_ERR_VALIDATE", "can never equal")]
    [InlineData("within: 5s|after: [{name: a, condition: evt.type = open}, {name: a, condition: evt.type = open}]", "LOAD_ERR_VALIDATE", "two steps")]
    [InlineData("within: 5s|after: [{name: a, condition: evt.type = open, tims: 3}]", "LOAD_UNKNOWN_KEY", "did you mean 'times'?")]
    public void A_mistake_is_told(string keys, string code, string message)
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", "evt.type = openat", more: string.Concat(keys.Split('|').Select(key => $"  {key}\n"))));
        var found = Assert.Single(result.Diagnostics);
        Assert.Equal(code, found.Code.Word());
        Assert.Contains(message, $"{found.Message} {found.Hint}", StringComparison.Ordinal);
        Assert.InRange(found.Locations[^1].Position.Line, 1, 8);
        Assert.Equal(code.StartsWith("LOAD_ERR", StringComparison.Ordinal), result.RuleSet is null);
    }

    [Theory]
    [InlineData("%after.a.fd.name", "")]
    [InlineData("%after.a.proc.aname[2] %after.a.evt.arg.flags.", "")]
    [InlineData("%count.times %count.first_time", "")]
    [InlineData("%after.b.fd.name", "a field behind after.a.")]
    [InlineData("%after.a.fd.nme", "there is no field fd.nme")]
    [InlineData("%after.a.proc.aname", "stands for several values")]
    [InlineData("%after.a", "there is no earlier step")]
    public void An_output_can_name_what_was_before(string output, string message)
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", "evt.type = openat", $"'{output}'", more: $"  within: 5s\n  {Step}\n"));
        Assert.Equal(message.Length == 0, result.RuleSet is not null);
        Assert.Contains(message, string.Join('\n', result.Diagnostics.Select(found => $"{found.Message} {found.Hint}")), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_a_rule_are_told_at_once()
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", "evt.type = opn", "'%after.b.fd.name'",
            more: "  times: 5\n  by: contaner\n  distinct: fd.nme\n  after: [{name: a, condition: evt.tpe = open, by: [user, host]}]\n"));
        Assert.Equal(7, result.ErrorCount);
    }

    [Fact]
    public void A_rule_without_such_keys_has_no_such_fields()
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", "evt.type = openat", "'%after.a.fd.name'"));
        Assert.Equal("the rule has no key 'after'", Assert.Single(result.Diagnostics).Hint);
    }

    [Fact]
    public void Steps_can_be_appended_and_replaced()
    {
        var rule = RuleFixture.Rule("r", "evt.type = openat", more: $"  within: 5s\n  {Step}\n");
        var set = RuleFixture.Rules(rule, "- rule: r\n  after: [{name: b, condition: evt.type = creat, times: 2}]\n  override: {after: append}\n");
        Assert.Equal(["a", "b"], set.Rules[0].Correlation!.Earlier.Select(step => step.Name));
        Assert.Equal(2, set.Rules[0].Correlation!.Steps[1].Times);
        set = RuleFixture.Rules(rule, "- rule: r\n  after: [{name: b, condition: evt.type = creat}]\n  override: {after: replace}\n");
        Assert.Equal(["b"], set.Rules[0].Correlation!.Earlier.Select(step => step.Name));
    }

    [Fact]
    public void Events_and_macros_of_steps_are_those_of_the_rule()
    {
        var set = RuleFixture.Rules("- macro: made\n  condition: evt.type = creat\n", RuleFixture.Rule("r", "evt.type = openat", more: "  within: 5s\n  after: [{name: a, condition: made}]\n"));
        Assert.Equal(["creat", "openat"], set.Rules[0].EventNames());
        Assert.Equal(["made"], set.Rules[0].MacroNames);
        Assert.Empty(set.Warnings);
        Assert.Contains(Lanner.Events.EventCode.CreatExit, set.EventCodes);
    }

    [Fact]
    public void A_rule_that_is_off_is_checked_and_remembers_nothing()
    {
        var set = RuleFixture.Rules(RuleFixture.Rule("r", "evt.type = openat", more: $"  within: 5s\n  enabled: false\n  {Step}\n"));
        Assert.Empty(set.Rules);
        Assert.Empty(set.EventCodes);
        Assert.NotNull(Assert.Single(set.AllRules).Correlation);
    }
}
