using System.Text.Json;

using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.Correlating;

namespace Lanner.Cli;

/// <summary>
/// Rules as one JSON object in the shape of <c>falco -L</c>: info (as written) and details (after everything was put together) for each
/// rule, macro and list. What Falco does not have is in keys of our own behind its keys.
/// </summary>
static class RuleSetJson
{
    static readonly string[] s_containerFamilies = ["container.", "k8s."];

    /// <param name="only">The one rule to describe; null for all rules, macros and lists.</param>
    public static string Write(RuleSet set, Rule? only) => JsonLine.Write(json =>
    {
        if (only is null) WriteRequirements(json, set.Requirements);
        JsonLine.WriteObjects(json, "rules", only is null ? set.AllRules : [only], WriteRule);
        if (only is not null) return;
        JsonLine.WriteObjects(json, "macros", set.Macros, (to, macro) => WriteMacro(to, macro, set));
        JsonLine.WriteObjects(json, "lists", set.Lists, WriteList);
        JsonLine.WriteObjects(json, "shared_exceptions", set.SharedExceptions, WriteShared);
    }, indented: true);

    static void WriteRequirements(Utf8JsonWriter json, RuleRequirements requirements)
    {
        json.WriteString("required_engine_version", (requirements.Engine ?? default).ToString());
        JsonLine.WriteObjects(json, "required_plugin_versions", requirements.Plugins, (to, plugin) =>
        {
            to.WriteString("name", plugin[0].Name);
            to.WriteString("version", plugin[0].Version.ToString());
            JsonLine.WriteObjects(to, "alternatives", plugin.Skip(1), (inner, alternative) =>
            {
                inner.WriteString("name", alternative.Name);
                inner.WriteString("version", alternative.Version.ToString());
            });
        });
    }

    static void WriteRule(Utf8JsonWriter json, Rule rule)
    {
        JsonLine.WriteObject(json, "info", to =>
        {
            to.WriteString("name", rule.Name);
            to.WriteString("condition", rule.ConditionText);
            to.WriteString("priority", rule.Priority.Name());
            to.WriteString("output", rule.OutputText);
            to.WriteString("description", rule.Description);
            to.WriteBoolean("enabled", rule.IsEnabled);
            to.WriteString("source", rule.Source);
            JsonLine.WriteTexts(to, "tags", rule.Tags);
        });
        JsonLine.WriteObject(json, "details", to =>
        {
            var facts = ConditionFacts.Of(rule.Condition);
            var output = rule.Output.Fields.Select(field => field.Name).ToList();
            JsonLine.WriteTexts(to, "macros", rule.MacroNames);
            JsonLine.WriteTexts(to, "lists", rule.ListNames);
            JsonLine.WriteTexts(to, "condition_operators", facts.Operators);
            JsonLine.WriteTexts(to, "condition_fields", facts.Fields);
            JsonLine.WriteTexts(to, "output_fields", output);
            JsonLine.WriteTexts(to, "exception_fields", rule.Exceptions.SelectMany(e => e.Fields).Distinct(StringComparer.Ordinal));
            JsonLine.WriteTexts(to, "exception_names", rule.Exceptions.Select(e => e.Name));
            JsonLine.WriteTexts(to, "exception_operators", rule.Exceptions.SelectMany(e => e.Operators).Distinct(StringComparer.Ordinal));
            JsonLine.WriteTexts(to, "events", rule.EventNames());
            to.WriteString("condition_compiled", rule.Condition.ToString());
            to.WriteString("output_compiled", rule.Output.Text);
            JsonLine.WriteTexts(to, "plugins", facts.Fields.Concat(output).Any(IsOfContainer) ? ["container"] : []);
            JsonLine.WriteTexts(to, "reported_calls", Needs.CallsFor(rule).Select(call => call.Syscall).Distinct(StringComparer.Ordinal));
            if (rule.Correlation is { } correlation) JsonLine.WriteObject(to, "correlation", inner => WriteCorrelation(inner, correlation));
            to.WriteString("file", rule.Position.File);
            to.WriteNumber("line", rule.Position.Line);
        });
    }

    /// <summary>What Falco does not know: that the rule looks at several events.</summary>
    static void WriteCorrelation(Utf8JsonWriter json, Correlation correlation)
    {
        json.WriteString("alerts_when", correlation.ToString());
        json.WriteNumber("within_ns", correlation.Within.Ticks * 100);
        JsonLine.WriteObjects(json, "steps", correlation.Steps, (to, step) =>
        {
            if (step.Name.Length > 0) to.WriteString("name", step.Name);
            to.WriteString("condition", step.ConditionText);
            to.WriteString("condition_compiled", step.Condition.ToString());
            to.WriteNumber("times", step.Times);
            if (step.Distinct is { } field) to.WriteString("distinct", field.Text);
            JsonLine.WriteTexts(to, "by", step.By.Select(key => key.ToString()));
        });
    }

    static void WriteMacro(Utf8JsonWriter json, RuleMacro macro, RuleSet set)
    {
        JsonLine.WriteObject(json, "info", to =>
        {
            to.WriteString("name", macro.Name);
            to.WriteString("condition", macro.ConditionText);
        });
        JsonLine.WriteObject(json, "details", to =>
        {
            var facts = ConditionFacts.Of(macro.Condition);
            to.WriteBoolean("used", macro.IsUsed);
            JsonLine.WriteTexts(to, "macros", macro.MacroNames);
            JsonLine.WriteTexts(to, "lists", macro.ListNames);
            JsonLine.WriteTexts(to, "condition_operators", facts.Operators);
            JsonLine.WriteTexts(to, "condition_fields", facts.Fields);
            JsonLine.WriteTexts(to, "events", set.EventNames(macro));
            to.WriteString("condition_compiled", macro.Condition.ToString());
            JsonLine.WriteTexts(to, "plugins", []);
            to.WriteString("file", macro.Position.File);
            to.WriteNumber("line", macro.Position.Line);
        });
    }

    static void WriteList(Utf8JsonWriter json, RuleList list)
    {
        JsonLine.WriteObject(json, "info", to =>
        {
            to.WriteString("name", list.Name);
            JsonLine.WriteTexts(to, "items", list.Items.Except(list.ListNames));
        });
        JsonLine.WriteObject(json, "details", to =>
        {
            to.WriteBoolean("used", list.IsUsed);
            JsonLine.WriteTexts(to, "lists", list.ListNames);
            JsonLine.WriteTexts(to, "items_compiled", list.Values);
            JsonLine.WriteTexts(to, "plugins", []);
            to.WriteString("file", list.Position.File);
            to.WriteNumber("line", list.Position.Line);
        });
    }

    static void WriteShared(Utf8JsonWriter json, SharedException exception)
    {
        JsonLine.WriteObject(json, "info", to =>
        {
            to.WriteString("name", exception.Name);
            to.WriteString("description", exception.Description);
            JsonLine.WriteTexts(to, "rules", exception.RulePatterns);
            JsonLine.WriteTexts(to, "tags", exception.Tags);
            if (exception.Source is { } source) to.WriteString("source", source);
        });
        JsonLine.WriteObject(json, "details", to =>
        {
            JsonLine.WriteTexts(to, "rules", exception.RuleNames);
            to.WriteString("file", exception.Position.File);
            to.WriteNumber("line", exception.Position.Line);
        });
    }

    static bool IsOfContainer(string field) => s_containerFamilies.Any(family => field.StartsWith(family, StringComparison.Ordinal));
}
