namespace Lanner.Cli.Tests;

/// <summary>Captures of other projects, which are kept outside of the repository.</summary>
static class CaptureFolder
{
    /// <summary>The path of a capture; the test is skipped where it is not.</summary>
    public static string Find(string capture)
    {
        foreach (var folder in Folders())
        {
            var path = Path.Combine(folder, "captures", capture);
            if (File.Exists(path)) return path;
        }

        Assert.Skip($"not here: {capture} (set LANNER_TEST_DATA)");
        return "";
    }

    static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("LANNER_TEST_DATA") is { Length: > 0 } data) yield return data;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lanner.slnx"))) folder = folder.Parent;
        if (folder?.Parent is { } above) yield return Path.Combine(above.FullName, "shared", "data");
    }
}
