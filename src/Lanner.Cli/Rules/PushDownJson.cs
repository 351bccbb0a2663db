using System.Text.Json;

using Lanner.Events.PushDown;

namespace Lanner.Cli;

/// <summary>A <see cref="PushDownReport"/> as one JSON object.</summary>
static class PushDownJson
{
    public static string Write(PushDownReport report) => JsonLine.Write(json =>
    {
        JsonLine.WriteObject(json, "opens", to =>
        {
            to.WriteBoolean("held_back", report.Opens.Alternatives is not null);
            if (report.Opens.Obstacle is { } obstacle) to.WriteString("why_not", obstacle);
            JsonLine.WriteObjects(to, "reported", report.Opens.Alternatives ?? [OpenAlternative.Any], WriteAlternative);
        });
        JsonLine.WriteObjects(json, "events", report.Entries, (to, entry) =>
        {
            to.WriteString("event", entry.Name);
            JsonLine.WriteObjects(to, "rules", entry.Demand.Rules, (inner, rule) =>
            {
                inner.WriteString("rule", rule.Rule.Name);
                JsonLine.WriteObjects(inner, "reported", rule.Alternatives, WriteAlternative);
            });
            JsonLine.WriteTexts(to, "decided_later", entry.Left);
        });
    }, indented: true);

    static void WriteAlternative(Utf8JsonWriter json, OpenAlternative alternative)
    {
        json.WriteString("condition", PushDownReport.Words(alternative));
        json.WriteString("outcome", alternative.Outcomes switch { CallOutcomes.Succeeded => "succeeded", CallOutcomes.Failed => "failed", _ => "any" });
        if (alternative.Kinds != OpenAlternative.AllKinds) json.WriteNumber("open_kinds", alternative.Kinds);
        if (alternative.Paths is { } paths) JsonLine.WriteTexts(json, "paths", paths.Select(path => path.ToString()));
    }
}
