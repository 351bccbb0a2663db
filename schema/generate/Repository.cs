namespace Lanner.Schema;

/// <summary>Finds the checkout this tool was built in.</summary>
static class Repository
{
    /// <summary>The nearest folder at or above <paramref name="start"/> that holds <c>schema/events.tsv</c>.</summary>
    public static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "schema", "events.tsv"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no schema/events.tsv at or above {start}");
    }
}
