namespace Lanner.Configuration.Tests;

public sealed class OptionOverrideTests : IDisposable
{
    readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    LannerConfiguration Load(string content, params string[] options)
    {
        var result = _folder.Load(content, options);
        Assert.Empty(result.Problems);
        return result.Configuration!;
    }

    [Fact]
    public void A_value_is_replaced() => Assert.True(Load("json_output: false\n", "json_output=true").Output.Rendering.Json);

    [Fact]
    public void A_value_in_a_section_that_is_not_there_makes_the_section() =>
        Assert.Equal("x.scap", Load("", "engine.kind=replay", "engine.replay.capture_file=x.scap").Engine.CaptureFile);

    [Fact]
    public void The_other_keys_of_a_section_stay()
    {
        var drops = Load("syscall_event_drops:\n  threshold: 0.5\n  rate: 2\n", "syscall_event_drops.rate=3").Drops;
        Assert.Equal((0.5, 3.0), (drops.Threshold, drops.Rate));
    }

    [Theory]
    [InlineData("rules_files[0]=x", "x b")]
    [InlineData("rules_files[1]=x", "a x")]
    [InlineData("rules_files[2]=x", "a b x")]
    [InlineData("rules_files[]=x", "a b x")]
    [InlineData("rules_files=x", "x")]
    [InlineData("rules_files=[x, y]", "x y")]
    [InlineData("rules_files=a=b", "a=b")]
    public void Lists_are_changed_by_index_and_grow_by_empty_brackets(string option, string expected) =>
        Assert.Equal(expected, string.Join(' ', Load("rules_files: [a, b]\n", option).Rules.Paths));

    [Fact]
    public void Sections_in_a_list_are_appended_and_reached()
    {
        var selectors = Load("", "rules[].disable.tag=network", "rules[].enable.rule=Shell*", "rules[0].disable.rule=Read*").Rules.Selectors;
        Assert.Equal("disable Read*, disable network, enable Shell*",
            string.Join(", ", selectors.Select(s => $"{(s.Enable ? "enable" : "disable")} {s.NamePattern ?? s.Tag}")));
    }

    [Fact]
    public void A_value_may_be_json()
    {
        var addition = Assert.Single(Load("", """append_output[]={"match": {"source": "syscall"}, "extra_output": "on=%evt.hostname"}""").Rules.Additions!);
        Assert.Equal(("syscall", "on=%evt.hostname"), (addition.Source, addition.ExtraOutput));
    }

    [Theory]
    [InlineData("json_output", "-o:1:1: error: 'json_output' is not of the form key=value")]
    [InlineData("=x", "is not of the form key=value")]
    [InlineData("rules_files[5]=x", "-o:1:12: error: the list has 2 entries, so there is no [5]")]
    [InlineData("rules_files[x]=y", "-o:1:12: error: behind the name of a list stands [N]")]
    [InlineData("rules_files[0=y", "behind the name of a list stands [N]")]
    [InlineData("[0]=y", "behind the name of a list stands [N]")]
    [InlineData("engine..kind=x", "-o:1:8: error: the key has a point or bracket too many here")]
    [InlineData("engine.=x", "a point or bracket too many")]
    [InlineData("rules_files[0]x=y", "a point or bracket too many")]
    [InlineData("priority.x=y", "'x' is looked for in a single value, which has no keys")]
    [InlineData("priority[0]=y", "this is a single value and not a list")]
    [InlineData("rules_files={a: [}", "-o:1:")]
    [InlineData("json_output=maybe", "-o:1:13: error: 'json_output' must be true or false, not 'maybe'")]
    public void What_is_wrong_is_told_with_its_place(string option, string expected)
    {
        var result = _folder.Load("rules_files: [a, b]\npriority: debug\n", option);
        Assert.Null(result.Configuration);
        Assert.Contains(expected, string.Join('\n', result.Problems));
    }
}
