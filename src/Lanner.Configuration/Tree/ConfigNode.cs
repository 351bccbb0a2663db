using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>
/// One node of the configuration with its place. A tree may have come together from several files and options, so each node knows
/// its own. Immutable.
/// </summary>
abstract class ConfigNode(SourceFile file, int offset)
{
    public SourceFile File { get; } = file;

    public int Offset { get; } = offset;

    /// <summary>The word for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>As good as not given.</summary>
    public virtual bool IsNull => false;
}

sealed class ConfigText(SourceFile file, int offset, string text, bool isPlain = true) : ConfigNode(file, offset)
{
    public string Text { get; } = text;

    public override string Kind => "a single value";

    public override bool IsNull => isPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

sealed class ConfigList(SourceFile file, int offset, IReadOnlyList<ConfigNode> items) : ConfigNode(file, offset)
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;

    public override string Kind => "a list";

    public ConfigList Append(params IEnumerable<ConfigNode> more) => new(File, Offset, [.. Items, .. more]);

    public ConfigList Replace(int index, ConfigNode item) => new(File, Offset, [.. Items.Take(index), item, .. Items.Skip(index + 1)]);
}

/// <summary>Keys with their values, each key once.</summary>
sealed class ConfigMap(SourceFile file, int offset, IReadOnlyList<ConfigEntry> entries) : ConfigNode(file, offset)
{
    public IReadOnlyList<ConfigEntry> Entries { get; } = entries;

    public override string Kind => "a section";

    public ConfigEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>With this entry instead of the one of the same key, or at the end.</summary>
    public ConfigMap With(ConfigEntry entry) => Find(entry.Key) is null
        ? new(File, Offset, [.. Entries, entry])
        : new(File, Offset, [.. Entries.Select(old => old.Key == entry.Key ? entry : old)]);
}

/// <summary>A key with its own place and its value.</summary>
sealed record ConfigEntry(string Key, SourceFile File, int Offset, ConfigNode Value);
