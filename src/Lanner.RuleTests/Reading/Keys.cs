using System.Globalization;
using System.Text;

using Lanner.Yaml;

namespace Lanner.RuleTests.Reading;

/// <summary>
/// The keys of one mapping of a test file, read into typed values. What is wrong is reported and reads as not given; a key nobody asked
/// for is reported by <see cref="End"/>.
/// </summary>
sealed class Keys
{
    /// <summary>As much as the probe keeps of a text.</summary>
    public const int LongestText = 4096;

    /// <summary>Things of one kind in one place. Aliases could make a short file into very many.</summary>
    const int MostEntries = 500;

    readonly YamlMapping? _map;
    readonly string _what;
    readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <param name="what">What it describes, for messages: <c>a container</c>.</param>
    /// <param name="node">A mapping; anything else is reported and has no keys.</param>
    public Keys(SourceFile file, YamlNode node, TestProblems problems, string what)
    {
        (File, Node, Problems, _what) = (file, node, problems, what);
        _map = node as YamlMapping;
        if (_map is null && !node.IsNull) Error(node, $"{what} is described by 'key: value' pairs, and this is {node.Kind}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, _) in _map?.Entries ?? [])
        {
            if (key is not YamlScalar { Text: var name }) Error(key, $"a key must be a single word, not {key.Kind}");
            else if (!seen.Add(name)) Error(key, $"'{Shorten(name)}' is given twice");
        }
    }

    public SourceFile File { get; }

    public YamlNode Node { get; }

    public TestProblems Problems { get; }

    /// <summary>The keys in written order, where they are words.</summary>
    public IEnumerable<(YamlScalar Key, YamlNode Value)> Entries => (_map?.Entries ?? []).Where(e => e.Key is YamlScalar).Select(e => ((YamlScalar)e.Key, e.Value));

    /// <summary>The value of a key; null when it is not there, or there without a value.</summary>
    public YamlNode? Find(string key) => FindEvenEmpty(key) is { IsNull: false } value ? value : null;

    public YamlNode? FindEvenEmpty(string key)
    {
        _asked.Add(key);
        foreach (var (name, value) in Entries)
        {
            if (name.Text == key) return value;
        }

        return null;
    }

    /// <summary>The place of a key's name; of the whole when it is not there.</summary>
    public YamlNode PlaceOf(string key) => Entries.FirstOrDefault(e => e.Key.Text == key).Key ?? Node;

    public string? Text(string key) => Find(key) is not { } value ? null : TextOf(value, key);

    public bool? Truth(string key)
    {
        if (Text(key) is not { } text) return null;
        if (text is "true" or "yes" or "on") return true;
        if (text is not ("false" or "no" or "off")) Error(Find(key)!, $"'{key}' must be true or false, not '{Shorten(text)}'");
        return false;
    }

    public long? Number(string key, long least, long most)
    {
        if (Text(key) is not { } text) return null;
        if (TryReadNumber(text, out var number) && number >= least && number <= most) return number;
        Error(Find(key)!, $"'{key}' must be a number from {least} to {most}, not '{Shorten(text)}'");
        return null;
    }

    public TimeSpan? Time(string key)
    {
        if (Text(key) is not { } text) return null;
        if (TimeText.TryParse(text, out var time)) return time;
        Error(Find(key)!, $"'{key}' must be a time such as 500ms, 5s, 10m or 2h, not '{Shorten(text)}'");
        return null;
    }

    /// <summary>A list of texts; a single one may stand without the list. Null when the key is not there; an empty list is one.</summary>
    public IReadOnlyList<(string Text, YamlNode Node)>? Texts(string key)
    {
        if (Find(key) is not { } value) return null;
        if (value is YamlSequence list) return [.. Bounded(list.Items, value).Select(item => (TextOf(item, key) ?? "", item)).Where(t => t.Item1.Length > 0)];
        return TextOf(value, key) is { } text ? [(text, value)] : [];
    }

    /// <summary>Names with what each stands for; reported when it is none.</summary>
    public IEnumerable<(YamlScalar Name, YamlNode Value)> Map(string key, string what)
    {
        if (Find(key) is not { } value) return [];
        return Bounded([.. new Keys(File, value, Problems, what).Entries], value);
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<YamlNode>? Items(string key)
    {
        if (Find(key) is not { } value) return null;
        if (value is YamlSequence list) return list.Items;
        Error(value, $"'{key}' is a list, and this is {value.Kind}", "each entry begins with a dash");
        return null;
    }

    /// <summary>These keys are for others to read.</summary>
    public void Known(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys) _asked.Add(key);
    }

    /// <summary>Reports keys that nobody asked for.</summary>
    public void End()
    {
        foreach (var (key, _) in Entries)
        {
            if (_asked.Contains(key.Text)) continue;
            Error(key, $"{_what} has no '{Shorten(key.Text)}'", Suggest(key.Text, _asked));
        }
    }

    public void Error(YamlNode at, string message, string? hint = null) => Problems.Add(File, at.Start, message, hint);

    /// <summary>The word that was meant, or else, of a few, all there are.</summary>
    public static string? Suggest(string word, IReadOnlyCollection<string> known) => NearestWord.Of(word, known) is { } near
        ? $"did you mean {near}?"
        : known.Count is > 0 and <= 40 ? $"there are {string.Join(", ", known.Order(StringComparer.Ordinal))}" : null;

    public static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");

    /// <summary>Decimal, or hexadecimal behind 0x, or octal behind 0o.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        if (text.StartsWith("0x")) return ulong.TryParse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) && (number = (long)hex) == (long)hex;
        if (!text.StartsWith("0o")) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        return TryReadOctal(text[2..], out number);
    }

    public static bool TryReadOctal(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        if (digits.Length is 0 or > 20) return false;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7') return false;
            number = number * 8 + (digit - '0');
        }

        return true;
    }

    /// <summary>The text of a value; null after it was reported that it is none.</summary>
    public string? TextOf(YamlNode value, string key)
    {
        if (value is not YamlScalar { Text: var text }) Error(value, $"'{key}' must be a single value, not {value.Kind}");
        else if (Encoding.UTF8.GetByteCount(text) > LongestText) Error(value, $"'{key}' has more than the {LongestText:N0} bytes that a text may have");
        else return text;
        return null;
    }

    T[] Bounded<T>(T[] items, YamlNode at)
    {
        if (items.Length <= MostEntries) return items;
        Error(at, $"these are more than {MostEntries}");
        return [];
    }
}
