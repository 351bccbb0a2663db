namespace Lanner.Rules;

/// <summary>
/// One step of choosing rules, by name or by tag. Steps apply in order to the switches that the files gave, so a later step
/// wins over an earlier one.
/// </summary>
/// <param name="Enable">Whether the rules it meets are switched on or off.</param>
/// <param name="NamePattern">A rule's name in which <c>*</c> stands for any text; null to choose by tag.</param>
/// <param name="Tag">A tag; null to choose by name.</param>
public sealed record RuleSelector(bool Enable, string? NamePattern, string? Tag)
{
    public static RuleSelector EnableName(string pattern) => new(true, pattern, null);

    public static RuleSelector DisableName(string pattern) => new(false, pattern, null);

    public static RuleSelector EnableTag(string tag) => new(true, null, tag);

    public static RuleSelector DisableTag(string tag) => new(false, null, tag);

    internal bool Meets(string name, IReadOnlyList<string> tags) =>
        NamePattern is not null ? Rules.NamePattern.IsMatch(name, NamePattern) : Tag is not null && tags.Contains(Tag);
}
