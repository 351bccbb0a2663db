using Lanner.Rules.Loading;
using Lanner.Yaml;

namespace Lanner.Rules;

/// <summary>An exception that is written once and is for many rules, after all files were merged. Immutable.</summary>
public sealed record SharedException
{
    internal SharedException(ExceptionDefinition definition) => Definition = definition;

    public required string Name { get; init; }

    /// <summary>Empty for none.</summary>
    public required string Description { get; init; }

    /// <summary>It is for rules of these names, <c>*</c> for any text; empty for no condition on the name.</summary>
    public required IReadOnlyList<string> RulePatterns { get; init; }

    /// <summary>It is for rules that have all these tags.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>It is for rules of this source; null for any.</summary>
    public required string? Source { get; init; }

    /// <summary>The rules it is for, in load order.</summary>
    public required IReadOnlyList<string> RuleNames { get; init; }

    public required SourcePosition Position { get; init; }

    internal ExceptionDefinition Definition { get; }
}
