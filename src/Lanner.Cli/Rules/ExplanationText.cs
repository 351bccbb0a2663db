using System.Globalization;
using System.Text;

using Lanner.Alerts;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.Explaining;

namespace Lanner.Cli;

/// <summary>Explanations as text for people: the verdict first, then the condition as a tree with what each comparison saw.</summary>
sealed class ExplanationText(RuleExplainer explainer, TextWriter to)
{
    const int WidestValue = 100;
    const int WidestPart = 120;
    const int ValueColumn = 64;

    public void Write(ulong eventsRead)
    {
        if (explainer.Wanted is { } wanted)
        {
            WriteHead();
            WriteOne(wanted);
            return;
        }

        WriteHead();
        to.WriteLine($"  {Number(eventsRead)} events read, {Number(explainer.CandidateCount)} of kinds it is for ({Kinds()}), "
            + $"{(explainer.MatchCount == 1 ? "1 match" : $"{Number(explainer.MatchCount)} matches")}");
        foreach (var match in explainer.Matches) WriteOne(match);
        if (explainer.MatchCount > explainer.Matches.Count)
            to.WriteLine($"\n  {Number(explainer.MatchCount - explainer.Matches.Count)} more matches: see --limit");
        foreach (var miss in explainer.Nearest) WriteOne(miss);
        if (explainer.CandidateCount == 0) to.WriteLine("\n  Nothing in the capture is of a kind that this rule looks at.");
    }

    void WriteHead()
    {
        var rule = explainer.Rule;
        to.WriteLine(Shown.Safe($"{rule.Name} ({rule.Priority.Name()}{(rule.IsEnabled ? "" : ", switched off")}, {rule.Position.File}:{rule.Position.Line})"));
        if (rule.Correlation is not { } correlation) return;
        to.WriteLine($"  alerts on several events together: {Shown.Safe(correlation.ToString())}");
        to.WriteLine($"  here its condition alone is explained, event by event{(correlation.Earlier.Any() ? "; an earlier step with --step NAME" : "")}");
    }

    string Kinds()
    {
        if (explainer.Rule.NamesNoEvent()) return "any";
        var names = RuleEvents.Names(explainer.Rule.Filter);
        return names.Count <= 6 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";
    }

    void WriteOne(Explanation explanation)
    {
        to.WriteLine();
        to.WriteLine($"{(explanation.Verdict == Truth.True ? "MATCH" : "NO MATCH")}  event {explanation.EventNumber} at {Time(explanation.TimeNs)}: "
            + $"{explanation.EventName}{Who(explanation)}");
        if (!explanation.IsCandidate) to.WriteLine($"  not of a kind that the rule is for ({Kinds()})");
        if (About(explanation, "evt.args") is { Length: > 0 } arguments) to.WriteLine($"  {Value(arguments)}");
        if (explanation.Count > 1) to.WriteLine($"  {Number(explanation.Count - 1)} more events failed at the same");
        if (explanation.DecidedLater) to.WriteLine("  what the container is was not known when it happened; decided when it was, or when the wait was over");
        if (explanation.Verdict != Truth.True)
        {
            var (held, total) = explanation.Comparisons;
            foreach (var failing in explanation.Failing) to.WriteLine($"  because {Because(failing, explanation)}");
            to.WriteLine($"  {held} of {total} comparisons were as they must be");
        }

        to.WriteLine();
        WritePart(explainer.Root, explanation, "  ", "");
    }

    void WritePart(ConditionPart part, Explanation explanation, string indent, string lead)
    {
        var outcome = explanation.Outcomes[part.Index];
        // "not" stands before what it turns round, on one line, which says what the two together came to.
        if (part.Kind == ConditionPartKind.Not && part.Parts[0] is { Kind: not ConditionPartKind.Not } inner)
        {
            WriteLine(part, inner, explanation, indent, lead + "not ");
            // Why something rightly does not hold is seldom the question; --json has it.
            if (outcome.Truth != Truth.True || inner.Kind is not (ConditionPartKind.Macro or ConditionPartKind.Exception)) WriteInner(inner, explanation, indent);
            return;
        }

        WriteLine(part, part, explanation, indent, lead);
        WriteInner(part, explanation, indent);
    }

    void WriteInner(ConditionPart part, Explanation explanation, string indent)
    {
        // Of a macro that is a chain, the chain needs no line of its own.
        var chain = part.Kind is ConditionPartKind.Macro && part.Parts is [{ Kind: ConditionPartKind.All }] ? part.Parts[0] : part;
        foreach (var inner in chain.Parts) WritePart(inner, explanation, indent + "   ", "");
    }

    /// <param name="judged">Whose outcome is shown.</param>
    /// <param name="named">What is written: the part itself, or the one that it turns round.</param>
    void WriteLine(ConditionPart judged, ConditionPart named, Explanation explanation, string indent, string lead)
    {
        var mark = explanation.Outcomes[judged.Index].Truth switch { Truth.True => '✓', Truth.False => '✗', _ => '?' };
        var text = lead + named.Kind switch
        {
            ConditionPartKind.All => "all of",
            ConditionPartKind.Any => "any of",
            ConditionPartKind.Not => "not",
            ConditionPartKind.Exception => $"exception {named.Text}",
            _ => named.Text,
        };
        var line = $"{indent}{mark} {Shown.Cut(Shown.Safe(text), WidestPart)}";
        var values = Values(explanation.Outcomes[named.Index]);
        if (values.Length > 0) line = $"{line.PadRight(ValueColumn)}  {values}";
        if (explanation.Failing.Any(failing => failing.Part == judged || failing.Part == named)) line += "   <-- fails here";
        to.WriteLine(line);
    }

    static string Because(FailingPart failing, Explanation explanation)
    {
        var part = failing.Part;
        var outcome = explanation.Outcomes[part.Index];
        var text = Shown.Cut(Shown.Safe(part.Text), WidestPart);
        var said = part.Kind switch
        {
            ConditionPartKind.Exception => $"the exception {text} applies",
            ConditionPartKind.Any or ConditionPartKind.All when failing.Wanted => $"none of this holds: {text}",
            _ => $"{(part.Kind == ConditionPartKind.Macro ? "macro " : "")}{text} is {(outcome.Truth == Truth.Unknown ? "not known" : failing.Wanted ? "false" : "true")}",
        };
        var values = Values(part is { Kind: ConditionPartKind.Macro, Parts: [{ Kind: ConditionPartKind.Check } only] } ? explanation.Outcomes[only.Index] : outcome);
        return values.Length == 0 ? said : $"{said}: {values}";
    }

    static string Values(PartOutcome outcome) => string.Join(", ", outcome.Values.Select(value => $"{value.Field} {(value.Value is { } bytes ? $"= {Value(bytes)}" : "is missing")}"));

    static string Who(Explanation explanation)
    {
        var who = new StringBuilder();
        if (About(explanation, "proc.name") is { } name) who.Append($" by {Value(name)}");
        if (About(explanation, "proc.pid") is { } pid) who.Append($" ({Value(pid)})");
        if (About(explanation, "container.id") is not { } id) return who.ToString();
        return who.Append(" in ").Append(About(explanation, "container.name") is { } container && !container.AsSpan().SequenceEqual(id) ? $"{Value(container)} ({Value(id)})" : Value(id)).ToString();
    }

    static byte[]? About(Explanation explanation, string field) => explanation.About.FirstOrDefault(about => about.Field == field).Value;

    static string Value(byte[] value) => value.Length == 0 ? "\"\"" : Shown.Cut(SafeText.ToString(value), WidestValue);

    static string Time(ulong ns) => DateTime.UnixEpoch.AddTicks((long)Math.Min(ns / 100, (ulong)(DateTime.MaxValue - DateTime.UnixEpoch).Ticks))
        .ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture);

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Number(ulong number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
