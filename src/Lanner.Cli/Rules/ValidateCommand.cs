using System.CommandLine;

using Lanner.Filters;
using Lanner.Rules;
using Lanner.Rules.Diagnostics;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner rules validate</c>: everything that is wrong with rule files, in one run.</summary>
static class ValidateCommand
{
    static readonly Argument<string[]> s_files = RulesCommand.Files();

    static readonly Option<string[]> s_rules = SharedOptions.Rules();

    static readonly Option<bool> s_strict = new("--strict") { Description = "Warnings count as findings: exit code 1 for them too" };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object, in the shape of falco -V" };

    public static Command Create()
    {
        var command = new Command("validate", """
            Tell everything that is wrong with rule files: each problem with its place, Falco's code for it and, where there is one, a hint.

            Files are loaded together and in order, as watch loads them: a later one may change the rules of an earlier one.

            Examples:
              lanner rules validate my.yaml
              lanner rules validate falco_rules.yaml my.d
              lanner rules validate --strict my.yaml                        for CI: no warnings either
              lanner rules validate --json my.yaml | jq '.falco_load_results[].errors'

            Exit codes: 0 valid (warnings allowed); 1 invalid; 2 wrong usage, or a file cannot be read.
            """)
        {
            s_files, s_rules, s_strict, s_json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var result = RuleLoading.Read([.. parsed.GetValue(s_files) ?? [], .. parsed.GetValue(s_rules) ?? []], new RuleSetOptions());
        if (result.Files.Count == 0)
        {
            Console.Error.WriteLine("lanner: no rule file is there: a folder's files must end in .yaml or .yml");
            return ExitCode.BadInput;
        }

        if (parsed.GetValue(s_json)) Console.WriteLine(result.ToJson());
        else Console.Write(result.ToText() + Summary(result));
        if (result.Errors.Any(error => error.Code == LoadCode.ErrFileRead)) return ExitCode.BadInput;
        return result.RuleSet is null || parsed.GetValue(s_strict) && result.Diagnostics.Count > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    /// <summary>The last line: what was looked at and what came of it.</summary>
    static string Summary(RuleLoadResult result)
    {
        var errors = result.ErrorCount;
        var warnings = result.WarningCount;
        var rules = result.RuleSet is { } set ? $", {RuleLoading.Count(set.AllRules.Count, "rule")}" : "";
        return $"{RuleLoading.Count(result.Files.Count, "file")}{rules}: {(errors == 0 ? "valid" : RuleLoading.Count(errors, "error"))}, "
            + $"{(warnings == 0 ? "no warnings" : RuleLoading.Count(warnings, "warning"))}\n";
    }
}
