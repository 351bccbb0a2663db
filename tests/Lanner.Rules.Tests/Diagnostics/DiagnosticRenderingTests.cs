using System.Text.Json;
using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests.Diagnostics;

public class DiagnosticRenderingTests
{
    const string Yaml =
        """
        - macro: known_shell
          condition: proc.name = sh
          desk: what it is
        - rule: A rule
          desc: d
          condition: >
            evt.type = execve and
            known_shel
          output: o
          priority: info
        """;

    [Fact]
    public void For_a_person_there_are_place_line_caret_and_hint()
    {
        var text = RuleFixture.Load(Yaml).ToText();
        Assert.Equal(
            """
            1.yaml:3:3: warning: unknown key 'desk' is ignored [LOAD_UNKNOWN_KEY]
              in macro 'known_shell'
              3 |   desk: what it is
                |   ^
            1.yaml:8:5: error: there is no macro 'known_shel' [LOAD_ERR_VALIDATE]
              in rule 'A rule'
              8 |     known_shel
                |     ^^^^^^^^^^
              hint: did you mean known_shell?

            """, text);
    }

    [Fact]
    public void For_a_program_there_is_one_object_a_file_in_Falcos_shape()
    {
        var json = RuleFixture.Load("# nothing\n", Yaml).ToJson();
        using var document = JsonDocument.Parse(json);
        var files = document.RootElement.GetProperty("falco_load_results");
        Assert.Equal(("1.yaml", true), (files[0].GetProperty("name").GetString(), files[0].GetProperty("successful").GetBoolean()));
        var second = files[1];
        Assert.False(second.GetProperty("successful").GetBoolean());
        Assert.False(second.GetProperty("schema_valid").GetBoolean());
        Assert.Equal(1, second.GetProperty("schema_warnings").GetArrayLength());
        Assert.Equal("LOAD_UNKNOWN_KEY", second.GetProperty("warnings")[0].GetProperty("code").GetString());
        var error = second.GetProperty("errors")[0];
        Assert.Equal("LOAD_ERR_VALIDATE", error.GetProperty("code").GetString());
        Assert.NotEqual("", error.GetProperty("codedesc").GetString());
        Assert.Equal("there is no macro 'known_shel'", error.GetProperty("message").GetString());
        var context = error.GetProperty("context");
        Assert.Equal(["rules content", "rule", "condition expression"],
            context.GetProperty("locations").EnumerateArray().Select(l => l.GetProperty("item_type").GetString()));
        var rule = context.GetProperty("locations")[1];
        Assert.Equal("A rule", rule.GetProperty("item_name").GetString());
        var position = context.GetProperty("locations")[2].GetProperty("position");
        Assert.Equal(("2.yaml", 7, 4, Yaml.LastIndexOf("known_shel", StringComparison.Ordinal)), (position.GetProperty("name").GetString(),
            position.GetProperty("line").GetInt32(), position.GetProperty("column").GetInt32(), position.GetProperty("offset").GetInt32()));
        Assert.Equal("    known_shel\n    ^^^^^^^^^^\n", context.GetProperty("snippet").GetString());
    }

    [Fact]
    public void Text_out_of_a_file_cannot_steer_a_terminal()
    {
        var text = RuleFixture.Load("- rule: \"a\\e[31mb\\u202ec\"\n  x: \"\\e\"\n").ToText();
        Assert.NotEqual("", text);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202e', text);
    }

    [Fact]
    public void A_long_line_is_cut_around_the_fault()
    {
        var yaml = RuleFixture.Rule("r", $"evt.type = open and proc.name in ({string.Join(", ", Enumerable.Range(0, 500))}) and no.such = 1");
        var error = Assert.Single(RuleFixture.Load(yaml).Errors);
        Assert.Equal(120, error.Snippet.Length);
        Assert.StartsWith("no.such", error.Snippet[error.Caret..], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_code_has_its_own_word_and_description()
    {
        var codes = Enum.GetValues<LoadCode>();
        Assert.Equal(22, codes.Length);
        Assert.Equal(7, codes.Count(c => c.Word().StartsWith("LOAD_ERR_", StringComparison.Ordinal)));
        Assert.All(codes, c => Assert.Equal(c.Word().StartsWith("LOAD_ERR_", StringComparison.Ordinal), c.Severity() == Filters.DiagnosticSeverity.Error));
        Assert.Equal(codes.Length, codes.Select(c => c.Word()).Distinct().Count());
        Assert.Equal(codes.Length, codes.Select(c => c.Description()).Distinct().Count());
    }
}
