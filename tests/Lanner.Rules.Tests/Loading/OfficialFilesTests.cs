using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests.Loading;

public class OfficialFilesTests
{
    [Fact]
    public void The_stable_rules_go_together_without_error()
    {
        var rules = Load(OfficialRules.Stable);
        Assert.Empty(rules.Errors.Select(e => e.ToString()));
        Assert.Equal((25, 87, 49), (rules.Collector.Rules.Count, rules.Collector.Macros.Count, rules.Collector.Lists.Count));
        Assert.All(rules.Collector.Rules, r => Assert.NotNull(rules.Condition(r.Name)));
        Assert.All(rules.Diagnostics, d => Assert.True(d.Code is LoadCode.UnusedMacro or LoadCode.UnusedList, d.ToString()));
    }

    [Fact]
    public void All_three_files_go_together_without_error()
    {
        var rules = Load(OfficialRules.Stable, OfficialRules.Incubating, OfficialRules.Sandbox);
        Assert.Empty(rules.Errors.Select(e => e.ToString()));
        Assert.Equal(93, rules.Collector.Rules.Count);
        Assert.Empty(rules.Diagnostics.Select(d => d.ToString()));
    }

    static Assembled Load(params string[] files) => Assembled.OfBytes([.. files.Select(f => File.ReadAllBytes(OfficialRules.PathOf(f)))]);
}
