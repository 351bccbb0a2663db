namespace Lanner.Metrics;

/// <summary>One value of a family.</summary>
/// <param name="Labels">Names are fit for Prometheus, values are any text.</param>
/// <param name="Value">The number; 1 for a fact.</param>
/// <param name="Suffix">What tells it apart in a snapshot.</param>
/// <param name="Text">The fact as a snapshot has it; null for a number.</param>
public readonly record struct MetricSample(IReadOnlyList<(string Name, string Value)> Labels, MetricValue Value, string Suffix, string? Text);

/// <summary>Takes the samples of one family, and no more than <see cref="Most"/>: a rule file of any size makes an answer of bounded size.</summary>
public sealed class MetricSamples
{
    public const int Most = 4096;

    const int LongestLabel = 256;

    readonly List<MetricSample> _samples = [];

    public IReadOnlyList<MetricSample> All => _samples;

    /// <summary>Samples that found no room, of all families so far.</summary>
    public long LeftOut { get; private set; }

    public void Add(MetricValue value, params IReadOnlyList<(string Name, string Value)> labels) => Add(value, "", labels);

    public void Add(MetricValue value, string suffix, params IReadOnlyList<(string Name, string Value)> labels) => Add(new MetricSample(labels, value, suffix, null));

    public void AddFact(string text, string suffix, params IReadOnlyList<(string Name, string Value)> labels) => Add(new MetricSample(labels, 1, suffix, text));

    /// <summary>Makes room for another family.</summary>
    internal void Clear() => _samples.Clear();

    /// <summary>A text as part of a metric's or label's name.</summary>
    public static string Name(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++) to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
    });

    internal static string Shorten(string value) => value.Length <= LongestLabel ? value : value[..LongestLabel];

    void Add(in MetricSample sample)
    {
        if (_samples.Count < Most) _samples.Add(sample);
        else LeftOut++;
    }
}
