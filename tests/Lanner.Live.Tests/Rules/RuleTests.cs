using System.Text.RegularExpressions;
using Xunit;

namespace Lanner.Live.Tests.Rules;

/// <summary>Every built-in rule against containers that do what it is about, and against those that only come near.</summary>
public sealed partial class RuleTests(RuleWatch watch) : IClassFixture<RuleWatch>
{
    /// <summary>What every alert tells, whatever the rule.</summary>
    static readonly string[] always =
    [
        "container.id", "container.name", "container.image.repository", "container.image.tag",
        "proc.name", "proc.exepath", "proc.cmdline", "proc.pname", "user.name", "user.uid",
    ];

    static readonly RuleCase[] cases =
        [.. ProcessRuleCases.All, .. StartRuleCases.All, .. FileRuleCases.All, .. NetworkRuleCases.All, .. KernelRuleCases.All];

    public static TheoryData<string> Rules => [.. cases.Select(each => each.Rule).Distinct()];

    [LiveTheory, MemberData(nameof(Rules))]
    public async Task Fires_for_what_it_is_about_and_not_for_what_only_comes_near(string rule)
    {
        // Side by side: starting a container is mostly waiting.
        var problems = await Task.WhenAll(cases.Where(each => each.Rule == rule).Select(FindProblem));

        Assert.True(problems.All(problem => problem is null), string.Join("\n\n", problems.Where(problem => problem is not null)));
    }

    [Fact]
    public void Every_rule_has_a_case_that_fires_and_one_that_does_not()
    {
        var text = File.ReadAllText(Path.Combine(Machine.Repository, "rules", "lanner.yaml"));
        var rules = RuleName().Matches(text).Select(match => match.Groups[1].Value.Trim()).Order(StringComparer.Ordinal).ToArray();

        Assert.NotEmpty(rules);
        Assert.Equal(rules, Tested(fires: true));
        Assert.Equal(rules, Tested(fires: false));
    }

    static IEnumerable<string> Tested(bool fires) =>
        cases.Where(rule => rule.Fires == fires).Select(rule => rule.Rule).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What is wrong about a case, or null.</summary>
    async Task<string?> FindProblem(RuleCase rule)
    {
        try
        {
            var (container, alerts) = await watch.Run(rule);
            AssertRules(rule, alerts);
            if (rule.Fires) AssertTells(rule, alerts.First(alert => alert.Rule == rule.Rule), container);
            return null;
        }
        catch (Exception problem)
        {
            return $"{(rule.Fires ? "bad" : "good")} case '{rule.Title}': {problem.Message}";
        }
    }

    static void AssertRules(RuleCase rule, IReadOnlyList<Alert> alerts)
    {
        var fired = alerts.Select(alert => alert.Rule).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.True(rule.ExpectedRules.SequenceEqual(fired),
            $"expected [{string.Join(", ", rule.ExpectedRules)}] but fired [{string.Join(", ", fired)}]:\n"
            + string.Join('\n', alerts.Select(alert => alert.Line)));
    }

    static void AssertTells(RuleCase rule, Alert alert, ContainerRun container)
    {
        Assert.All(always, field => Assert.False(alert.Field(field) is null or "", $"{field} is missing in {alert.Line}"));
        Assert.Equal(container.Name, alert.Field("container.name"));
        Assert.Equal(container.Image, $"{alert.Field("container.image.repository")}:{alert.Field("container.image.tag")}");
        Assert.Contains($"container_id={container.ShortId}", alert.Output, StringComparison.Ordinal);
        Assert.All(rule.Fields, field => Assert.True(Fits(alert.Field(field.Field), field.Value), $"{field} does not hold in {alert.Line}"));
    }

    static bool Fits(string? value, string wanted) => wanted.StartsWith('~')
        ? value?.Contains(wanted[1..], StringComparison.Ordinal) == true
        : value == wanted;

    [GeneratedRegex("^- rule: (.+)$", RegexOptions.Multiline)]
    private static partial Regex RuleName();
}
