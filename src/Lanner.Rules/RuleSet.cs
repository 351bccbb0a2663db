using Lanner.Events;
using Lanner.Filters;
using Lanner.Rules.Diagnostics;

namespace Lanner.Rules;

/// <summary>The rules of one load. Immutable; a reload makes another one.</summary>
public sealed class RuleSet
{
    readonly Lazy<RulePlan> _plan;

    internal RuleSet(IReadOnlyList<Rule> allRules, PredicateSet predicates, uint generation, IReadOnlyList<RuleDiagnostic> warnings)
    {
        AllRules = allRules;
        Rules = [.. allRules.Where(r => r.IsEnabled)];
        Predicates = predicates;
        Generation = generation;
        Warnings = warnings;
        EventCodes = Rules.SelectMany(r => r.EventCodes).ToHashSet();
        _plan = new Lazy<RulePlan>(() => new RulePlan(this));
    }

    /// <summary>Those switched on, in the order in which they are applied.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Those switched off as well.</summary>
    public IReadOnlyList<Rule> AllRules { get; }

    /// <summary>The fields that the rules were compiled with.</summary>
    public required FieldCatalogue Catalogue { get; init; }

    /// <summary>The files they were loaded from, in order.</summary>
    public IReadOnlyList<RuleFile> Files { get; internal init; } = [];

    /// <summary>In the order of their first definition.</summary>
    public IReadOnlyList<RuleMacro> Macros { get; internal init; } = [];

    /// <summary>In the order of their first definition.</summary>
    public IReadOnlyList<RuleList> Lists { get; internal init; } = [];

    /// <summary>Exceptions that are written once for many rules.</summary>
    public IReadOnlyList<SharedException> SharedExceptions { get; internal init; } = [];

    /// <summary>What the files require of the engine and of plugins, as written; the engine in Falco's numbers.</summary>
    public RuleRequirements Requirements { get; internal init; } = new(null, []);

    /// <summary>What the conditions of <see cref="Rules"/> compare.</summary>
    public PredicateSet Predicates { get; }

    public uint Generation { get; }

    /// <summary>The codes of events that some rule can match; state needs others beside them.</summary>
    public IReadOnlySet<EventCode> EventCodes { get; }

    public IReadOnlyList<RuleDiagnostic> Warnings { get; }

    /// <summary>Names of the events that a macro lets through; none when it cannot be compiled alone (an unused one with an unknown field).</summary>
    public IReadOnlyList<string> EventNames(RuleMacro macro) =>
        new FilterCompiler(Catalogue, new PredicateSet()).Compile(macro.Condition).Filter is { } filter ? RuleEvents.Names(filter) : [];

    /// <summary>How events are judged by them.</summary>
    internal RulePlan Plan => _plan.Value;

    /// <summary>The rule of that name; null when there is none.</summary>
    public Rule? Find(string name) => AllRules.FirstOrDefault(r => r.Name == name);
}

/// <summary>A file that rules were loaded from.</summary>
/// <param name="Name">Its path, or what stands for it.</param>
/// <param name="Sha256">Of its bytes as they were loaded; 64 hexadecimal digits.</param>
public sealed record RuleFile(string Name, string Sha256);

/// <summary>What a load gave.</summary>
/// <param name="RuleSet">Null when there is any error.</param>
/// <param name="Diagnostics">Errors and warnings, by file and place.</param>
/// <param name="Files">Names of the files in load order; what could not be read is among them.</param>
/// <param name="Omitted">Diagnostics left out because there were too many.</param>
public sealed record RuleLoadResult(RuleSet? RuleSet, IReadOnlyList<RuleDiagnostic> Diagnostics, IReadOnlyList<string> Files, int Omitted)
{
    /// <summary>Errors found, those left out as well.</summary>
    public required int ErrorCount { get; init; }

    /// <summary>Warnings found, those left out as well.</summary>
    public required int WarningCount { get; init; }

    public IEnumerable<RuleDiagnostic> Errors => Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);

    public string ToText() => DiagnosticText.Render(Diagnostics) + (Omitted == 0 ? "" : $"{Omitted} more problems are not shown\n");

    /// <summary>In the shape of Falco's validation result.</summary>
    public string ToJson() => DiagnosticJson.Render(Files, Diagnostics);
}
