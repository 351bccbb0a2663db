using System.Runtime.CompilerServices;

using Lanner.Filters.Fields;

namespace Lanner.Filters.Tests.Fields;

public sealed class FieldDocumentTests
{
    [Fact]
    public void The_page_of_fields_is_the_catalogue()
    {
        var page = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/fields.md");
        var written = FieldDocument.Write(AllFields.Definitions);
        if (Environment.GetEnvironmentVariable("LANNER_WRITE_DOCS") == "1") File.WriteAllText(page, written);
        Assert.True(written == File.ReadAllText(page), "docs/fields.md is old: run this test with LANNER_WRITE_DOCS=1 and look at the change");
    }

    [Fact]
    public void Every_field_has_its_row()
    {
        var rows = FieldDocument.Write(AllFields.Definitions).Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.Equal(AllFields.Definitions.Count, rows.Count);
        Assert.All(rows, row => Assert.Equal(4, row.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|') - 1));
    }

    static string ThisFile([CallerFilePath] string path = "") => path;
}
