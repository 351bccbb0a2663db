using Lanner.Events;
using Lanner.Filters;
using Lanner.Rules.Correlating;
using Lanner.Yaml;

namespace Lanner.Rules;

/// <summary>One rule, ready to be applied. Immutable; shared by threads.</summary>
public sealed record Rule
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required RulePriority Priority { get; init; }

    /// <summary>In written order, each once.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Where its events come from: <c>syscall</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The condition as written, appends included.</summary>
    public required string ConditionText { get; init; }

    /// <summary>The condition with macros, lists and exceptions put in.</summary>
    public required Expression Condition { get; init; }

    /// <summary>The condition with lists put in, macros named and without the exceptions.</summary>
    public required Expression Written { get; init; }

    /// <summary>The macros that the written condition names, each once, in order.</summary>
    public required IReadOnlyList<string> MacroNames { get; init; }

    /// <summary>The lists that the written condition names, each once, in order.</summary>
    public required IReadOnlyList<string> ListNames { get; init; }

    /// <summary>In written order, those without values as well.</summary>
    public required IReadOnlyList<RuleException> Exceptions { get; init; }

    public required CompiledFilter Filter { get; init; }

    /// <summary>What it looks at beside one event; null for most rules.</summary>
    public Correlation? Correlation { get; init; }

    /// <summary>Its condition and those of earlier steps: events that any of them can match are for this rule.</summary>
    public IReadOnlyList<(Expression Condition, CompiledFilter Filter)> Conditions =>
        Correlation is null ? [(Condition, Filter)] : [.. Correlation.Earlier.Select(step => (step.Condition, step.Filter)), (Condition, Filter)];

    /// <summary>
    /// An earlier step as a rule that alerts on each of its events, for explaining; null when there is none of that name.
    /// </summary>
    public Rule? OfStep(string name) => Correlation?.Earlier.FirstOrDefault(step => step.Name == name) is not { } step ? null : this with
    {
        Name = $"{Name}: {name}", ConditionText = step.ConditionText, Condition = step.Condition, Written = step.Written, Filter = step.Filter,
        Exceptions = [], Correlation = null,
    };

    /// <summary>All that is read of events for it: by its conditions, its outputs, and to tell which events belong together.</summary>
    public IEnumerable<Field> FieldsRead => Conditions.SelectMany(part => part.Filter.Fields)
        .Concat(Output.Fields.Concat(ExtraFields).Concat(ExtraTexts.SelectMany(text => text.Format.Fields)).SelectMany(output => output.Fields))
        .Concat(Correlation?.Steps.SelectMany(step => step.Fields) ?? []);

    /// <summary>The output as written, appends included.</summary>
    public required string OutputText { get; init; }

    /// <summary>The output with the additions of the configuration.</summary>
    public required OutputFormat Output { get; init; }

    /// <summary>Fields of alerts that are not in the output text.</summary>
    public required IReadOnlyList<OutputField> ExtraFields { get; init; }

    /// <summary>Further fields of alerts, each a text of its own.</summary>
    public IReadOnlyList<(string Name, OutputFormat Format)> ExtraTexts { get; init; } = [];

    /// <summary>False when switched off by the files, the configuration or the priority threshold.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Events are to be recorded from a match on.</summary>
    public required bool Capture { get; init; }

    /// <summary>For how long; null for the configuration's default.</summary>
    public required TimeSpan? CaptureDuration { get; init; }

    /// <summary>What to do about its alerts, in written order, each kind once. Nothing is done unless the configuration wants it.</summary>
    public IReadOnlyList<RuleResponse> Responses { get; init; } = [];

    /// <summary>Where it is defined (first, when it was changed later).</summary>
    public required SourcePosition Position { get; init; }

    /// <summary>Position in <see cref="RuleSet.Rules"/>; -1 for a rule that is switched off.</summary>
    public required int Index { get; init; }

    /// <summary>Its output prints what only the container's engine can tell.</summary>
    public required bool OutputNeedsContainerDetail { get; init; }

    /// <summary>The codes of events it can match, or that can be a step of it.</summary>
    public IReadOnlySet<EventCode> EventCodes => Correlation is null ? Filter.EventCodes : Conditions.SelectMany(part => part.Filter.EventCodes).ToHashSet();

    public override string ToString() => Name;
}
