using Xunit;

namespace Lanner.Live.Tests.Scripts;

/// <summary>How `./test` adds up what the test programs report.</summary>
public sealed class TotalsTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lanner-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Results_of_all_projects_are_added()
    {
        var result = await Totals(couldRun: true, (Report(passed: 3), 0), (Report(passed: 4), 0));

        Assert.Equal((0, "7 passed, 0 failed, 0 skipped"), result);
    }

    [Fact]
    public async Task A_failed_test_fails_the_run() =>
        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), await Totals(couldRun: true, (Report(passed: 3, failed: 1), 1)));

    [Fact]
    public async Task An_error_outside_of_a_test_counts_as_failed() =>
        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), await Totals(couldRun: true, (Report(passed: 3, errors: 1), 1)));

    [Fact]
    public async Task A_skipped_test_fails_the_run_only_where_it_could_have_run()
    {
        Assert.Equal((1, "3 passed, 0 failed, 2 skipped"), await Totals(couldRun: true, (Report(passed: 3, skipped: 2), 0)));
        Assert.Equal((0, "3 passed, 0 failed, 2 skipped"), await Totals(couldRun: false, (Report(passed: 3, skipped: 2), 0)));
    }

    [Fact]
    public async Task A_test_skipped_for_want_of_data_does_not_fail_the_run()
    {
        var absent = Report(passed: 3, skipped: 1, reasons: "not here: rules.yaml");
        var both = Report(passed: 3, skipped: 2, reasons: ["not here: rules.yaml", "needs root"]);

        Assert.Equal((0, "3 passed, 0 failed, 1 skipped"), await Totals(couldRun: true, (absent, 0)));
        Assert.Equal((1, "3 passed, 0 failed, 2 skipped"), await Totals(couldRun: true, (both, 0)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<assemblies><assembly total=\"2\" passed=\"2\" failed=\"0\" skipped=\"0\" errors=\"0\">")]
    public async Task A_project_without_complete_results_counts_as_a_failure(string report) =>
        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), await Totals(couldRun: true, (Report(passed: 3), 0), (report, 134)));

    [Fact]
    public async Task A_project_that_ran_no_test_counts_as_a_failure() =>
        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), await Totals(couldRun: true, (Report(passed: 3), 0), (Report(), 0)));

    [Fact]
    public async Task A_project_that_was_ended_for_its_time_counts_as_a_failure() =>
        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), await Totals(couldRun: true, (Report(passed: 3), 0), (Report(passed: 1), 124)));

    [Fact]
    public async Task A_project_that_ends_badly_after_its_last_test_counts_as_a_failure() =>
        Assert.Equal((1, "3 passed, 1 failed, 0 skipped"), await Totals(couldRun: true, (Report(passed: 3), 139)));

    static string Report(int passed = 0, int failed = 0, int skipped = 0, int errors = 0, params string[] reasons) =>
        $"""
        <?xml version="1.0"?><assemblies><assembly name="/x/T.dll" run-time="1" total="{passed + failed + skipped}" passed="{passed}" failed="{failed}" skipped="{skipped}" not-run="0" errors="{errors}">
        <collection total="9" passed="9"><test name="A">{string.Concat(reasons.Select(reason => $"<reason><![CDATA[{reason}]]></reason>"))}<output>failed="5" &lt;assembly passed="9"&gt;</output></test></collection></assembly></assemblies>
        """;

    // The exit code and the last line.
    async Task<(int ExitCode, string LastLine)> Totals(bool couldRun, params (string Report, int ExitCode)[] projects)
    {
        var script = $". '{Path.Combine(Machine.Repository, "deploy", "setup", "totals.sh")}'\n";
        foreach (var (report, exitCode) in projects)
        {
            var file = Path.Combine(folder.FullName, Guid.NewGuid().ToString("N"));
            await File.WriteAllTextAsync(file, report);
            script += $"add_totals P '{file}' {exitCode} 300\n";
        }

        var result = await Command.Run("bash", ["-c", "set -euo pipefail\n" + script + $"print_totals '{(couldRun ? "yes" : "")}'"]);
        Assert.Empty(result.Error);
        return (result.ExitCode, result.Output.TrimEnd('\n').Split('\n')[^1]);
    }
}
