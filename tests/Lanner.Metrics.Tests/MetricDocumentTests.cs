using System.Runtime.CompilerServices;

namespace Lanner.Metrics.Tests;

public sealed class MetricDocumentTests
{
    [Fact]
    public void The_page_of_metrics_is_the_catalogue()
    {
        var page = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../docs/metrics.md");
        var text = File.ReadAllText(page);
        var begin = text.IndexOf(MetricDocument.Begin, StringComparison.Ordinal);
        var written = (begin < 0 ? text : text[..begin]) + MetricDocument.Write();
        if (Environment.GetEnvironmentVariable("LANNER_WRITE_DOCS") == "1") File.WriteAllText(page, written);
        Assert.True(written == File.ReadAllText(page), "docs/metrics.md is old: run this test with LANNER_WRITE_DOCS=1 and look at the change");
    }

    [Fact]
    public void Names_are_unique_and_of_the_shape_that_their_kind_has()
    {
        var families = MetricCatalogue.All.Append(MetricCatalogue.LeftOut).ToList();
        Assert.Equal(families.Count, families.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(families, family => Assert.Matches("^(falcosecurity_(falco|scap|evt)|lanner|process)_[a-z0-9_]+$", family.Name));
        Assert.All(families.Where(f => f.Kind == MetricKind.Counter), family => Assert.EndsWith("_total", family.Name, StringComparison.Ordinal));
        Assert.All(families.Where(f => f.Kind == MetricKind.Info), family => Assert.EndsWith("_info", family.Name, StringComparison.Ordinal));
        Assert.All(families, family => Assert.EndsWith(".", family.Help, StringComparison.Ordinal));
        Assert.All(families, family => Assert.DoesNotContain('|', family.Help));
    }

    [Fact]
    public void Fields_of_snapshots_are_unique()
    {
        var fields = MetricCatalogue.All.Select(f => f.Field).OfType<string>().ToList();
        Assert.Equal(fields.Count, fields.Distinct(StringComparer.Ordinal).Count());
    }

    static string ThisFile([CallerFilePath] string path = "") => path;
}
