using System.CommandLine;

using Lanner.RuleTests;
using Lanner.RuleTests.Running;

using ParseResult = System.CommandLine.ParseResult;

namespace Lanner.Cli;

/// <summary><c>lanner rules test</c>: whether rules fire on what they are about, and on nothing near it.</summary>
static class TestCommand
{
    static readonly Argument<string[]> s_files = TestFiles();

    static readonly Option<string[]> s_rules = new("--rules")
    {
        Description = "Rule file, or folder of .yaml files, that the tests are about; repeatable (default: what the test file names, or the rule file beside it)",
        HelpName = "FILE|DIR",
    };

    static readonly Option<string?> s_filter = new("--filter") { Description = "Only tests whose name has this text, or is of this pattern with *", HelpName = "NAME" };

    static readonly Option<string?> s_write = new("--write") { Description = "Keep each test's capture in this folder, for events, inspect and rules explain", HelpName = "DIR" };

    static readonly Option<string?> s_junit = new("--junit") { Description = "Also write the results to this file as JUnit XML", HelpName = "FILE" };

    static readonly Option<bool> s_coverage = new("--coverage") { Description = "Also list the rules without a test in which they fire, or one that they must not fire in" };

    static readonly Option<bool> s_strict = new("--strict") { Description = "With --coverage: exit code 1 when a rule lacks a test" };

    static readonly Option<bool> s_json = new("--json", "-j") { Description = "Print one JSON object" };

    public static Command Create()
    {
        var command = new Command("test", """
            Run tests of rules. A test describes what happens on a host, event by event, or names a capture, and says which rules fire.
            No root and no container is needed. The tests of rules.yaml lie beside it in rules.test.yaml; docs/rules.md says how to write one.

            Examples:
              lanner rules test                                     the built-in rules
              lanner rules test my.yaml                             the tests of my.test.yaml
              lanner rules test my.test.yaml --rules my.yaml        the same, with both named
              lanner rules test rules.d --coverage --strict --junit results.xml    for CI
              lanner rules test my.yaml --filter '*shell*' --write captures        and look: lanner events -r captures/...

            Exit codes: 0 all passed; 1 a test failed, or a rule lacks one (--strict); 2 wrong usage, tests or rules.
            """)
        {
            s_files, s_rules, s_filter, s_write, s_junit, s_coverage, s_strict, s_json,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed)
    {
        var problems = new TestProblems();
        var plans = TestPlan.Find(parsed.GetValue(s_files) ?? [], parsed.GetValue(s_rules) ?? [], problems);
        if (plans is null || problems.Count > 0) return Refuse(problems);
        var json = parsed.GetValue(s_json);
        var run = new TestRun(parsed.GetValue(s_filter), json ? TextWriter.Null : Console.Out);
        foreach (var plan in plans)
        {
            if (!await run.TakeAsync(plan, problems)) return Refuse(problems);
        }

        if (run.Files.Sum(file => file.Outcomes.Count) == 0)
        {
            Console.Error.WriteLine(parsed.GetValue(s_filter) is { } filter ? $"lanner: no test has the name '{Shown.Safe(filter)}'" : "lanner: the files have no test");
            return ExitCode.BadInput;
        }

        try
        {
            if (parsed.GetValue(s_write) is { } folder) run.WriteCaptures(folder);
            if (parsed.GetValue(s_junit) is { } report) JUnitReport.Write(report, run.Files);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"lanner: {problem.Message}");
            return ExitCode.BadInput;
        }

        var coverage = parsed.GetValue(s_coverage) ? run.Coverage : null;
        if (json) Console.WriteLine(TestResultJson.Write(run, coverage));
        else run.WriteEnd(coverage);
        var lacks = parsed.GetValue(s_strict) && coverage is not null && coverage.Lacking.Any();
        return run.Failed > 0 || lacks ? ExitCode.Findings : ExitCode.Done;
    }

    static int Refuse(TestProblems problems)
    {
        if (problems.Count > 0)
        {
            Console.Error.Write(problems.ToString());
            Console.Error.WriteLine($"lanner: the tests have {RuleLoading.Count(problems.Count, "error")}; nothing was tested");
        }

        return ExitCode.BadInput;
    }

    static Argument<string[]> TestFiles()
    {
        var files = RulesCommand.Files();
        files.Description = "Test files (X.test.yaml), rule files with a test file beside them, or folders of these (default: the built-in rules)";
        return files;
    }
}
