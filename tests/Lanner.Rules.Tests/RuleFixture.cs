using System.Text;

namespace Lanner.Rules.Tests;

/// <summary>Short ways to rule sets. Files are named 1.yaml, 2.yaml, ...</summary>
static class RuleFixture
{
    public static RuleLoadResult Load(RuleSetOptions? options, params string[] yaml)
    {
        var builder = new RuleSetBuilder(TestCatalogue.Instance, options);
        for (var i = 0; i < yaml.Length; i++) builder.Add($"{i + 1}.yaml", Encoding.UTF8.GetBytes(yaml[i]));
        return builder.Build();
    }

    public static RuleLoadResult Load(params string[] yaml) => Load(null, yaml);

    /// <summary>Fails the test when there is any error.</summary>
    public static RuleSet Rules(params string[] yaml) => Rules(new RuleSetOptions(), yaml);

    public static RuleSet Rules(RuleSetOptions options, params string[] yaml)
    {
        var result = Load(options, yaml);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        return result.RuleSet!;
    }

    public static string Rule(string name, string condition, string output = "o", string priority = "info", string more = "") =>
        $"- rule: {name}\n  desc: d\n  condition: {condition}\n  output: {output}\n  priority: {priority}\n{more}";

    public static string Text(Alert alert) => Encoding.UTF8.GetString(alert.Output);
}
