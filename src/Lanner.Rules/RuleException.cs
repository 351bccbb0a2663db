using Lanner.Filters;
using Lanner.Yaml;

namespace Lanner.Rules;

/// <summary>An exception of a rule: its events do not match the rule. Immutable.</summary>
public sealed record RuleException
{
    public required string Name { get; init; }

    /// <summary>The fields it compares, as written.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>One operator for each field, those left to their default filled in.</summary>
    public required IReadOnlyList<string> Operators { get; init; }

    /// <summary>Rows of values; an exception of a single field counts its values.</summary>
    public required int ValueCount { get; init; }

    /// <summary>The events it excepts; null when it has no values and so does nothing.</summary>
    public required Expression? Condition { get; init; }

    public required SourcePosition Position { get; init; }

    /// <summary>It was written once for many rules.</summary>
    public bool IsShared { get; init; }
}
