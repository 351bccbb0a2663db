using System.Text;
using System.Xml.Linq;
using Lanner.RuleTests.Reading;
using Lanner.RuleTests.Running;

namespace Lanner.RuleTests.Tests;

/// <summary>A test passes when exactly what it says happens, and else tells what did.</summary>
public class TestRunnerTests
{
    const string Rules = """
        - rule: Opens
          desc: d
          condition: evt.type = openat and fd.name startswith /etc/
          output: opened %fd.name
          priority: INFO
        - rule: Connects
          desc: d
          condition: evt.type = connect
          output: o
          priority: INFO
        - rule: Off
          desc: d
          condition: evt.type = openat
          output: o
          priority: INFO
          enabled: false
        """;

    const string Opens = "events: [{init: {openat: /etc/x}}, {init: {openat: /etc/y}}]";

    [Theory]
    [InlineData("rules: Opens", null)]
    [InlineData("rules: 'Op*'", null)]
    [InlineData("rules: [Opens, Off]\n  enable: Off", null)]
    [InlineData("rules: Opens\n  expect: {fields: {fd.name: /etc/y}, output: opened /etc/y, count: 2}", null)]
    [InlineData("rules: []", "'Opens' fired, which is not expected")]
    [InlineData("not: Opens", "'Opens' fired and must not")]
    [InlineData("rules: [Opens, Connects]", "'Connects' did not fire")]
    [InlineData("rules: [Opens, Off]", "'Off' did not fire: it is off, and the test does not enable it")]
    [InlineData("rules: Opens\n  not: Connects", "'Connects' cannot fire: no event of the test is of a kind that it looks at")]
    [InlineData("rules: Opens\n  not: Off", "'Off' cannot fire: it is off, and the test does not enable it")]
    [InlineData("rules: Opens\n  expect: {fields: {fd.name: /etc/z}}", "'Opens': fd.name = /etc/x, expected /etc/z (and 1 more alerts that differ)")]
    [InlineData("rules: Opens\n  expect: {fields: {fd.sip: 1.2.3.4}}", "'Opens': fd.sip is missing, expected 1.2.3.4 (and 1 more alerts that differ)")]
    [InlineData("rules: Opens\n  expect: {fields: {proc.pid: }}", "'Opens': proc.pid = 1, expected that it is missing (and 1 more alerts that differ)")]
    [InlineData("rules: Opens\n  expect: {output: nothing}", "'Opens': the output is 'opened /etc/x", true)]
    [InlineData("rules: Opens\n  expect: {count: 3}", "'Opens' gave 2 alerts, not 3")]
    public async Task A_test_tells_what_is_not_as_it_says(string says, string? failure, bool isBeginning = false)
    {
        var outcome = Assert.Single(await RunAsync($"- test: t\n  {says}\n  {Opens}"));
        if (failure is null) Assert.Empty(outcome.Failures);
        else if (isBeginning) Assert.StartsWith(failure, Assert.Single(outcome.Failures), StringComparison.Ordinal);
        else Assert.Equal(failure, Assert.Single(outcome.Failures));
    }

    [Theory]
    [InlineData("rules: Open", "there is no rule 'Open'", "did you mean Opens?")]
    [InlineData("rules: Opens\n  expect: {fields: {fd.nme: x}}", "there is no field fd.nme", "did you mean fd.name?")]
    [InlineData("rules: Opens\n  not: Opens", "the rule 'Opens' is to fire and not to fire", null)]
    public async Task A_test_of_what_is_not_there_is_refused(string says, string problem, string? hint)
    {
        var problems = new TestProblems();
        await RunAsync($"- test: t\n  {says}\n  {Opens}", problems);
        Assert.Contains(problem, Assert.Single(problems.Items).Message, StringComparison.Ordinal);
        Assert.Equal(hint, problems.Items[0].Hint);
    }

    [Fact]
    public async Task A_capture_that_is_damaged_fails_its_test()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no capture");
            var outcome = Assert.Single(await RunAsync($"- test: t\n  rules: []\n  capture: {path}"));
            Assert.Contains(path, Assert.Single(outcome.Failures), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Only_tests_that_pass_cover_a_rule()
    {
        var file = Read($"- test: a\n  rules: Opens\n  {Opens}\n- test: b\n  rules: []\n  not: Opens\n  {Opens}\n- test: c\n  not: Connects\n  events: [{{init: {{openat: /tmp/x}}}}]");
        await using var rules = await LoadAsync(file);
        var runner = new TestRunner(rules);
        var coverage = new Coverage();
        coverage.Add(runner.Rules, file.Tests.Select(runner.Run));
        Assert.Equal([("Opens", true, false), ("Connects", false, false), ("Off", false, false)], coverage.Lacking.Select(l => (l.Rule.Name, l.Fires, l.Misses)));
    }

    [Fact]
    public async Task The_report_has_a_case_for_each_test()
    {
        var file = Read($"- test: a\n  rules: Opens\n  {Opens}\n- test: \"b <&\\u0001\"\n  rules: []\n  {Opens}");
        await using var rules = await LoadAsync(file);
        var runner = new TestRunner(rules);
        var path = Path.GetTempFileName();
        try
        {
            JUnitReport.Write(path, [(file, [.. file.Tests.Select(runner.Run)])]);
            var suites = XDocument.Load(path).Root!;
            Assert.Equal(("2", "1"), (suites.Attribute("tests")!.Value, suites.Attribute("failures")!.Value));
            var cases = suites.Descendants("testcase").ToList();
            Assert.Equal(["a", "b <&\ufffd"], cases.Select(c => c.Attribute("name")!.Value));
            Assert.Empty(cases[0].Elements());
            Assert.Equal("'Opens' fired, which is not expected", cases[1].Element("failure")!.Attribute("message")!.Value);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_description_becomes_the_same_capture_each_time()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, LookFile.Tests), TestContext.Current.CancellationToken);
        var path = Path.Combine(Checkout.Root, LookFile.Tests);
        var (first, second) = (Read(text, path), Read(text, path));
        Assert.All(first.Tests.Zip(second.Tests), pair => Assert.Equal(pair.First.Made, pair.Second.Made));
    }

    static RuleTestFile Read(string text, string path = "t.yaml")
    {
        var problems = new TestProblems();
        var file = TestFileReader.Read(path, Encoding.UTF8.GetBytes(text), problems);
        Assert.Equal("", problems.ToString());
        return file!;
    }

    static Task<TestRules> LoadAsync(RuleTestFile file) => TestRules.LoadAsync(file, builder => builder.Add("r.yaml", Encoding.UTF8.GetBytes(Rules)));

    static async Task<List<TestOutcome>> RunAsync(string text, TestProblems? problems = null)
    {
        var file = Read(text);
        await using var rules = await LoadAsync(file);
        var runner = new TestRunner(rules);
        runner.Check(file, problems ?? new TestProblems());
        return [.. file.Tests.Select(runner.Run)];
    }
}
