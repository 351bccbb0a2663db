using Lanner.Yaml;

namespace Lanner.RuleTests;

/// <summary>One test: a capture, and which rules fire on it. Immutable.</summary>
public sealed record RuleTest
{
    public required string Name { get; init; }

    public required SourcePosition Position { get; init; }

    /// <summary>Exactly these fire: names, or patterns with <c>*</c> of which each must meet one. Empty when nothing may.</summary>
    public required IReadOnlyList<string> Fires { get; init; }

    /// <summary>What it is a near miss of: rules that look at what happens, and must not fire.</summary>
    public required IReadOnlyList<string> Misses { get; init; }

    /// <summary>Rules, or patterns, that are off and count in this test.</summary>
    public required IReadOnlyList<string> Enabled { get; init; }

    /// <summary>What alerts must tell.</summary>
    public required IReadOnlyList<ExpectedAlert> Expected { get; init; }

    /// <summary>The whole capture made of the description; null when it is a file.</summary>
    public byte[]? Made { get; init; }

    /// <summary>The capture's path; null when it was made.</summary>
    public string? CapturePath { get; init; }
}

/// <summary>What some alert of a rule must tell.</summary>
/// <param name="Fields">Any field of the language, with the text of its value; null that it has none.</param>
/// <param name="Output">Must be in the output text; null for anything.</param>
/// <param name="Count">How many alerts of the rule there must be; null for any number from one.</param>
public sealed record ExpectedAlert(string Rule, SourcePosition Position, IReadOnlyList<(string Field, string? Value)> Fields, string? Output, int? Count);

/// <summary>The tests of one file, in order, with what holds for all of them.</summary>
public sealed record RuleTestFile
{
    public required string Path { get; init; }

    /// <summary>Rule files and folders that its tests are about, as paths to open; empty when the file names none.</summary>
    public required IReadOnlyList<string> RuleFiles { get; init; }

    /// <summary>Host names that rules compare, with their addresses.</summary>
    public required IReadOnlyDictionary<string, System.Net.IPAddress[]> HostNames { get; init; }

    public required IReadOnlyList<RuleTest> Tests { get; init; }
}
