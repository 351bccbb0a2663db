using System.Globalization;

using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>
/// Reads the keys of one section into typed values. A wrong value is reported and gives the default, and reading goes on, so that one
/// run tells everything that is wrong. A key without a value counts as not given.
/// </summary>
/// <param name="name">The way to it, such as <c>engine.replay</c>; empty for the whole configuration.</param>
/// <param name="schema">Notes which keys are asked for; every key then counts as given. Null when a configuration is read.</param>
sealed class Section(string name, ConfigMap? map, ProblemList problems, SchemaNode? schema = null)
{
    readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public ConfigMap? Map => map;

    /// <summary>The key has a value.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return schema is not null || map?.Find(key) is { Value.IsNull: false };
    }

    /// <summary>The key belongs here, and is read elsewhere.</summary>
    public void Known(string key)
    {
        _asked.Add(key);
        schema?.Add(key, new SchemaNode());
    }

    public bool Bool(string key, bool standard) => Parse(key, standard, new SchemaNode("boolean"), "true or false", text => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "on" => true,
        "false" or "no" or "n" or "off" => false,
        _ => null,
    });

    public int Number(string key, int standard, int least, int most) => (int)Long(key, standard, least, most);

    public long Long(string key, long standard, long least, long most) => Parse<long>(key, standard, new SchemaNode("integer") { Range = (least, most) }, $"a whole number from {least} to {most}",
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    public double Real(string key, double standard, double least, double most) => Parse<double>(key, standard, new SchemaNode("number") { Range = (least, most) }, $"a number from {least} to {most}",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    public TimeSpan Milliseconds(string key, TimeSpan standard, int least = 0, int most = int.MaxValue) =>
        TimeSpan.FromMilliseconds(Number(key, (int)standard.TotalMilliseconds, least, most));

    /// <summary>Such as <c>500ms</c>, <c>90s</c>, <c>15m</c>, <c>1h30m</c> or <c>7d</c>.</summary>
    public TimeSpan Time(string key, TimeSpan standard, TimeSpan least, TimeSpan most) => Parse<TimeSpan>(key, standard, new SchemaNode("string"),
        $"a time such as 500ms, 30s, 15m or 1h (from {Durations.Text(least)} to {Durations.Text(most)})",
        text => Durations.TryParse(text, out var time) && time >= least && time <= most ? time : null);

    /// <summary>A text that is not empty; null when it is not given.</summary>
    public string? Text(string key) => Node(key, new SchemaNode("string")) switch
    {
        null => null,
        ConfigText { Text: "" } => null,
        ConfigText text => text.Text,
        { } other => Wrong<string>(key, other, "a single value"),
    };

    /// <summary>One of some words; their case does not matter.</summary>
    public T Word<T>(string key, T standard, IReadOnlyList<(string Word, T Value)> words)
    {
        if (Node(key, new SchemaNode("string", [.. words.Select(w => w.Word)])) is not { } node) return standard;
        if (node is ConfigText { Text: var text })
        {
            foreach (var (word, value) in words)
            {
                if (word.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
            }

            var near = NearestWord.Of(text.ToLowerInvariant(), words.Select(w => w.Word));
            problems.Error(node, $"'{Path(key)}' must be one of {string.Join(", ", words.Select(w => w.Word))}, not '{Shorten(text)}'", near is null ? null : $"did you mean '{near}'?");
        }
        else
        {
            Wrong<string>(key, node, "a single value");
        }

        return standard;
    }

    /// <summary>A list of texts; a single one may stand without the list.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (Node(key, new SchemaNode("array") { Items = new SchemaNode("string") }) is not { } node) return [];
        if (node is ConfigText { Text: var single }) return single.Length == 0 ? [] : [single];
        if (node is not ConfigList list)
        {
            Wrong<string>(key, node, "a list");
            return [];
        }

        var texts = new List<string>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is ConfigText { IsNull: false, Text: var text }) texts.Add(text);
            else if (!item.IsNull) problems.Error(item, $"each entry of '{Path(key)}' must be a single value, not {item.Kind}");
        }

        return texts;
    }

    /// <summary>The section below this key; one without any key when it is not given.</summary>
    public Section Sub(string key)
    {
        var below = schema?.Add(key, new SchemaNode("object"));
        if (Node(key) is not { } node) return new Section(Path(key), null, problems, below);
        if (node is ConfigMap sub) return new Section(Path(key), sub, problems);
        Wrong<string>(key, node, "a section with keys of its own");
        return new Section(Path(key), null, problems);
    }

    /// <summary>The sections of a list.</summary>
    public IEnumerable<Section> Subs(string key)
    {
        if (schema is not null)
        {
            var items = new SchemaNode("object");
            schema.Add(key, new SchemaNode("array") { Items = items });
            yield return new Section(Path(key), null, problems, items);
            yield break;
        }

        var index = 0;
        foreach (var item in Nodes(key))
        {
            var path = $"{Path(key)}[{index++}]";
            if (item is ConfigMap sub) yield return new Section(path, sub, problems);
            else if (!item.IsNull) problems.Error(item, $"each entry of '{Path(key)}' must be a section with keys, not {item.Kind}");
        }
    }

    /// <summary>The entries of a list, whatever they are.</summary>
    public IReadOnlyList<ConfigNode> Nodes(string key)
    {
        if (Node(key, new SchemaNode("array")) is not { } node) return [];
        if (node is ConfigList list) return list.Items;
        Wrong<string>(key, node, "a list");
        return [];
    }

    /// <summary>These keys mean something elsewhere and nothing here.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            schema?.Add(key, new SchemaNode());
            if (Has(key)) problems.Ignore(Path(key));
        }
    }

    /// <summary>The value of a key is wrong by more than its form.</summary>
    public void Error(string key, string message, string? hint = null)
    {
        if (map?.Find(key) is { } entry) problems.Error(entry.Value, message, hint);
        else if (map is not null) problems.Error(map, message, hint);
    }

    public void Warn(string key, string message, string? hint = null)
    {
        if (map?.Find(key) is { } entry) problems.Warn(entry.Value, message, hint);
    }

    /// <summary>Warns of keys nobody asked for.</summary>
    public void WarnUnknown()
    {
        foreach (var entry in map?.Entries ?? [])
        {
            if (_asked.Contains(entry.Key)) continue;
            var near = NearestWord.Of(entry.Key, _asked);
            problems.Warn(entry.File, entry.Offset, $"unknown key '{Path(Shorten(entry.Key))}' is ignored", near is null ? null : $"did you mean '{near}'?");
        }
    }

    public string Path(string key) => name.Length == 0 ? key : $"{name}.{key}";

    public static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");

    /// <summary>Null when the key is not given or has no value.</summary>
    ConfigNode? Node(string key, SchemaNode? kind = null)
    {
        _asked.Add(key);
        if (kind is not null) schema?.Add(key, kind);
        return map?.Find(key)?.Value is { IsNull: false } node ? node : null;
    }

    T Parse<T>(string key, T standard, SchemaNode kind, string wanted, Func<string, T?> parse) where T : struct
    {
        if (Node(key, kind) is not { } node) return standard;
        if (node is not ConfigText { Text: var text }) return Wrong<T?>(key, node, wanted) ?? standard;
        if (parse(text.Trim()) is { } value) return value;
        problems.Error(node, $"'{Path(key)}' must be {wanted}, not '{Shorten(text)}'");
        return standard;
    }

    T? Wrong<T>(string key, ConfigNode node, string wanted)
    {
        problems.Error(node, $"'{Path(key)}' must be {wanted}, not {node.Kind}");
        return default;
    }
}
