namespace Lanner.Configuration;

/// <summary>The files that a configuration names under <c>config_files</c>, merged in their order; they cannot name further ones.</summary>
sealed class IncludedFiles(ConfigFileReader reader, ProblemList problems)
{
    public const string Key = "config_files";

    /// <summary>More are an accident or worse.</summary>
    const int MaxFiles = 1000;

    static readonly (string, MergeStrategy)[] s_strategies =
        [("append", MergeStrategy.Append), ("override", MergeStrategy.Override), ("add-only", MergeStrategy.AddOnly)];

    /// <summary>All read, in order.</summary>
    public List<string> Paths { get; } = [];

    /// <summary>Folders named, of which new files are to be noticed.</summary>
    public List<string> Folders { get; } = [];

    /// <param name="tree">Into which to merge.</param>
    /// <param name="named">Where the files are named: the tree itself, or the tree with the options of the command line.</param>
    public ConfigMap MergeInto(ConfigMap tree, ConfigMap named)
    {
        if (named.Find(Key) is not { Value.IsNull: false } entry) return tree;
        foreach (var node in entry.Value is ConfigList list ? list.Items : [entry.Value])
        {
            if (Read(node) is not ({ } path, var strategy)) continue;
            foreach (var file in Expand(path, node))
            {
                if (Paths.Count >= MaxFiles)
                {
                    problems.Error(node, $"more than {MaxFiles} files are included");
                    return tree;
                }

                Paths.Add(file);
                if (reader.ReadFile(file) is not { } included) continue;
                if (included.Find(Key) is { } nested)
                    problems.Error(nested.File, nested.Offset, $"an included file cannot include others: '{Key}' belongs into the main file");
                else
                    tree = Merging.Merge(tree, included, strategy);
            }
        }

        return tree;
    }

    (string? Path, MergeStrategy Strategy) Read(ConfigNode node)
    {
        if (node is ConfigText { IsNull: false } text) return (text.Text, MergeStrategy.Append);
        if (node is not ConfigMap map)
        {
            problems.Error(node, $"each of '{Key}' is a path, or a section with 'path' and 'strategy'");
            return default;
        }

        var section = new Section(Key + "[]", map, problems);
        var path = section.Text("path");
        var strategy = section.Word("strategy", MergeStrategy.Append, s_strategies);
        if (path is null) problems.Error(map, "an included file has no 'path'");
        section.WarnUnknown();
        return (path, strategy);
    }

    IReadOnlyList<string> Expand(string path, ConfigNode at)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path))
        {
            problems.Warn(at, $"there is no {Section.Shorten(path)} to include");
            return [];
        }

        Folders.Add(path);
        try
        {
            return [.. Directory.EnumerateFiles(path).Where(IsConfiguration).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Error(at, $"{Section.Shorten(path)} cannot be read: {fault.Message}");
            return [];
        }
    }

    static bool IsConfiguration(string path) =>
        Path.GetExtension(path.AsSpan()) is ".yaml" or ".yml" && !Path.GetFileName(path.AsSpan()).StartsWith('.');
}
