namespace Lanner.Events.Tests.Files;

/// <summary>Capture files to read: ours, kept in the repository, and those of others, kept outside of it.</summary>
static class Captures
{
    /// <summary>A sample capture of another project. Skips the test where it is not here.</summary>
    public static string Shared(string name)
    {
        foreach (var folder in SharedFolders())
        {
            var path = Path.Combine(folder, "captures", name);
            if (File.Exists(path)) return path;
        }

        Assert.Skip($"not here: {name} (set LANNER_TEST_DATA)");
        return "";
    }

    /// <summary>A file below tests/captures.</summary>
    public static string Own(string name) => Path.Combine(Root, "tests", "captures", name);

    static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lanner.slnx"))) folder = folder.Parent;
            Assert.NotNull(folder);
            return folder.FullName;
        }
    }

    static IEnumerable<string> SharedFolders()
    {
        if (Environment.GetEnvironmentVariable("LANNER_TEST_DATA") is { Length: > 0 } data) yield return data;
        yield return Path.Combine(Root, "..", "shared", "data");
    }
}
