using System.Globalization;
using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>
/// Reads the keys of one mapping into typed values. Every wrong value is reported and makes <see cref="HasErrors"/> true;
/// reading goes on with the next key.
/// </summary>
sealed class ItemKeys
{
    readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);
    readonly List<(string Key, YamlNode Node)> _keys = [];
    readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    readonly DiagnosticList _diagnostics;
    readonly SourceFile _file;

    public ItemKeys(SourceFile file, YamlMapping mapping, ItemPath path, DiagnosticList diagnostics)
    {
        _file = file;
        _diagnostics = diagnostics;
        Path = path;
        foreach (var (key, value) in mapping.Entries)
        {
            if (key is not YamlScalar { Text: var name })
            {
                diagnostics.Add(LoadCode.UnknownKey, path.Into(ItemTypes.ValueFor, "", key), "a key must be a single word");
                continue;
            }

            if (_values.TryAdd(name, value)) _keys.Add((name, key));
            else
                diagnostics.Add(LoadCode.UnknownKey, path.Into(ItemTypes.ValueFor, name, key),
                    $"key '{name}' is given twice; the first one counts");
        }
    }

    /// <summary>The innermost named item; problems are reported below it.</summary>
    public ItemPath Path { get; set; }

    public bool HasErrors { get; private set; }

    public bool Has(string key) => _values.ContainsKey(key);

    public int OffsetOf(string key) => _keys.First(k => k.Key == key).Node.Start;

    public YamlNode? Node(string key)
    {
        _asked.Add(key);
        return _values.GetValueOrDefault(key);
    }

    public void Fail(ItemPath path, string message, string? hint = null, LoadCode code = LoadCode.ErrYamlValidate)
    {
        HasErrors = true;
        _diagnostics.Add(code, path, message, hint);
    }

    /// <summary>Something inside the item was reported by another reader.</summary>
    public void Fail() => HasErrors = true;

    public ItemPath PathOf(string key, YamlNode node) => Path.Into(ItemTypes.ValueFor, key, node);

    /// <summary>A scalar that must be there and not empty.</summary>
    public LocatedText? Required(string key, string? hint = null)
    {
        if (Node(key) is null)
        {
            Fail(Path, $"the item has no key '{key}'", hint);
            return null;
        }

        return Optional(key);
    }

    public LocatedText? Optional(string key)
    {
        if (Node(key) is not { } node) return null;
        if (node.IsNull)
        {
            Fail(PathOf(key, node), $"key '{key}' has no value");
            return null;
        }

        if (node is not YamlScalar scalar)
        {
            Fail(PathOf(key, node), $"the value of '{key}' must be a single value, not {node.Kind}");
            return null;
        }

        if (scalar.Text.Trim().Length == 0)
        {
            Fail(PathOf(key, node), $"the value of '{key}' is empty");
            return null;
        }

        return LocatedText.Of(_file, scalar);
    }

    public bool? Bool(string key)
    {
        if (Optional(key) is not { } text) return null;
        switch (text.Text.ToLowerInvariant())
        {
            case "true" or "yes" or "y" or "on": return true;
            case "false" or "no" or "n" or "off": return false;
            default:
                Fail(PathOf(key, Node(key)!), $"the value of '{key}' must be true or false, not '{Shorten(text.Text)}'");
                return null;
        }
    }

    public TimeSpan? Milliseconds(string key)
    {
        if (Optional(key) is not { } text) return null;
        if (uint.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return TimeSpan.FromMilliseconds(number);
        Fail(PathOf(key, Node(key)!), $"the value of '{key}' must be a whole number of milliseconds, not '{Shorten(text.Text)}'");
        return null;
    }

    /// <summary>A whole number; null when the key is missing or wrong.</summary>
    public Located<int>? Number(string key, int least, int greatest)
    {
        if (Optional(key) is not { } text) return null;
        if (int.TryParse(text.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest)
            return new Located<int>(number, text);
        Fail(PathOf(key, Node(key)!), $"the value of '{key}' must be a whole number from {least} to {greatest:N0}, not '{Shorten(text.Text)}'");
        return null;
    }

    /// <summary>A time with its unit, longer than none; null when the key is missing or wrong.</summary>
    public Located<TimeSpan>? Duration(string key, TimeSpan greatest)
    {
        if (Optional(key) is not { } text) return null;
        if (DurationText.TryParse(text.Text.Trim(), out var time) && time <= greatest) return new Located<TimeSpan>(time, text);
        Fail(PathOf(key, Node(key)!), $"the value of '{key}' must be a time up to {greatest.TotalHours:0}h, not '{Shorten(text.Text)}'",
            "a whole number with ms, s, m or h, such as 30s");
        return null;
    }

    /// <summary>One scalar or a sequence of them; null when the key is missing or wrong.</summary>
    public List<LocatedText>? OneOrMore(string key)
    {
        if (Node(key) is not YamlSequence sequence) return Optional(key) is { } one ? [one] : null;
        if (sequence.Items.Length > 0) return Texts(key);
        Fail(PathOf(key, sequence), $"the list of '{key}' is empty");
        return null;
    }

    /// <summary>A sequence of scalars; null when the key is missing or wrong.</summary>
    public List<LocatedText>? Texts(string key)
    {
        if (Node(key) is not { } node) return null;
        if (node is not YamlSequence sequence)
        {
            Fail(PathOf(key, node), $"the value of '{key}' must be a list, not {(node.IsNull ? "empty" : node.Kind)}",
                $"write {key}: [] for none");
            return null;
        }

        var texts = new List<LocatedText>(sequence.Items.Length);
        foreach (var item in sequence.Items)
        {
            if (item is YamlScalar scalar) texts.Add(LocatedText.Of(_file, scalar));
            else Fail(PathOf(key, node).Into(ItemTypes.ListItem, "", item), $"each of '{key}' must be a single value, not {item.Kind}");
        }

        return texts;
    }

    /// <summary>Warns of keys nobody asked for.</summary>
    public void WarnUnknown()
    {
        foreach (var (key, node) in _keys)
        {
            if (_asked.Contains(key)) continue;
            var near = NearestWord.Of(key, _asked);
            _diagnostics.Add(LoadCode.UnknownKey, Path.Into(ItemTypes.ValueFor, key, node), $"unknown key '{Shorten(key)}' is ignored",
                near is null ? null : $"did you mean '{near}'?");
        }
    }

    public static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");
}
