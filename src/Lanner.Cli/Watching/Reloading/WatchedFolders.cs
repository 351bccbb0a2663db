namespace Lanner.Cli;

/// <summary>
/// Which names in which folders matter to some files: the file itself, whatever is in a folder that is read whole, and every step on the
/// way to them, as folders are moved and links are set anew too. So a file that is not there yet is noticed when it comes.
/// </summary>
sealed class WatchedFolders
{
    /// <summary>As many links as the kernel follows.</summary>
    const int MaxLinks = 40;

    /// <summary>Null for every name.</summary>
    readonly Dictionary<string, HashSet<string>?> _names = new(StringComparer.Ordinal);

    /// <param name="paths">Files and folders, there or not.</param>
    public WatchedFolders(IEnumerable<string> paths)
    {
        foreach (var path in paths) Follow(Path.GetFullPath(path), 0);
    }

    /// <summary>Those that are there.</summary>
    public IEnumerable<string> Folders => _names.Keys.Where(Directory.Exists);

    /// <summary>A change of this name in that folder matters.</summary>
    public bool Concerns(string folder, string? name) => _names.TryGetValue(folder, out var names) && (names is null || name is null || names.Contains(name));

    void Follow(string path, int links)
    {
        if (Directory.Exists(path)) _names[path] = null;
        for (var step = path; Path.GetDirectoryName(step) is { } folder; step = folder)
        {
            if (!_names.TryGetValue(folder, out var names)) _names[folder] = names = new HashSet<string>(StringComparer.Ordinal);
            names?.Add(Path.GetFileName(step));
            if (links < MaxLinks && Target(step) is { } target) Follow(Path.GetFullPath(target, folder), links + 1);
        }
    }

    static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
