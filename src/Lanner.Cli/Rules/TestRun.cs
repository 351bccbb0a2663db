using System.Text;

using Lanner.Configuration;
using Lanner.Events.Files;
using Lanner.Rules;
using Lanner.Rules.Diagnostics;
using Lanner.RuleTests;
using Lanner.RuleTests.Running;

namespace Lanner.Cli;

/// <summary>Runs test files one after another, and tells of failures as they come.</summary>
/// <param name="filter">Which tests to run, by name; null for all.</param>
sealed class TestRun(string? filter, TextWriter to)
{
    readonly List<(RuleTestFile File, IReadOnlyList<TestOutcome> Outcomes)> _files = [];

    public IReadOnlyList<(RuleTestFile File, IReadOnlyList<TestOutcome> Outcomes)> Files => _files;

    public Coverage Coverage { get; } = new();

    public int Passed => _files.Sum(file => file.Outcomes.Count(outcome => outcome.Passed));

    public int Failed => _files.Sum(file => file.Outcomes.Count(outcome => !outcome.Passed));

    /// <summary>Runs a file's tests. False when its rules cannot be loaded, which was told, or the tests do not go with them.</summary>
    public async Task<bool> TakeAsync(TestPlan plan, TestProblems problems)
    {
        await using var rules = await TestRules.LoadAsync(plan.Tests, builder =>
        {
            foreach (var path in plan.Rules) RuleLoading.Add(builder, path);
        });
        if (rules.AsWritten is null)
        {
            Console.Error.Write(DiagnosticText.Render(rules.Result.Errors));
            Console.Error.WriteLine($"lanner: the rules have {RuleLoading.Count(rules.Result.ErrorCount, "error")}; nothing was tested");
            return false;
        }

        var runner = new TestRunner(rules);
        runner.Check(plan.Tests, problems);
        if (problems.Count > 0) return false;
        var outcomes = new List<TestOutcome>();
        foreach (var test in plan.Tests.Tests.Where(IsWanted))
        {
            var outcome = runner.Run(test);
            outcomes.Add(outcome);
            if (!outcome.Passed) WriteFailure(runner, outcome);
        }

        _files.Add((plan.Tests, outcomes));
        Coverage.Add(runner.Rules, outcomes);
        return true;
    }

    /// <summary>Keeps the captures that were made, each named by its test.</summary>
    /// <exception cref="IOException">One cannot be written.</exception>
    public void WriteCaptures(string folder)
    {
        Directory.CreateDirectory(folder);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var test in _files.SelectMany(file => file.Outcomes).Select(outcome => outcome.Test))
        {
            if (test.Made is null) continue;
            var stem = FileName(test.Name);
            var name = stem;
            for (var number = 2; !names.Add(name); number++) name = $"{stem}-{number}";
            File.WriteAllBytes(Path.Combine(folder, name + ".scap"), test.Made);
        }
    }

    /// <summary>The rules without tests, and the counts.</summary>
    /// <param name="coverage">Null when nobody asked.</param>
    public void WriteEnd(Coverage? coverage)
    {
        if (coverage is not null)
        {
            foreach (var (rule, fires, misses) in coverage.Lacking)
                to.WriteLine(Shown.Safe($"UNTESTED  {rule.Name}: no test {(fires ? "that it must not fire in" : misses ? "in which it fires" : "in which it fires, and none that it must not fire in")} ({rule.Position.File}:{rule.Position.Line})"));
            to.WriteLine($"{RuleLoading.Count(coverage.RuleCount, "rule")}, {coverage.Lacking.Count()} without a test of both kinds");
        }

        to.WriteLine($"{Passed} passed, {Failed} failed");
    }

    void WriteFailure(TestRunner runner, TestOutcome outcome)
    {
        var test = outcome.Test;
        to.WriteLine(Shown.Safe($"FAILED  {test.Name} ({test.Position.File}:{test.Position.Line})"));
        foreach (var failure in outcome.Failures) to.WriteLine(Shown.Safe($"  {failure}"));
        if (outcome.Failures.Count > 0) to.WriteLine(Shown.Safe($"  fired: {(outcome.Fired.Count == 0 ? "nothing" : string.Join(", ", outcome.Fired))}"));
        to.WriteLine();
        foreach (var rule in outcome.ToExplain)
        {
            try
            {
                var (explainer, events) = runner.Explain(test, rule);
                new ExplanationText(explainer, to).Write(events);
                to.WriteLine();
            }
            catch (CaptureFileException fault)
            {
                to.WriteLine(Shown.Safe($"  {fault.Message}"));
            }
        }
    }

    bool IsWanted(RuleTest test) => filter is null
        || (filter.Contains('*', StringComparison.Ordinal) ? NamePattern.IsMatch(test.Name, filter) : test.Name.Contains(filter, StringComparison.OrdinalIgnoreCase));

    /// <summary>Letters and digits of the name, with dashes for all else.</summary>
    static string FileName(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c)) text.Append(char.ToLowerInvariant(c));
            else if (text.Length > 0 && text[^1] != '-') text.Append('-');
        }

        return text.Length == 0 ? "test" : text.ToString(0, Math.Min(100, text.Length)).TrimEnd('-');
    }
}
