using Lanner.RuleTests.Running;

namespace Lanner.Cli;

/// <summary>The results of tests as one JSON object.</summary>
static class TestResultJson
{
    /// <param name="coverage">Null when nobody asked.</param>
    public static string Write(TestRun run, Coverage? coverage) => JsonLine.Write(json =>
    {
        json.WriteNumber("passed", run.Passed);
        json.WriteNumber("failed", run.Failed);
        JsonLine.WriteObjects(json, "tests", run.Files.SelectMany(file => file.Outcomes), static (to, outcome) =>
        {
            to.WriteString("name", outcome.Test.Name);
            to.WriteString("file", outcome.Test.Position.File);
            to.WriteNumber("line", outcome.Test.Position.Line);
            to.WriteBoolean("passed", outcome.Passed);
            JsonLine.WriteTexts(to, "fired", outcome.Fired);
            JsonLine.WriteTexts(to, "failures", outcome.Failures);
        });
        if (coverage is null) return;
        JsonLine.WriteObjects(json, "untested", coverage.Lacking, static (to, lacking) =>
        {
            to.WriteString("rule", lacking.Rule.Name);
            to.WriteBoolean("fires_in_a_test", lacking.Fires);
            to.WriteBoolean("missed_in_a_test", lacking.Misses);
        });
    });
}
