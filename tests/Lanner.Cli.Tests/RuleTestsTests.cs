using System.Text.Json;

namespace Lanner.Cli.Tests;

/// <summary><c>lanner rules test</c>, as a user runs it.</summary>
public sealed class RuleTestsTests : IDisposable
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

        """;

    const string Passing = """
        - test: A file is opened
          rules: Opens
          events: [{init: {openat: /etc/x}}]
        - test: Another file is opened
          not: Opens
          events: [{init: {openat: /tmp/x}}]

        """;

    const string Failing = """
        - test: "It fails \e[31m"
          rules: Opens
          events: [{init: {openat: /tmp/x}}, {init: {connect: "1.2.3.4:5"}}]

        """;

    readonly string _folder = Directory.CreateTempSubdirectory("lanner-rule-tests-").FullName;

    public RuleTestsTests() => Write("r.yaml", Rules);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_tests_of_the_built_in_rules_pass()
    {
        var (code, output, errors) = Program.Run("rules", "test", "--coverage", "--strict");
        Assert.Equal((0, ""), (code, errors));
        Assert.Matches("^[0-9]+ rules, 0 without a test of both kinds\n[0-9]+ passed, 0 failed\n$", output);
    }

    [Theory]
    [InlineData("r.yaml")]
    [InlineData(".")]
    [InlineData("r.test.yaml", "--rules", "r.yaml")]
    public void Tests_are_found_beside_their_rules(params string[] arguments)
    {
        Write("r.test.yaml", Passing);
        Assert.Equal((0, "2 passed, 0 failed\n", ""), Run(arguments));
    }

    [Fact]
    public void A_folder_of_rules_is_loaded_without_its_tests()
    {
        Write("r.test.yaml", Passing);
        Assert.Equal(0, Program.Run("rules", "validate", "--strict", _folder).Code);
    }

    [Fact]
    public void A_test_file_may_name_its_rules()
    {
        Write("other.test.yaml", "- rule_files: [r.yaml]\n" + Passing);
        Assert.Equal((0, "2 passed, 0 failed\n", ""), Run("other.test.yaml"));
    }

    [Fact]
    public void A_failure_is_explained()
    {
        Write("r.test.yaml", Passing + Failing);
        var (code, output, errors) = Run("r.yaml");
        Assert.Equal((1, ""), (code, errors));
        Assert.StartsWith("FAILED  It fails \\x1B[31m (r.test.yaml:7)\n  'Opens' did not fire\n  'Connects' fired, which is not expected\n  fired: Connects\n", output, StringComparison.Ordinal);
        Assert.Contains("because fd.name startswith /etc/ is false: fd.name = /tmp/x\n", output, StringComparison.Ordinal);
        Assert.Contains("\nMATCH  event 3 ", output, StringComparison.Ordinal);
        Assert.EndsWith("\n2 passed, 1 failed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_are_told_as_json_too()
    {
        Write("r.test.yaml", Passing + Failing);
        var (code, output, _) = Run("r.yaml", "--json", "--coverage");
        Assert.Equal(1, code);
        var result = JsonDocument.Parse(output).RootElement;
        Assert.Equal((2, 1, 3), (result.GetProperty("passed").GetInt32(), result.GetProperty("failed").GetInt32(), result.GetProperty("tests").GetArrayLength()));
        Assert.Equal("Connects", result.GetProperty("tests")[2].GetProperty("fired")[0].GetString());
        Assert.Equal("Connects", Assert.Single(result.GetProperty("untested").EnumerateArray()).GetProperty("rule").GetString());
    }

    [Fact]
    public void Captures_are_kept_and_can_be_looked_at()
    {
        Write("r.test.yaml", Passing);
        Assert.Equal(0, Run("r.yaml", "--write", "kept", "--junit", "r.xml", "--filter", "Another*").Code);
        Assert.True(File.Exists(Path.Combine(_folder, "r.xml")));
        Assert.Equal(["another-file-is-opened.scap"], Directory.GetFiles(Path.Combine(_folder, "kept")).Select(Path.GetFileName));
        var (_, output, errors) = Program.Run("events", "-r", Path.Combine(_folder, "kept", "another-file-is-opened.scap"));
        Assert.Equal("", errors);
        Assert.Contains("/tmp/x", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_without_tests_is_a_finding_where_that_is_asked_for()
    {
        Write("r.test.yaml", Passing);
        var (code, output, _) = Run("r.yaml", "--coverage", "--strict");
        Assert.Equal(1, code);
        Assert.Contains("UNTESTED  Connects: no test in which it fires, and none that it must not fire in (r.yaml:6)\n2 rules, 1 without a test of both kinds\n", output, StringComparison.Ordinal);
        Assert.Equal(0, Run("r.yaml", "--coverage").Code);
    }

    [Theory]
    [InlineData("lanner: r.yaml: there are no tests beside it: r.test.yaml is not there\n", "r.yaml")]
    [InlineData("lanner: lonely.test.yaml: there is no rule file beside it; name it with --rules, or in the file: - rule_files: [...]\n", "lonely.test.yaml")]
    [InlineData("lanner: no test has the name 'none'\n", "lonely.test.yaml", "--rules", "r.yaml", "--filter", "none")]
    [InlineData("absent.test.yaml:1:1: error: cannot be read: ", "absent.test.yaml", "--rules", "r.yaml")]
    [InlineData("r.yaml:1:3: error: this item is neither a test nor a setup", "r.yaml.test.yaml", "--rules", "r.yaml")]
    public void What_cannot_be_tested_is_told(string expected, params string[] arguments)
    {
        Write("lonely.test.yaml", Passing);
        Write("r.yaml.test.yaml", Rules);
        var (code, output, errors) = Run(arguments);
        Assert.Equal((2, ""), (code, output));
        if (expected.EndsWith('\n')) Assert.Equal(expected, errors);
        else Assert.Contains(expected.Replace("r.yaml:1", "r.yaml.test.yaml:1", StringComparison.Ordinal), errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_with_errors_are_not_tested()
    {
        Write("bad.yaml", "- rule: Opens\n  desc: d\n  condition: evt.type = opn\n  output: o\n  priority: INFO\n");
        Write("bad.test.yaml", Passing);
        var (code, _, errors) = Run("bad.yaml");
        Assert.Equal(2, code);
        Assert.Contains("bad.yaml:3:25: error: there is no event opn", errors, StringComparison.Ordinal);
        Assert.EndsWith("lanner: the rules have 1 error; nothing was tested\n", errors, StringComparison.Ordinal);
    }

    (int Code, string Output, string Errors) Run(params string[] arguments) =>
        Program.RunShell($"cd '{_folder}' && exec \"$LANNER\" rules test {string.Join(' ', arguments.Select(a => $"'{a}'"))}");

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
