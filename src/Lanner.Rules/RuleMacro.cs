using Lanner.Filters;
using Lanner.Yaml;

namespace Lanner.Rules;

/// <summary>A macro after all files were merged. Immutable.</summary>
public sealed record RuleMacro
{
    public required string Name { get; init; }

    /// <summary>The condition as written, appends included.</summary>
    public required string ConditionText { get; init; }

    /// <summary>The condition with lists put in and macros named.</summary>
    public required Expression Written { get; init; }

    /// <summary>The condition with macros and lists put in.</summary>
    public required Expression Condition { get; init; }

    /// <summary>The macros that the written condition names, each once, in order.</summary>
    public required IReadOnlyList<string> MacroNames { get; init; }

    /// <summary>The lists that the written condition names, each once, in order.</summary>
    public required IReadOnlyList<string> ListNames { get; init; }

    /// <summary>A rule or another macro names it.</summary>
    public required bool IsUsed { get; init; }

    /// <summary>Where it is defined (last, when it was defined again).</summary>
    public required SourcePosition Position { get; init; }
}
