using Lanner.Configuration;

namespace Lanner.Cli;

/// <summary>Loads the configuration of a verb and tells the user what is wrong with it.</summary>
static class ConfigurationLoading
{
    /// <summary>Used when no file is named and this one is there.</summary>
    public const string DefaultPath = "/etc/lanner/lanner.yaml";

    /// <summary>As <see cref="Load"/>, without a word about problems; null where there are errors.</summary>
    public static LannerConfiguration? Peek(string? path, IReadOnlyList<string> settings, LannerConfiguration? standard = null, string usual = DefaultPath) =>
        ConfigurationLoader.Load(path ?? (File.Exists(usual) ? usual : null), settings, standard).Configuration;

    /// <summary>The configuration, or null after all problems were written to standard error.</summary>
    /// <param name="path">The main file; null for <paramref name="usual"/> if it is there, else for none.</param>
    /// <param name="settings">Single settings, as <c>key=value</c>.</param>
    /// <param name="standard">What holds where nothing is said.</param>
    /// <param name="usual">The usual place of the main file.</param>
    /// <param name="program">The name under which the program speaks.</param>
    public static LannerConfiguration? Load(string? path, IReadOnlyList<string> settings, LannerConfiguration? standard = null, string usual = DefaultPath,
        string program = "lanner")
    {
        path ??= File.Exists(usual) ? usual : null;
        var result = ConfigurationLoader.Load(path, settings, standard);
        foreach (var problem in result.Problems) Console.Error.WriteLine(problem);
        if (result.Configuration is { } configuration)
        {
            using var log = new OperatorLog(configuration.Log, program);
            if (result.Ignored.Count > 0) log.Info($"without a meaning here, and ignored: {string.Join(", ", result.Ignored)}");
            return configuration;
        }

        Console.Error.WriteLine($"{program}: the configuration has {RuleLoading.Count(result.Problems.Count(p => p.IsError), "error")}; nothing was started");
        return null;
    }
}
