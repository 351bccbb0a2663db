using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;
using Lanner.Rules.Diagnostics;

namespace Lanner.Cli;

/// <summary>Loads the rules a verb was given, or our own, and tells the user what is wrong with them.</summary>
static class RuleLoading
{
    /// <summary>Where the embedded rules come from, for messages.</summary>
    const string BuiltIn = "rules/lanner.yaml (built in)";

    /// <summary>The rule set, or null after all problems were written to <paramref name="errors"/>.</summary>
    public static RuleSet? Load(IReadOnlyList<string> paths, RuleSetOptions options, TextWriter errors)
    {
        var result = Read(paths, options);
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

    /// <summary>
    /// The rule set for a verb that shows rules: as they are in the files, all priorities; null after the errors were written to
    /// standard error. Warnings are for <c>rules validate</c>.
    /// </summary>
    public static RuleSet? LoadForShowing(IReadOnlyList<string> paths)
    {
        var result = Read(paths, new RuleSetOptions { Additions = [] });
        if (result.RuleSet is not null) return result.RuleSet;
        Console.Error.Write(DiagnosticText.Render(result.Errors));
        Console.Error.WriteLine($"lanner: the rules have {Count(result.ErrorCount, "error")}; see also: lanner rules validate");
        return null;
    }

    /// <summary>What loading gave, with all problems; nothing is printed.</summary>
    public static RuleLoadResult Read(IReadOnlyList<string> paths, RuleSetOptions options)
    {
        var builder = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions), options);
        if (paths.Count == 0) builder.Add(BuiltIn, ReadBuiltIn());
        foreach (var path in paths) builder.AddPath(path);
        return builder.Build();
    }

    /// <summary>A number with its noun.</summary>
    public static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    static byte[] ReadBuiltIn()
    {
        using var stream = typeof(RuleLoading).Assembly.GetManifestResourceStream("lanner.yaml")
            ?? throw new InvalidOperationException("the built-in rules are not embedded");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
