using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>Loads the rules a verb was given, or our own, and tells the user what is wrong with them.</summary>
static class RuleLoading
{
    /// <summary>Where the embedded rules come from, for messages.</summary>
    const string BuiltIn = "rules/lanner.yaml (built in)";

    /// <summary>The rule set, or null after all problems were written to <paramref name="errors"/>.</summary>
    public static RuleSet? Load(IReadOnlyList<string> paths, RuleSetOptions options, TextWriter errors)
    {
        var builder = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions), options);
        if (paths.Count == 0) builder.Add(BuiltIn, ReadBuiltIn());
        foreach (var path in paths) builder.AddPath(path);
        var result = builder.Build();
        if (result.RuleSet is null)
        {
            errors.Write(result.ToText());
            errors.WriteLine($"lanner: the rules have {Count(result.Errors.Count(), "error")}; nothing was started");
            return null;
        }

        errors.Write(result.ToText());
        if (result.RuleSet.Rules.Count > 0) return result.RuleSet;
        errors.WriteLine("lanner: no rule is left to watch with; see --rules, --priority and --disable");
        return null;
    }

    static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    static byte[] ReadBuiltIn()
    {
        using var stream = typeof(RuleLoading).Assembly.GetManifestResourceStream("lanner.yaml")
            ?? throw new InvalidOperationException("the built-in rules are not embedded");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
