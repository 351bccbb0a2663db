using Lanner.Configuration;
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

    /// <summary>What is wrong when the configuration names rule files and has none of them.</summary>
    public const string AllMissing = "none of the rule files of the configuration is there";

    /// <summary>What is wrong when all rules are switched off.</summary>
    public const string NoneLeft = "no rule is left to watch with; see --rules, --priority and --disable";

    /// <summary>The rules of a watch, or null after all problems were told.</summary>
    public static RuleSet? Load(WatchPlan plan, OperatorLog log)
    {
        if (Read(plan, log) is not { } result)
        {
            Console.Error.WriteLine($"lanner: {AllMissing}; nothing was started");
            return null;
        }

        return Usable(result, result.RuleSet is null ? Console.Error : log.Writer);
    }

    /// <summary>What loading the rules of a watch gave; null when none of the files that the configuration names is there.</summary>
    public static RuleLoadResult? Read(WatchPlan plan, OperatorLog log)
    {
        var paths = plan.Configuration.Rules.Paths;
        if (plan.SkipsMissingRules)
        {
            var missing = paths.Where(path => path != RuleSettings.BuiltIn && !File.Exists(path) && !Directory.Exists(path)).ToList();
            foreach (var path in missing) log.Warning($"{path}: there are no such rules; they are left out");
            if (missing.Count > 0 && missing.Count == paths.Count) return null;
            paths = [.. paths.Except(missing)];
        }

        return Read(paths, plan.RuleSet, plan.Rendering.StaticFields);
    }

    /// <summary>Writes down all problems: errors in any case, warnings where the log is wanted.</summary>
    public static void Tell(RuleLoadResult result, OperatorLog log) => (result.RuleSet is null ? Console.Error : log.Writer).Write(result.ToText());

    /// <summary>The rule set, or null after all problems were written to <paramref name="errors"/>.</summary>
    public static RuleSet? Load(IReadOnlyList<string> paths, RuleSetOptions options, TextWriter errors)
    {
        return Usable(Read(paths, options), errors);
    }

    static RuleSet? Usable(RuleLoadResult result, TextWriter errors)
    {
        if (result.RuleSet is null)
        {
            errors.Write(result.ToText());
            errors.WriteLine($"lanner: the rules have {Count(result.Errors.Count(), "error")}; nothing was started");
            return null;
        }

        errors.Write(result.ToText());
        if (result.RuleSet.Rules.Count > 0) return result.RuleSet;
        errors.WriteLine($"lanner: {NoneLeft}");
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
    /// <param name="paths">Files and folders, <see cref="RuleSettings.BuiltIn"/> among them; empty for the built-in rules.</param>
    /// <param name="options">What to make of them.</param>
    /// <param name="staticFields">Fields that the configuration makes up; null for none.</param>
    public static RuleLoadResult Read(IReadOnlyList<string> paths, RuleSetOptions options, IReadOnlyList<KeyValuePair<string, string>>? staticFields = null)
    {
        var builder = new RuleSetBuilder(new FieldCatalogue([.. AllFields.Definitions, .. StaticFields.Define(staticFields ?? [])]), options);
        foreach (var path in paths.Count == 0 ? [RuleSettings.BuiltIn] : paths) Add(builder, path);
        return builder.Build();
    }

    /// <summary>Adds a file, a folder, or the built-in rules by their word.</summary>
    public static void Add(RuleSetBuilder builder, string path)
    {
        if (path == RuleSettings.BuiltIn) builder.Add(BuiltIn, ReadEmbedded("lanner.yaml"));
        else builder.AddPath(path);
    }

    /// <summary>A number with its noun.</summary>
    public static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>The built-in rules, or their tests.</summary>
    public static byte[] ReadEmbedded(string name)
    {
        using var stream = typeof(RuleLoading).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
