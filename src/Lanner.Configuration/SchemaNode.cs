using System.Text.Json;

namespace Lanner.Configuration;

/// <summary>
/// What keys a section has and of what kind they are, noted by reading it: so the schema cannot say other than the reader does.
/// </summary>
sealed class SchemaNode
{
    readonly SortedDictionary<string, SchemaNode> _keys = new(StringComparer.Ordinal);
    readonly string[] _words;

    public SchemaNode(string? type = null, params string[] words)
    {
        Type = type;
        _words = words;
    }

    /// <summary>A type of JSON schema; null for anything.</summary>
    public string? Type { get; }

    /// <summary>Of a list.</summary>
    public SchemaNode? Items { get; init; }

    /// <summary>Of a number.</summary>
    public (double Least, double Most)? Range { get; init; }

    /// <summary>A key that was noted before keeps its first kind.</summary>
    public SchemaNode Add(string key, SchemaNode node)
    {
        if (_keys.TryGetValue(key, out var known)) return known;
        _keys.Add(key, node);
        return node;
    }

    public void Write(Utf8JsonWriter json)
    {
        if (Type is not null) json.WriteString("type", Type);
        if (_words.Length > 0)
        {
            json.WriteStartArray("enum");
            foreach (var word in _words) json.WriteStringValue(word);
            json.WriteEndArray();
        }

        if (Range is { } range)
        {
            json.WriteNumber("minimum", range.Least);
            json.WriteNumber("maximum", range.Most);
        }

        if (Items is not null)
        {
            json.WriteStartObject("items");
            Items.Write(json);
            json.WriteEndObject();
        }

        if (_keys.Count == 0) return;
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        foreach (var (key, node) in _keys)
        {
            json.WriteStartObject(key);
            node.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
