namespace Lanner.Rules.Tests;

/// <summary>The official rule files, kept outside of the repository: a folder named by LANNER_TEST_DATA, or data beside the checkout.</summary>
static class OfficialRules
{
    public const string Stable = "falco_rules.yaml";
    public const string Incubating = "falco-incubating_rules.yaml";
    public const string Sandbox = "falco-sandbox_rules.yaml";

    /// <summary>Skips the test when the files are not here.</summary>
    public static string PathOf(string file)
    {
        if (TryFind(file) is { } path) return path;
        Assert.Skip($"not here: {file} (set LANNER_TEST_DATA)");
        return "";
    }

    public static string? TryFind(string file) => TryFind("falco-rules", file);

    /// <summary>A capture beside them. Skips the test when it is not here.</summary>
    public static string CaptureOf(string file)
    {
        if (TryFind("captures", file) is { } path) return path;
        Assert.Skip($"not here: {file} (set LANNER_TEST_DATA)");
        return "";
    }

    static string? TryFind(string kind, string file)
    {
        foreach (var folder in Folders())
        {
            var path = Path.Combine(folder, kind, file);
            if (File.Exists(path)) return path;
        }

        return null;
    }

    static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("LANNER_TEST_DATA") is { Length: > 0 } data) yield return data;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lanner.slnx")))
                yield return Path.Combine(folder.FullName, "..", "shared", "data");
        }
    }
}
