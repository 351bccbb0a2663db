using System.Text;
using System.Text.Json;

using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.Explaining;

namespace Lanner.Cli;

/// <summary>Explanations as one JSON object. Truth is true, false or null for unknown; a missing value is null.</summary>
static class ExplanationJson
{
    public static string Write(RuleExplainer explainer, ulong eventsRead) => JsonLine.Write(json =>
    {
        json.WriteString("rule", explainer.Rule.Name);
        json.WriteString("priority", explainer.Rule.Priority.Name());
        json.WriteBoolean("enabled", explainer.Rule.IsEnabled);
        if (explainer.Rule.Correlation is { } correlation) json.WriteString("alerts_when", correlation.ToString());
        if (explainer.Wanted is { } wanted)
        {
            JsonLine.WriteObject(json, "event", to => WriteOne(to, wanted, explainer.Root));
            return;
        }

        json.WriteNumber("events_read", eventsRead);
        json.WriteNumber("candidates", explainer.CandidateCount);
        json.WriteNumber("match_count", explainer.MatchCount);
        JsonLine.WriteObjects(json, "matches", explainer.Matches, (to, match) => WriteOne(to, match, explainer.Root));
        JsonLine.WriteObjects(json, "nearest", explainer.Nearest, (to, miss) => WriteOne(to, miss, explainer.Root));
    }, indented: true);

    static void WriteOne(Utf8JsonWriter json, Explanation explanation, ConditionPart root)
    {
        json.WriteNumber("number", explanation.EventNumber);
        json.WriteNumber("time_ns", explanation.TimeNs);
        json.WriteString("type", explanation.EventName);
        WriteValues(json, "about", explanation.About);
        WriteTruth(json, "matches", explanation.Verdict);
        json.WriteBoolean("decided_later", explanation.DecidedLater);
        json.WriteNumber("count", explanation.Count);
        json.WriteNumber("held", explanation.Comparisons.Held);
        json.WriteNumber("compared", explanation.Comparisons.Total);
        JsonLine.WriteTexts(json, "failing", explanation.Failing.Select(failing => failing.ToString()));
        JsonLine.WriteObject(json, "condition", to => WritePart(to, root, explanation));
    }

    static void WritePart(Utf8JsonWriter json, ConditionPart part, Explanation explanation)
    {
        var outcome = explanation.Outcomes[part.Index];
        json.WriteString("kind", part.Kind.ToString().ToLowerInvariant());
        json.WriteString("text", part.Text);
        WriteTruth(json, "outcome", outcome.Truth);
        if (outcome.Values.Count > 0) WriteValues(json, "values", outcome.Values);
        if (part.Parts.Count > 0) JsonLine.WriteObjects(json, "parts", part.Parts, (to, inner) => WritePart(to, inner, explanation));
    }

    static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyList<(string Field, byte[]? Value)> values) => JsonLine.WriteObject(json, name, to =>
    {
        foreach (var (field, value) in values)
        {
            if (value is null) to.WriteNull(field);
            else to.WriteString(field, Encoding.UTF8.GetString(value));
        }
    });

    static void WriteTruth(Utf8JsonWriter json, string name, Truth truth)
    {
        if (truth == Truth.Unknown) json.WriteNull(name);
        else json.WriteBoolean(name, truth == Truth.True);
    }
}
