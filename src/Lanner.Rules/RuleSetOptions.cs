namespace Lanner.Rules;

/// <summary>What to make of the loaded rules.</summary>
public sealed record RuleSetOptions
{
    /// <summary>Rules less grave than this are left out.</summary>
    public RulePriority MinimumPriority { get; init; } = RulePriority.Debug;

    /// <summary>Switches rules on and off, in order, after the files' own switches.</summary>
    public IReadOnlyList<RuleSelector> Selectors { get; init; } = [];

    /// <summary>What is added to the output of rules, in order.</summary>
    public IReadOnlyList<OutputAddition> Additions { get; init; } = [OutputAddition.ContainerIdentity];

    /// <summary>Distinguishes rule sets: greater than that of the set this one replaces.</summary>
    public uint Generation { get; init; } = 1;
}

/// <summary>Text and fields for the alerts of some rules, or of all.</summary>
public sealed record OutputAddition
{
    /// <summary>
    /// Where it happened. Official rules count on their engine to add this; a rule that prints a field itself does not get it
    /// twice.
    /// </summary>
    public static OutputAddition ContainerIdentity { get; } = new()
    {
        Suggestions =
        [
            ("container_id", "container.id"), ("container_name", "container.name"),
            ("container_image_repository", "container.image.repository"), ("container_image_tag", "container.image.tag"),
            ("k8s_pod_name", "k8s.pod.name"), ("k8s_ns_name", "k8s.ns.name"),
        ],
    };

    /// <summary>A rule's name with <c>*</c> for any text; null for all.</summary>
    public string? RulePattern { get; init; }

    /// <summary>The source of the rule's events; null for any.</summary>
    public string? Source { get; init; }

    /// <summary>All of these tags; empty for no condition.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Output text added behind a blank; null for none.</summary>
    public string? ExtraOutput { get; init; }

    /// <summary>Fields added to the alert's fields only.</summary>
    public IReadOnlyList<string> ExtraFields { get; init; } = [];

    /// <summary>Fields of the alert that have an output text of their own as their value.</summary>
    public IReadOnlyList<(string Name, string Format)> ExtraTexts { get; init; } = [];

    /// <summary>Each is added as <c>key=%field</c> unless the output has the field already.</summary>
    public IReadOnlyList<(string Key, string Field)> Suggestions { get; init; } = [];

    internal bool Meets(string rule, string source, IReadOnlyList<string> tags) =>
        (RulePattern is null || RuleSelector.EnableName(RulePattern).Meets(rule, tags)) && (Source is null || Source == source) && Tags.All(tags.Contains);
}
