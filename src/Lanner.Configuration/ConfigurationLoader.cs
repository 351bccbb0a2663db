using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>What loading a configuration gave.</summary>
/// <param name="Configuration">Null when there is any error.</param>
/// <param name="Problems">Errors and warnings, by file and place.</param>
/// <param name="Ignored">Keys that are known and mean nothing here, each once.</param>
public sealed record ConfigurationResult(LannerConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<string> Ignored);

/// <summary>
/// Loads a configuration: the main file, the files it includes, and the settings of the command line, in this order, so that the last
/// one wins. Nothing in them makes it throw; all problems of all of them are in the result.
/// </summary>
public static class ConfigurationLoader
{
    /// <param name="path">The main file; null for none.</param>
    /// <param name="options">Arguments of <c>-o</c>, in order.</param>
    /// <param name="standard">What holds where nothing is said; null for our own defaults.</param>
    /// <param name="variable">Reads a variable of the environment; null for the process's own.</param>
    public static ConfigurationResult Load(
        string? path, IReadOnlyList<string>? options = null, LannerConfiguration? standard = null, Func<string, string?>? variable = null)
    {
        var problems = new ProblemList();
        var reader = new ConfigFileReader(problems, new EnvironmentText(variable ?? Environment.GetEnvironmentVariable));
        var main = path is null ? new ConfigMap(new SourceFile("(no file)", ""), 0, []) : reader.ReadFile(path);
        var overrides = (options ?? []).Select(option => OptionOverride.Parse(option, reader, problems)).OfType<OptionOverride>().ToList();
        if (main is null) return new ConfigurationResult(null, problems.InOrder(), []);
        var included = new IncludedFiles(reader, problems);
        // An option may name files to include as well, and still wins over what they say.
        var tree = included.MergeInto(main, Apply(overrides, main, new ProblemList()));
        tree = Apply(overrides, tree, problems);
        var configuration = LannerConfiguration.Read(new Section("", tree, problems), standard ?? LannerConfiguration.Standard) with
        {
            Path = path, IncludedFiles = included.Paths, IncludedFolders = included.Folders, Digests = reader.Digests,
        };
        return new ConfigurationResult(problems.HasErrors ? null : configuration, problems.InOrder(), problems.Ignored);
    }

    static ConfigMap Apply(List<OptionOverride> overrides, ConfigMap tree, ProblemList problems)
    {
        foreach (var change in overrides) tree = change.Apply(tree, problems);
        return tree;
    }
}
