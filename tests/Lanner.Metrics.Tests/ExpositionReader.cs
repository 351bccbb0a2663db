using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lanner.Metrics.Tests;

/// <summary>
/// Reads the text formats of Prometheus as strictly as Prometheus itself and its linter do, written from their documentation: every sample
/// belongs to the family told of before it, a family comes once, no series comes twice, names and values are well formed.
/// </summary>
sealed partial class ExpositionReader
{
    readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    readonly Dictionary<string, double> _series = new(StringComparer.Ordinal);

    ExpositionReader()
    {
    }

    /// <summary>By <c>name{label="value",...}</c>, labels in order of their names, values as they were before escaping.</summary>
    public IReadOnlyDictionary<string, double> Series => _series;

    public IReadOnlyDictionary<string, string> Types => _types;

    public static ExpositionReader Read(byte[] bytes, bool openMetrics)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var lines = text[..^1].Split('\n');
        Assert.Equal(openMetrics, lines[^1] == "# EOF");
        var reader = new ExpositionReader();
        var family = "";
        foreach (var line in openMetrics ? lines[..^1] : lines) family = reader.Read(line, family, openMetrics);
        return reader;
    }

    string Read(string line, string family, bool openMetrics)
    {
        if (Help().Match(line) is { Success: true } help)
        {
            Assert.False(_types.ContainsKey(help.Groups[1].Value), $"a family twice: {line}");
            return help.Groups[1].Value;
        }

        if (Type().Match(line) is { Success: true } type)
        {
            Assert.Equal(family, type.Groups[1].Value);
            Assert.True(_types.TryAdd(family, type.Groups[2].Value), $"a type twice: {line}");
            return family;
        }

        Sample(line, family, openMetrics);
        return family;
    }

    void Sample(string line, string family, bool openMetrics)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"no sample: {line}");
        var suffix = !openMetrics ? "" : _types[family] switch { "counter" => "_total", "info" => "_info", _ => "" };
        Assert.Equal(family + suffix, match.Groups[1].Value);
        if (!openMetrics && _types[family] == "counter") Assert.EndsWith("_total", family, StringComparison.Ordinal);
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(match.Groups[2].Value))
            Assert.True(labels.TryAdd(label.Groups[1].Value, Unescape(label.Groups[2].Value)), $"a label twice: {line}");
        var value = double.Parse(match.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (_types[family] == "counter") Assert.True(value >= 0, line);
        if (_types[family] == "info") Assert.Equal(1, value);
        var name = match.Groups[1].Value + (labels.Count == 0 ? "" : "{" + string.Join(",", labels.Select(l => $"{l.Key}=\"{l.Value}\"")) + "}");
        Assert.True(_series.TryAdd(name, value), $"a series twice: {line}");
    }

    static string Unescape(string text) => text.Replace(@"\\", "\0", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal)
        .Replace(@"\n", "\n", StringComparison.Ordinal).Replace('\0', '\\');

    [GeneratedRegex(@"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\[\\n""])+$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|info)$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*=""(?:[^""\\\n]|\\[\\n""])*"",?)*)(?<!,)\})? ([0-9.eE+-]+|[+-]Inf|NaN)$")]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"([a-zA-Z_][a-zA-Z0-9_]*)=""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Label();
}
