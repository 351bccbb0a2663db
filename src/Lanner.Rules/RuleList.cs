using Lanner.Yaml;

namespace Lanner.Rules;

/// <summary>A list after all files were merged. Immutable.</summary>
public sealed record RuleList
{
    public required string Name { get; init; }

    /// <summary>The items as written, names of other lists among them.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>The values, those of named lists in their place; cut off at <see cref="MaxValues"/>.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>The lists that it names, each once, in order.</summary>
    public required IReadOnlyList<string> ListNames { get; init; }

    /// <summary>A rule, a macro or another list names it.</summary>
    public required bool IsUsed { get; init; }

    /// <summary>Where it is defined (last, when it was defined again).</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>Values kept for showing: lists of lists can double at each level.</summary>
    public const int MaxValues = 10_000;
}
