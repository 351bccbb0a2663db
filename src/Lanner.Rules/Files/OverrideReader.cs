using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>Reads <c>override</c> and the older <c>append</c>.</summary>
static class OverrideReader
{
    public static bool ReadDeprecatedAppend(ItemKeys keys, DiagnosticList diagnostics)
    {
        if (keys.Bool("append") is not true) return false;
        diagnostics.Add(LoadCode.DeprecatedItem, keys.PathOf("append", keys.Node("append")!), "'append' is deprecated",
            "name the keys under 'override' instead, as in override: {condition: append}");
        return true;
    }

    public static void FailBoth(ItemKeys keys) =>
        keys.Fail(keys.Path.Into(ItemTypes.Overrides, "", keys.OffsetOf("override")),
            "'append: true' and 'override' exclude each other", "keep only 'override'");

    public static List<OverrideEntry> Read(ItemKeys keys, ReadOnlySpan<string> appendable, ReadOnlySpan<string> replaceable)
    {
        var entries = new List<OverrideEntry>();
        if (keys.Node("override") is not { } node) return entries;
        var path = keys.Path.Into(ItemTypes.Overrides, "", node);
        if (node is not YamlMapping mapping)
        {
            keys.Fail(path, $"'override' must map keys to append or replace, not be {node.Kind}");
            return entries;
        }

        foreach (var (key, value) in mapping.Entries)
        {
            if (key is not YamlScalar { Text: var name } || value is not YamlScalar { Text: var word })
            {
                keys.Fail(path.Into(ItemTypes.ValueFor, "", key), "an entry under 'override' must be a key and the word append or replace");
                continue;
            }

            if (ReadEntry(keys, path, name, key, word, value, appendable.Contains(name), replaceable.Contains(name)) is { } entry
                && !entries.Exists(e => e.Key == name))
                entries.Add(entry);
        }

        return entries;
    }

    static OverrideEntry? ReadEntry(
        ItemKeys keys, ItemPath path, string name, YamlNode key, string word, YamlNode value, bool canAppend, bool canReplace)
    {
        switch (word)
        {
            case "append" when canAppend: return new OverrideEntry(name, OverrideKind.Append, key.Start);
            case "replace" when canReplace: return new OverrideEntry(name, OverrideKind.Replace, key.Start);
            case "append":
                keys.Fail(path.Into(ItemTypes.Overrides, name, key), $"key '{ItemKeys.Shorten(name)}' cannot be appended to",
                    canReplace ? "use replace" : null);
                return null;
            case "replace":
                keys.Fail(path.Into(ItemTypes.Overrides, name, key), $"key '{ItemKeys.Shorten(name)}' cannot be replaced");
                return null;
            default:
                var allowed = (canAppend, canReplace) switch
                {
                    (true, true) => "append and replace",
                    (true, false) => "append",
                    (false, true) => "replace",
                    _ => "nothing, for this key",
                };
                keys.Fail(path.Into(ItemTypes.ValueFor, name, value), $"'{ItemKeys.Shorten(word)}' is no override of '{name}'",
                    $"allowed: {allowed}");
                return null;
        }
    }
}
