using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>Collects the problems of one load in the order they are found; at most <see cref="Capacity"/>, so that a hostile file cannot fill memory.</summary>
sealed class ProblemList
{
    public const int Capacity = 500;

    readonly List<ConfigurationProblem> _items = [];
    readonly List<string> _ignored = [];

    /// <summary>By file, in the order in which the files had their first problem, and place.</summary>
    public IReadOnlyList<ConfigurationProblem> InOrder()
    {
        var files = _items.Select(p => p.Position.File).Distinct(StringComparer.Ordinal).ToList();
        return [.. _items.OrderBy(p => files.IndexOf(p.Position.File)).ThenBy(p => p.Position.Offset)];
    }

    /// <summary>Keys that are known and mean nothing here, each once.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    public bool HasErrors { get; private set; }

    public void Error(ConfigNode at, string message, string? hint = null) => Add(true, at.File, at.Offset, message, hint);

    public void Error(SourceFile file, int offset, string message, string? hint = null) => Add(true, file, offset, message, hint);

    public void Warn(ConfigNode at, string message, string? hint = null) => Add(false, at.File, at.Offset, message, hint);

    public void Warn(SourceFile file, int offset, string message, string? hint = null) => Add(false, file, offset, message, hint);

    public void Ignore(string key)
    {
        if (_ignored.Count < Capacity && !_ignored.Contains(key)) _ignored.Add(key);
    }

    void Add(bool isError, SourceFile file, int offset, string message, string? hint)
    {
        HasErrors |= isError;
        // The same text may be looked at more than once: by an include and by an alias.
        var problem = new ConfigurationProblem(isError, file.Locate(offset), message, hint);
        if (_items.Count < Capacity && !_items.Contains(problem)) _items.Add(problem);
    }
}
