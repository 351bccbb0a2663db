using Lanner.Rules.Tests.Engine;

namespace Lanner.Rules.Tests.Stable;

/// <summary>The official stable rules, loaded once, with the names they compare resolved.</summary>
public sealed class StableRules : IAsyncLifetime
{
    RuleSet? _rules;

    /// <summary>Skips the test when the file is not here.</summary>
    public RuleSet Rules
    {
        get
        {
            OfficialRules.PathOf(OfficialRules.Stable);
            return _rules!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (OfficialRules.TryFind(OfficialRules.Stable) is not { } path) return;
        var result = new RuleSetBuilder(TestCatalogue.Instance).AddPath(path).Build();
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        _rules = result.RuleSet!;
        await TestCatalogue.Names.RefreshAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Every official stable rule, unmodified, fires on what it is about, and not on a near miss.</summary>
public class StableRulesTests(StableRules stable) : IClassFixture<StableRules>
{
    public static TheoryData<string> Names => [.. StableRuleCases.All.Select(c => c.Rule)];

    [Fact]
    public void There_is_a_case_for_every_rule()
    {
        Assert.Equal(25, stable.Rules.Rules.Count);
        Assert.Equal(stable.Rules.Rules.Select(r => r.Name).Order(), StableRuleCases.All.Select(c => c.Rule).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_rule_fires(string rule)
    {
        var scene = Play(rule, c => c.Fire);
        var alert = Assert.Single(scene.Alerts, a => a.Rule.Name == rule);
        var output = System.Text.Encoding.UTF8.GetString(alert.Output);
        Assert.StartsWith(alert.Rule.OutputText.Split('|')[0], output, StringComparison.Ordinal);
        Assert.Contains("container_id=", output, StringComparison.Ordinal);
        Assert.Contains(alert.Fields, f => f.Name == "evt.type" && f.Kind == AlertValueKind.Text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_rule_does_not_fire_on_a_near_miss(string rule) => Assert.DoesNotContain(rule, Play(rule, c => c.Miss).Fired);

    Scene Play(string rule, Func<StableRuleCase, Action<Scene>> part)
    {
        var scene = new Scene(stable.Rules);
        part(StableRuleCases.All.Single(c => c.Rule == rule))(scene);
        scene.Engine.Flush();
        return scene;
    }
}
