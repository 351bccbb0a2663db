using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>Collects what is found while one filter is compiled.</summary>
sealed class DiagnosticSink
{
    readonly List<FilterDiagnostic> _diagnostics = [];

    /// <summary>Put into every diagnostic: the source of the check being looked at.</summary>
    public object? Source { get; set; }

    public bool HasErrors { get; private set; }

    public ImmutableArray<FilterDiagnostic> ToImmutable() => [.. _diagnostics.Distinct()];

    /// <summary>Notes an error; returns null for the caller to return in turn.</summary>
    public T? Error<T>(string code, TextSpan span, string message, string? hint = null) where T : class
    {
        HasErrors = true;
        _diagnostics.Add(new FilterDiagnostic(code, span, message, hint) { Source = Source });
        return null;
    }

    public void Warn(string code, TextSpan span, string message, string? hint = null) =>
        _diagnostics.Add(new FilterDiagnostic(code, span, message, hint, DiagnosticSeverity.Warning) { Source = Source });
}
