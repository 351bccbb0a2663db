using System.Text;
using System.Text.RegularExpressions;
using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests;

/// <summary>What docs/rules.md shows is true.</summary>
public partial class RulesPageTests
{
    static readonly string s_page = File.ReadAllText(Path.Combine(Checkout.Root, "docs/rules.md"));

    [Fact]
    public void Its_examples_load_behind_our_rules_without_a_warning()
    {
        var builder = new RuleSetBuilder(TestCatalogue.Instance).AddPath(Path.Combine(Checkout.Root, "rules/lanner.yaml"));
        var blocks = Block().Matches(s_page).Select(match => match.Groups[1].Value).Where(block => !block.Contains("- test:", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, blocks.Count);
        foreach (var block in blocks) builder.Add("docs/rules.md", Encoding.UTF8.GetBytes(block));
        Assert.Empty(builder.Build().Diagnostics.Select(d => d.ToString()));
    }

    [Fact]
    public void It_names_all_warnings() =>
        Assert.All(Enum.GetValues<LoadCode>().Where(code => code.Severity() == Filters.DiagnosticSeverity.Warning), code => Assert.Contains(code.Word(), s_page, StringComparison.Ordinal));

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
