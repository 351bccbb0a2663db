namespace Lanner.RuleTests.Tests;

/// <summary>The checkout that the tests were built from, and the data kept outside of it: a folder named by LANNER_TEST_DATA, or beside it.</summary>
static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>Null when it is not here.</summary>
    public static string? OfficialRules(string file)
    {
        foreach (var data in new[] { Environment.GetEnvironmentVariable("LANNER_TEST_DATA") ?? "", Path.Combine(Root, "..", "shared", "data") })
        {
            var path = Path.Combine(data, "falco-rules", file);
            if (data.Length > 0 && File.Exists(path)) return path;
        }

        return null;
    }

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lanner.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not lie in a checkout");
    }
}
