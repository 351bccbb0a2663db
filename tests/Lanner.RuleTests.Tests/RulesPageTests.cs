using System.Text;
using System.Text.RegularExpressions;
using Lanner.RuleTests.Reading;
using Lanner.RuleTests.Running;

namespace Lanner.RuleTests.Tests;

/// <summary>What docs/rules.md shows of tests is true.</summary>
public partial class RulesPageTests
{
    static readonly string s_page = File.ReadAllText(Path.Combine(Checkout.Root, "docs/rules.md"));

    [Fact]
    public async Task The_example_passes_with_the_rule_of_the_page()
    {
        var blocks = Block().Matches(s_page).Select(match => match.Groups[1].Value).ToList();
        var problems = new TestProblems();
        var file = TestFileReader.Read("docs/rules.md", Encoding.UTF8.GetBytes(blocks.Single(block => block.Contains("- test:", StringComparison.Ordinal))), problems);
        Assert.Equal("", problems.ToString());
        await using var rules = await TestRules.LoadAsync(file!, builder => builder.Add("docs/rules.md", Encoding.UTF8.GetBytes(blocks[0])));
        var runner = new TestRunner(rules);
        runner.Check(file!, problems);
        Assert.Equal("", problems.ToString());
        Assert.Equal(4, file!.Tests.Count);
        Assert.All(file.Tests, test => Assert.Empty(runner.Run(test).Failures));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
