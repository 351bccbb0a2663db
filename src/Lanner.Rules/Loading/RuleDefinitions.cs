using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>A macro after all files were merged. Index and Visibility number the items of the load.</summary>
sealed class MacroDefinition
{
    public required string Name { get; init; }

    public required ItemPath Path { get; set; }

    public required LocatedText Condition { get; set; }

    /// <summary>The item that first defined it: it stays there when defined again.</summary>
    public required int Index { get; init; }

    /// <summary>The item that last changed it: macros first defined before that one are visible.</summary>
    public required int Visibility { get; set; }

    public bool IsUsed { get; set; }
}

/// <summary>A list after all files were merged.</summary>
sealed class ListDefinition
{
    public required string Name { get; init; }

    public required ItemPath Path { get; set; }

    public required IReadOnlyList<LocatedText> Items { get; set; }

    public bool IsUsed { get; set; }
}

/// <summary>A rule after all files were merged.</summary>
sealed class RuleDefinition
{
    public required string Name { get; init; }

    public required ItemPath Path { get; init; }

    public required LocatedText Condition { get; set; }

    public required LocatedText Output { get; set; }

    public required LocatedText Description { get; set; }

    public required RulePriority Priority { get; set; }

    public required string Source { get; init; }

    public bool IsEnabled { get; set; } = true;

    public bool WarnEvttypes { get; set; } = true;

    public bool SkipIfUnknownFilter { get; set; }

    public bool Capture { get; set; }

    public TimeSpan? CaptureDuration { get; set; }

    /// <summary>In order, each once.</summary>
    public List<string> Tags { get; } = [];

    public List<ExceptionDefinition> Exceptions { get; } = [];

    /// <summary>That it counts or follows a sequence.</summary>
    public CorrelationItem Correlation { get; } = new();

    /// <summary>In order, each kind once.</summary>
    public List<RuleResponse> Responses { get; } = [];

    /// <summary>A fault in one of its keys was reported; it is here so that those in its conditions and output are found.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Its source is not loaded: it takes appends but makes no rule.</summary>
    public bool IsSkipped { get; init; }

    public void AddTags(IEnumerable<string> tags)
    {
        foreach (var tag in tags)
        {
            if (!Tags.Contains(tag)) Tags.Add(tag);
        }
    }

    /// <summary>One of a kind that is there takes its place: its settings count.</summary>
    public void AddResponses(IEnumerable<RuleResponse> responses)
    {
        foreach (var response in responses)
        {
            var known = Responses.FindIndex(other => other.Kind == response.Kind);
            if (known < 0) Responses.Add(response);
            else Responses[known] = response;
        }
    }
}

/// <summary>An exception of one rule; appended rows are among its values.</summary>
sealed record ExceptionDefinition(
    string Name, ItemPath Path, ExceptionCell Fields, ExceptionCell? Comparisons, List<ExceptionCell> Values)
{
    /// <summary>Written once for many rules.</summary>
    public bool IsShared { get; init; }
}
