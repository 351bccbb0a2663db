using System.Text;

namespace Lanner.Metrics;

/// <summary>
/// Metrics as text: the format of Prometheus, version 0.0.4, or OpenMetrics 1.0, which differs in the names of counters and facts and has
/// an end.
/// </summary>
public static class PrometheusText
{
    public const string PrometheusType = "text/plain; version=0.0.4; charset=utf-8";

    public const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// <summary>Whether who sends this header wants OpenMetrics. Prometheus names it first among what it takes.</summary>
    public static bool WantsOpenMetrics(string accept) => accept.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);

    public static byte[] Write(WatchSnapshot snapshot, MetricGroups groups, bool openMetrics)
    {
        var text = new StringBuilder(64 * 1024);
        var samples = new MetricSamples();
        foreach (var family in MetricCatalogue.All)
        {
            if (!groups.HasFlag(family.Group)) continue;
            samples.Clear();
            family.Read(snapshot, samples);
            if (samples.All.Count > 0) Write(text, family, samples.All, openMetrics);
        }

        samples.Clear();
        samples.Add(samples.LeftOut);
        Write(text, MetricCatalogue.LeftOut, samples.All, openMetrics);
        if (openMetrics) text.Append("# EOF\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Write(StringBuilder to, MetricFamily family, IReadOnlyList<MetricSample> samples, bool openMetrics)
    {
        var (name, kind) = (family.Name, family.Kind);
        var title = !openMetrics ? name
            : kind == MetricKind.Counter ? name[..^"_total".Length] : kind == MetricKind.Info ? name[..^"_info".Length] : name;
        to.Append("# HELP ").Append(title).Append(' ');
        Escape(to, family.Help, quotes: openMetrics);
        to.Append("\n# TYPE ").Append(title).Append(' ').Append(kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Info when openMetrics => "info",
            _ => "gauge",
        }).Append('\n');
        foreach (var sample in samples)
        {
            to.Append(name);
            WriteLabels(to, sample.Labels);
            to.Append(' ').Append(sample.Value.ToString()).Append('\n');
        }
    }

    static void WriteLabels(StringBuilder to, IReadOnlyList<(string Name, string Value)> labels)
    {
        if (labels.Count == 0) return;
        for (var i = 0; i < labels.Count; i++)
        {
            to.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(to, MetricSamples.Shorten(labels[i].Value), quotes: true);
            to.Append('"');
        }

        to.Append('}');
    }

    static void Escape(StringBuilder to, string text, bool quotes)
    {
        foreach (var c in text)
        {
            if (c == '\\') to.Append(@"\\");
            else if (c == '\n') to.Append(@"\n");
            else if (c == '"' && quotes) to.Append("\\\"");
            else to.Append(c);
        }
    }
}
