using Lanner.Capture;
using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.Correlating;

namespace Lanner.Cli;

/// <summary>Descriptions of rules as text for people.</summary>
static class RuleText
{
    const int Width = 110;
    const string Indent = "  ";

    /// <summary>All rules, each with its description.</summary>
    public static void WriteAll(RuleSet set, TextWriter to)
    {
        foreach (var rule in set.AllRules)
        {
            to.WriteLine($"{Shown.Safe(rule.Name)} ({rule.Priority.Name()}{(rule.IsEnabled ? "" : ", switched off")})");
            WriteWrapped(rule.Description, to);
            to.WriteLine();
        }

        foreach (var shared in set.SharedExceptions)
        {
            to.WriteLine(Shown.Safe($"exception {shared.Name} for {RuleLoading.Count(shared.RuleNames.Count, "rule")} ({shared.Position.File}:{shared.Position.Line})"));
            if (shared.Description.Length > 0) WriteWrapped(shared.Description, to);
            WriteWrapped(string.Join(", ", shared.RuleNames), to);
            to.WriteLine();
        }

        to.WriteLine($"{RuleLoading.Count(set.AllRules.Count, "rule")}; all about one: lanner rules describe NAME");
    }

    /// <summary>All about one.</summary>
    public static void Write(Rule rule, RuleSet set, TextWriter to)
    {
        to.WriteLine(Shown.Safe(rule.Name));
        WriteWrapped(rule.Description, to);
        to.WriteLine();
        Fact(to, "priority", rule.Priority.Name());
        Fact(to, "enabled", rule.IsEnabled ? "yes" : "no");
        Fact(to, "source", rule.Source);
        Fact(to, "defined", $"{rule.Position.File}:{rule.Position.Line}");
        Fact(to, "tags", Joined(rule.Tags, ", "));
        if (rule.Capture) Fact(to, "capture", rule.CaptureDuration is { } time ? $"for {time.TotalMilliseconds:0} ms" : "yes");
        to.WriteLine("\nCondition as written");
        WriteWrapped(rule.ConditionText, to);
        to.WriteLine("\nCondition with macros, lists and exceptions put in");
        foreach (var line in ConditionLayout.Lines(rule.Condition, Indent)) to.WriteLine(line);
        if (rule.Correlation is { } correlation) WriteCorrelation(correlation, to);
        to.WriteLine("\nOutput");
        WriteWrapped(rule.OutputText, to);
        WriteUses(rule, set, to);
        WriteExceptions(rule, to);
        WriteEvents(rule, to);
    }

    static void WriteCorrelation(Correlation correlation, TextWriter to)
    {
        to.WriteLine("\nAlerts on several events together");
        WriteWrapped(correlation.ToString(), to);
        foreach (var step in correlation.Earlier)
        {
            to.WriteLine($"{Indent}{step.Name}:");
            foreach (var line in ConditionLayout.Lines(step.Condition, Indent + Indent)) to.WriteLine(line);
        }
    }

    static void WriteUses(Rule rule, RuleSet set, TextWriter to)
    {
        to.WriteLine("\nUses");
        var facts = ConditionFacts.Of(rule.Condition);
        Fact(to, "fields", Joined(facts.Fields, ", "));
        Fact(to, "operators", Joined(facts.Operators, ", "));
        Fact(to, "in output", Joined(rule.Output.Fields.Select(field => field.Name), ", "));
        var macros = set.Macros.ToDictionary(macro => macro.Name);
        Fact(to, "macros", Joined(rule.MacroNames.Select(name => macros.TryGetValue(name, out var macro) ? $"{name} ({macro.Position.File}:{macro.Position.Line})" : name), ", "));
        var lists = set.Lists.ToDictionary(list => list.Name);
        Fact(to, "lists", Joined(rule.ListNames.Select(name => lists.TryGetValue(name, out var list) ? $"{name} ({list.Position.File}:{list.Position.Line})" : name), ", "));
    }

    static void WriteExceptions(Rule rule, TextWriter to)
    {
        if (rule.Exceptions.Count == 0) return;
        to.WriteLine("\nExceptions");
        foreach (var exception in rule.Exceptions)
        {
            var compared = exception.Fields.Zip(exception.Operators, (field, op) => $"{field} {op}");
            var shared = exception.IsShared ? $", shared ({exception.Position.File}:{exception.Position.Line})" : "";
            to.WriteLine(Shown.Safe($"{Indent}{exception.Name}: {string.Join(", ", compared)}; {RuleLoading.Count(exception.ValueCount, "value")}{shared}"));
            if (exception.Condition is null) continue;
            foreach (var line in ConditionLayout.Lines(exception.Condition, Indent + Indent)) to.WriteLine(line);
        }
    }

    static void WriteEvents(Rule rule, TextWriter to)
    {
        to.WriteLine("\nEvents");
        var calls = Needs.CallsFor(rule);
        Fact(to, "matched", rule.NamesNoEvent() ? "any: the condition names none" : Joined(rule.EventNames(), " "));
        Fact(to, "reported", Joined(calls.Select(call => call.Syscall).Distinct(StringComparer.Ordinal), " "));
        to.WriteLine($"{Indent}(reported: the calls that leave the kernel because of this rule, beside those that follow processes and descriptors)");
    }

    static void Fact(TextWriter to, string name, string value)
    {
        var lines = Shown.Wrap(Shown.Safe(value), Width - 14).DefaultIfEmpty("-").ToList();
        to.WriteLine($"{Indent}{name,-10}  {lines[0]}");
        foreach (var line in lines.Skip(1)) to.WriteLine($"{Indent}{"",-10}  {line}");
    }

    static string Joined(IEnumerable<string> texts, string between) => string.Join(between, texts);

    static void WriteWrapped(string text, TextWriter to)
    {
        foreach (var line in Shown.Wrap(text, Width - Indent.Length)) to.WriteLine(Indent + Shown.Safe(line));
    }
}
