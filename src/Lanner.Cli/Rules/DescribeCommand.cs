using System.CommandLine;

using Lanner.Filters;
using Lanner.Rules;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner rules describe</c>: what rules ask, print and need, after macros, lists and overrides were put together.</summary>
static class DescribeCommand
{
    static readonly Argument<string?> s_rule = new("rule")
    {
        Description = "The rule's name (default: all rules, each with its description)", Arity = ArgumentArity.ZeroOrOne,
    };

    static readonly Option<string[]> s_rules = SharedOptions.Rules();

    static readonly Option<bool> s_json = new("--json", "-j")
    {
        Description = "Print one JSON object, in the shape of falco -L: with all rules, macros and lists, or with the one rule",
    };

    static readonly Option<bool> s_export = new("--export-exceptions")
    {
        Description = "Print the shared exceptions as Falco takes them, a copy at each rule: a file to load behind the rules",
    };

    static readonly Option<bool> s_pushDown = new("--pushdown")
    {
        Description = "Tell what of the conditions is decided in the kernel, so that other events never leave it",
    };

    public static Command Create()
    {
        var command = new Command("describe", """
            Tell what rules are made of: the condition as written and with its macros and lists put in, fields, exceptions, events.

            Examples:
              lanner rules describe                                      every rule with its description
              lanner rules describe "Reverse shell"
              lanner rules describe "Reverse shell" --rules rules/lanner.yaml --rules mine.yaml
              lanner rules describe --export-exceptions --rules mine.yaml >for-falco.yaml
              lanner rules describe --pushdown                           which events leave the kernel, and on what condition
              lanner rules describe --json | jq '.rules[].details.condition_fields'

            Exit codes: 0 done; 2 wrong usage, broken rules, or no such rule.
            """)
        {
            s_rule, s_rules, s_json, s_export, s_pushDown,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        if (RuleLoading.LoadForShowing(parsed.GetValue(s_rules) ?? []) is not { } set) return ExitCode.BadInput;
        Rule? rule = null;
        if (parsed.GetValue(s_rule) is { } name && (rule = Find(set, name)) is null) return ExitCode.BadInput;
        if (parsed.GetValue(s_pushDown)) return TellPushDown(PushDownReport.Of(set, rule), parsed.GetValue(s_json));
        if (parsed.GetValue(s_export)) Console.Write(ExceptionExport.ToYaml(set, rule));
        else if (parsed.GetValue(s_json)) Console.WriteLine(RuleSetJson.Write(set, rule));
        else if (rule is not null) RuleText.Write(rule, set, Console.Out);
        else RuleText.WriteAll(set, Console.Out);
        return ExitCode.Done;
    }

    static int TellPushDown(PushDownReport report, bool asJson)
    {
        if (asJson) Console.WriteLine(PushDownJson.Write(report));
        else PushDownText.Write(report, Console.Out);
        return ExitCode.Done;
    }

    /// <summary>The rule of that name, or null after a line on standard error.</summary>
    public static Rule? Find(RuleSet set, string name)
    {
        if (set.Find(name) is { } rule) return rule;
        var sameButCase = set.AllRules.Where(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (sameButCase.Count == 1) return sameButCase[0];
        var hint = Suggestion.Hint(name, set.AllRules.Select(r => r.Name)) ?? "see: lanner rules list";
        Console.Error.WriteLine($"lanner: there is no rule '{Shown.Safe(name)}' ({Shown.Safe(hint)})");
        return null;
    }
}
