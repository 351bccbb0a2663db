using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>What a rule file says, item by item, with places; nothing is merged or compiled yet. Keys not given are null.</summary>
abstract class RuleFileItem
{
    public required ItemPath Path { get; init; }

    /// <summary>Set when a problem in the item itself was reported: it is not used, and that it is missing is not reported again.</summary>
    public bool IsBroken { get; set; }
}

enum OverrideKind : byte
{
    Append,
    Replace,
}

/// <summary>One entry under <c>override</c>.</summary>
sealed record OverrideEntry(string Key, OverrideKind Kind, int Offset);

sealed class RuleItem : RuleFileItem
{
    public required string Name { get; init; }

    public LocatedText? Condition { get; set; }

    public LocatedText? Output { get; set; }

    public LocatedText? Description { get; set; }

    public RulePriority? Priority { get; set; }

    public string? Source { get; set; }

    public bool? Enabled { get; set; }

    public IReadOnlyList<string>? Tags { get; set; }

    public IReadOnlyList<ExceptionItem>? Exceptions { get; set; }

    public bool? WarnEvttypes { get; set; }

    public bool? SkipIfUnknownFilter { get; set; }

    public bool? Capture { get; set; }

    public TimeSpan? CaptureDuration { get; set; }

    /// <summary>That it counts or follows a sequence.</summary>
    public CorrelationItem Correlation { get; } = new();

    /// <summary>What to do about its alerts.</summary>
    public IReadOnlyList<RuleResponse>? Responses { get; set; }

    public IReadOnlyList<OverrideEntry> Overrides { get; set; } = [];

    /// <summary>The deprecated <c>append: true</c>.</summary>
    public bool Append { get; set; }

    /// <summary>Changes a rule defined before.</summary>
    public bool IsUpdate => Append || HasOverride || IsSwitch;

    /// <summary>It has the key <c>override</c>, rightly filled or not.</summary>
    public bool HasOverride { get; set; }

    /// <summary>Only <c>enabled</c> beside the name: switches a rule defined before.</summary>
    public bool IsSwitch => Condition is null && Output is null && Description is null && Priority is null
        && !HasOverride && !Append;
}

/// <summary>The keys that make a rule count or follow a sequence.</summary>
sealed class CorrelationItem
{
    public Located<int>? Times { get; set; }

    public LocatedText? Distinct { get; set; }

    public Located<TimeSpan>? Within { get; set; }

    public IReadOnlyList<LocatedText>? By { get; set; }

    /// <summary>In the order in which they must happen.</summary>
    public IReadOnlyList<StepItem>? After { get; set; }

    public void TakeFrom(CorrelationItem other) =>
        (Times, Distinct, Within, By, After) = (other.Times, other.Distinct, other.Within, other.By, other.After);
}

/// <summary>One entry under <c>after</c>.</summary>
sealed class StepItem
{
    public required ItemPath Path { get; init; }

    public required string Name { get; init; }

    public required LocatedText Condition { get; init; }

    public int Times { get; init; } = 1;

    public LocatedText? Distinct { get; init; }

    /// <summary>Null for what the rule has.</summary>
    public IReadOnlyList<LocatedText>? By { get; init; }
}

/// <summary>A value that was read from a text, with its place.</summary>
readonly record struct Located<T>(T Value, LocatedText Text)
    where T : struct;

sealed class MacroItem : RuleFileItem
{
    public required string Name { get; init; }

    public LocatedText? Condition { get; set; }

    /// <summary>By <c>append</c> or <c>override</c>.</summary>
    public bool Append { get; set; }
}

sealed class ListItem : RuleFileItem
{
    public required string Name { get; init; }

    public IReadOnlyList<LocatedText> Items { get; set; } = [];

    public bool Append { get; set; }
}

/// <summary>An exception for many rules: an item of its own, which only Lanner knows.</summary>
sealed class SharedExceptionItem : RuleFileItem
{
    public required ExceptionItem Exception { get; init; }

    public string Description { get; set; } = "";

    /// <summary>Names of rules in which <c>*</c> stands for any text.</summary>
    public IReadOnlyList<LocatedText>? RulePatterns { get; set; }

    public IReadOnlyList<string>? Tags { get; set; }

    public string? Source { get; set; }

    /// <summary>Empty for a definition.</summary>
    public IReadOnlyList<OverrideEntry> Overrides { get; set; } = [];
}

/// <summary>One exception as written. Values are rows; each cell is one text or a list of them.</summary>
sealed class ExceptionItem
{
    public required string Name { get; init; }

    public required ItemPath Path { get; init; }

    public ExceptionCell? Fields { get; set; }

    public ExceptionCell? Comparisons { get; set; }

    /// <summary>Null when the key is missing, empty when it is there without values.</summary>
    public IReadOnlyList<ExceptionCell>? Values { get; set; }
}

/// <summary>One text, or a list of cells.</summary>
sealed record ExceptionCell(LocatedText? Text, IReadOnlyList<ExceptionCell> Items, ItemPath Path)
{
    public bool IsList => Text is null;
}

sealed class EngineVersionItem : RuleFileItem
{
    public required RuleVersion Version { get; init; }
}

/// <summary>One plugin that is required, or any of its alternatives.</summary>
sealed class PluginVersionItem : RuleFileItem
{
    public required IReadOnlyList<(string Name, RuleVersion Version)> Alternatives { get; init; }
}
