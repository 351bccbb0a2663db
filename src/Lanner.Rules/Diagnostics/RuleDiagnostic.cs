using Lanner.Filters;
using Lanner.Yaml;

namespace Lanner.Rules.Diagnostics;

/// <summary>One step from a file down to the place of a problem.</summary>
/// <param name="ItemType">A word of <see cref="ItemTypes"/>.</param>
/// <param name="ItemName">The item's name, or empty.</param>
/// <param name="Position">Where the item begins.</param>
public sealed record DiagnosticLocation(string ItemType, string ItemName, SourcePosition Position);

/// <summary>The item types that locations name; consumers of validation results match on these words.</summary>
public static class ItemTypes
{
    public const string RulesContent = "rules content";
    public const string RulesContentItem = "rules content item";
    public const string RequiredEngineVersion = "required_engine_version";
    public const string RequiredPluginVersions = "required plugin versions";
    public const string RequiredPluginVersion = "required plugin versions entry";
    public const string RequiredPluginAlternative = "required plugin versions alternative";
    public const string List = "list";
    public const string ListItem = "list item";
    public const string Macro = "macro";
    public const string MacroCondition = "macro condition";
    public const string Rule = "rule";
    public const string RuleCondition = "rule condition";
    public const string ConditionExpression = "condition expression";
    public const string RuleOutput = "rule output";
    public const string RuleOutputExpression = "rule output expression";
    public const string RulePriority = "rule priority";
    public const string Exceptions = "exceptions";
    public const string Exception = "exception";
    public const string ExceptionValues = "exception values";
    public const string ExceptionValue = "exception value";
    public const string Step = "earlier step";
    public const string Overrides = "overrides";
    public const string ValueFor = "value for";
    public const string ExtensionItem = "extension item";
}

/// <summary>One problem of a rule file: what is wrong, where, and what to do.</summary>
public sealed record RuleDiagnostic
{
    public required LoadCode Code { get; init; }

    public required string Message { get; init; }

    /// <summary>What to do about it; null when the message says it all.</summary>
    public string? Hint { get; init; }

    /// <summary>From the file to the innermost place; at least one.</summary>
    public required IReadOnlyList<DiagnosticLocation> Locations { get; init; }

    /// <summary>The line of the file that has the problem, cut to a window around it; empty when there is no such line.</summary>
    public string Snippet { get; init; } = "";

    /// <summary>Where the caret stands under the snippet, from 0.</summary>
    public int Caret { get; init; }

    /// <summary>Carets to print, at least 1.</summary>
    public int CaretLength { get; init; } = 1;

    public DiagnosticSeverity Severity => Code.Severity();

    public SourcePosition Position => Locations[^1].Position;

    public string File => Position.File;

    /// <summary>From 1.</summary>
    public int Line => Position.Line;

    /// <summary>From 1, in UTF-16 units.</summary>
    public int Column => Position.Column;

    /// <summary>The type and name of the innermost item that has a name.</summary>
    public string ItemType => Named?.ItemType ?? Locations[^1].ItemType;

    public string ItemName => Named?.ItemName ?? "";

    DiagnosticLocation? Named => Locations.LastOrDefault(l => l.ItemName.Length > 0 && l.ItemType != ItemTypes.ValueFor);

    public override string ToString() => $"{Position}: {(Severity == DiagnosticSeverity.Error ? "error" : "warning")}: {Message}";
}
