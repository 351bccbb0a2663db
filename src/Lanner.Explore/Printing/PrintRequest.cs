using Lanner.Filters;
using Lanner.Filters.Fields;

namespace Lanner.Explore.Printing;

/// <summary>What a user asked to be printed, checked.</summary>
public sealed class PrintRequest
{
    PrintRequest(EventFilter? filter, OutputFormat format)
    {
        Filter = filter;
        Format = format;
    }

    /// <summary>Null for everything.</summary>
    public EventFilter? Filter { get; }

    public OutputFormat Format { get; }

    /// <summary>The fields that filter and format read.</summary>
    public IEnumerable<Field> Fields => Format.Fields.SelectMany(f => f.Fields).Concat(Filter?.Filter.Fields ?? []);

    /// <summary>Compiles both.</summary>
    /// <param name="filter">The condition; blank for none.</param>
    /// <param name="format">As <see cref="PrintFormats.Resolve"/> takes it.</param>
    /// <param name="problem">When null is returned: what is wrong first, in three lines, the place marked in the second with the third.</param>
    public static PrintRequest? TryCompile(string filter, string format, out string problem)
    {
        var catalogue = new FieldCatalogue(AllFields.Definitions);
        var set = new PredicateSet();
        problem = "";
        CompiledFilter? condition = null;
        if (!string.IsNullOrWhiteSpace(filter))
        {
            var compiled = new FilterCompiler(catalogue, set).Compile(filter);
            condition = compiled.Filter;
            if (condition is null)
            {
                problem = DiagnosticCaret.Render("filter", filter, compiled.Diagnostics.First(IsError));
                return null;
            }
        }

        var written = PrintFormats.Resolve(format);
        var (text, places) = FormatEscapes.Resolve(written);
        var result = OutputFormat.Compile(text, catalogue);
        if (result.Format is { } usable) return new PrintRequest(condition is null ? null : new EventFilter(condition, set), usable);
        var error = result.Diagnostics.First(IsError);
        var start = places[Math.Clamp(error.Span.Offset, 0, text.Length)];
        var end = places[Math.Clamp(error.Span.Offset + error.Span.Length, 0, text.Length)];
        problem = DiagnosticCaret.Render("format", written, error with { Span = new TextSpan(start, end - start) });
        return null;
    }

    static bool IsError(FilterDiagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
