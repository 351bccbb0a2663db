using System.CommandLine;
using System.Text.Json;

using Lanner.Rules;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner rules list</c>: the rules of some files, one a line.</summary>
static class ListCommand
{
    const int WidestName = 60;
    const int NamedEvents = 4;

    static readonly Argument<string[]> s_files = RulesCommand.Files();

    static readonly Option<string[]> s_rules = SharedOptions.Rules();

    static readonly Option<string[]> s_tags = new("--tag") { Description = "Only rules with this tag; repeatable: with all of them", HelpName = "TAG" };

    static readonly Option<RulePriority> s_priority = new("--priority", "-p")
    {
        Description = $"Only rules at least as grave as this: {RulePriorities.All.ToLowerInvariant()}",
        HelpName = "PRIORITY",
        DefaultValueFactory = _ => RulePriority.Debug,
        CustomParser = result =>
        {
            if (RulePriorities.TryParse(result.Tokens[^1].Value, out var priority)) return priority;
            result.AddError($"--priority: '{result.Tokens[^1].Value}' is none of {RulePriorities.All.ToLowerInvariant()}");
            return default;
        },
    };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object a line" };

    public static Command Create()
    {
        var command = new Command("list", """
            List rules: how grave, on or off, where they are defined, which events they are for, their tags.

            Examples:
              lanner rules list
              lanner rules list falco_rules.yaml my.d --priority warning
              lanner rules list --tag network --json | jq -r .name

            Exit codes: 0 done, also when nothing is listed; 2 wrong usage or broken rules.
            """)
        {
            s_files, s_rules, s_tags, s_priority, s_json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        if (RuleLoading.LoadForShowing([.. parsed.GetValue(s_files) ?? [], .. parsed.GetValue(s_rules) ?? []]) is not { } set) return ExitCode.BadInput;
        var tags = parsed.GetValue(s_tags) ?? [];
        var least = parsed.GetValue(s_priority);
        var rules = set.AllRules.Where(rule => rule.Priority <= least && tags.All(rule.Tags.Contains)).ToList();
        if (parsed.GetValue(s_json))
        {
            foreach (var rule in rules) Console.WriteLine(ToJson(rule));
        }
        else
        {
            Print(rules, set.AllRules.Count);
        }

        return ExitCode.Done;
    }

    static void Print(List<Rule> rules, int total)
    {
        string[] heads = ["PRIORITY", "ON", "SOURCE", "RULE", "EVENTS", "WHERE", "TAGS"];
        List<string[]> rows = [heads, .. rules.Select(Row)];
        var widths = Enumerable.Range(0, heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        var off = rules.Count(rule => !rule.IsEnabled);
        Console.WriteLine($"{RuleLoading.Count(rules.Count, "rule")}{(rules.Count < total ? $" of {total}" : "")}{(off > 0 ? $", {off} switched off" : "")}");
    }

    static string[] Row(Rule rule) =>
    [
        rule.Priority.Name(), rule.IsEnabled ? "yes" : "no", Shown.Safe(rule.Source), Shown.Cut(Shown.Safe(rule.Name), WidestName), Events(rule),
        Shown.Safe($"{rule.Position.File}:{rule.Position.Line}"), Shown.Safe(string.Join(',', rule.Tags)),
    ];

    static string Events(Rule rule)
    {
        if (rule.NamesNoEvent()) return "any";
        var names = rule.EventNames();
        return names.Count == 0 ? "none" : string.Join(' ', names.Take(NamedEvents)) + (names.Count > NamedEvents ? $" +{names.Count - NamedEvents}" : "");
    }

    static string ToJson(Rule rule) => JsonLine.Write(json =>
    {
        json.WriteString("name", rule.Name);
        if (rule.Correlation is { } correlation) json.WriteString("alerts_when", correlation.ToString());
        json.WriteString("priority", rule.Priority.Name());
        json.WriteString("source", rule.Source);
        json.WriteBoolean("enabled", rule.IsEnabled);
        JsonLine.WriteTexts(json, "tags", rule.Tags);
        JsonLine.WriteTexts(json, "events", rule.NamesNoEvent() ? [] : rule.EventNames());
        json.WriteBoolean("any_event", rule.NamesNoEvent());
        json.WriteString("file", rule.Position.File);
        json.WriteNumber("line", rule.Position.Line);
    });
}
