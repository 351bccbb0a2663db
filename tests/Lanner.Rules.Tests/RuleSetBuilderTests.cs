using Lanner.Events;
using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests;

public class RuleSetBuilderTests
{
    [Fact]
    public void A_rule_has_what_its_file_says()
    {
        var rule = Assert.Single(RuleFixture.Rules(
            "\n" + RuleFixture.Rule("My rule", "evt.type = execve and proc.name = x", "'ran %proc.name'", "Critical",
                "  tags: [a, b]\n  capture: true\n  capture_duration: 100\n")).Rules);
        Assert.Equal("My rule|d|Critical|a,b|syscall|True|100|1.yaml:2:3|ran %proc.name", $"{rule.Name}|{rule.Description}|{rule.Priority}|"
            + $"{string.Join(',', rule.Tags)}|{rule.Source}|{rule.Capture}|{rule.CaptureDuration!.Value.TotalMilliseconds}|{rule.Position}|{rule.OutputText}");
        Assert.Contains(EventCode.ExecveExit, rule.EventCodes);
        Assert.DoesNotContain(EventCode.OpenExit, rule.EventCodes);
    }

    [Fact]
    public void The_official_files_load_together_without_a_word()
    {
        var builder = new RuleSetBuilder(TestCatalogue.Instance);
        foreach (var file in (string[])[OfficialRules.Stable, OfficialRules.Incubating, OfficialRules.Sandbox]) builder.AddPath(OfficialRules.PathOf(file));
        var result = builder.Build();
        Assert.Equal("", result.ToText());
        Assert.Equal((93, 81), (result.RuleSet!.AllRules.Count, result.RuleSet.Rules.Count));
    }

    [Fact]
    public void Our_own_rules_load_without_a_word()
    {
        var result = new RuleSetBuilder(TestCatalogue.Instance).AddPath(Path.Combine(Checkout.Root, "rules")).Build();
        Assert.Equal("", result.ToText());
        Assert.NotEmpty(result.RuleSet!.Rules);
    }

    [Fact]
    public void A_folder_gives_its_YAML_files_in_alphabetical_order()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.yml", RuleFixture.Rule("b", "evt.type = open"));
        folder.Write("a.yaml", RuleFixture.Rule("a", "evt.type = open"));
        folder.Write("c.yaml", RuleFixture.Rule("a", "evt.type = close") + RuleFixture.Rule("c", "evt.type = open"));
        folder.Write("notes.txt", "not: [rules");
        folder.Write(".hidden.yaml", "not: [rules");
        folder.Write("sub/d.yaml", RuleFixture.Rule("d", "evt.type = open"));
        var result = new RuleSetBuilder(TestCatalogue.Instance).AddPath(folder.Path).Build();
        Assert.Equal("", result.ToText());
        Assert.Equal(["a", "b", "c"], result.RuleSet!.Rules.Select(r => r.Name));
        Assert.Equal(["a.yaml", "b.yml", "c.yaml"], result.Files.Select(Path.GetFileName));
        Assert.Equal("evt.type = close", result.RuleSet.Find("a")!.ConditionText);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem_like_others()
    {
        var result = new RuleSetBuilder(TestCatalogue.Instance).AddPath("/nowhere/rules.yaml").Build();
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal((LoadCode.ErrFileRead, "/nowhere/rules.yaml"), (error.Code, error.File));
        Assert.Null(result.RuleSet);
    }

    [Fact]
    public void An_endless_file_is_read_to_the_limit_only()
    {
        var result = new RuleSetBuilder(TestCatalogue.Instance).AddPath("/dev/zero").Build();
        Assert.Equal(LoadCode.ErrFileRead, Assert.Single(result.Diagnostics).Code);
    }

    /// <summary>The diagnostic is the only one, has this code and stands at this place.</summary>
    [Theory]
    [InlineData("proc.nmae = x", "o", "", LoadCode.ErrCompileCondition, 3, 14)]
    [InlineData("evt.type = execve and proc.name in (a, b", "o", "", LoadCode.ErrCompileCondition, 3, 49)]
    [InlineData("proc.name = x and evt.type = nosuchcall", "o", "", LoadCode.ErrCompileCondition, 3, 43)]
    [InlineData("evt.type = execve and fd.num startswith 3", "o", "", LoadCode.ErrCompileCondition, 3, 43)]
    [InlineData("evt.type = execve", "'%proc.nmae'", "", LoadCode.ErrCompileOutput, 4, 13)]
    [InlineData("evt.type = execve", "'x %'", "", LoadCode.ErrCompileOutput, 4, 14)]
    [InlineData("evt.type = execve and ka.verb = get", "o", "  skip-if-unknown-filter: true\n", LoadCode.UnknownFilter, 3, 36)]
    [InlineData("evt.type = execve", "'%ka.verb'", "  skip-if-unknown-filter: true\n", LoadCode.UnknownFilter, 4, 13)]
    [InlineData("evt.type in (execve, brandnewcall)", "o", "  skip-if-unknown-filter: true\n", LoadCode.UnknownFilter, 3, 35)]
    [InlineData("evt.type = execve and evt.dir = <", "o", "", LoadCode.DeprecatedItem, 3, 36)]
    [InlineData("evt.type = execve", "'%evt.dir'", "", LoadCode.DeprecatedItem, 4, 13)]
    [InlineData("evt.type = execve and evt.latency > 1", "o", "", LoadCode.DeprecatedItem, 3, 36)]
    [InlineData("evt.type = execve and evt.latency.s > 1", "o", "", LoadCode.DeprecatedItem, 3, 36)]
    [InlineData("evt.type = execve and evt.wait_latency > 1", "o", "", LoadCode.DeprecatedItem, 3, 36)]
    [InlineData("evt.type = execve", "'took %evt.latency.human'", "", LoadCode.DeprecatedItem, 4, 17)]
    [InlineData("evt.type = execve and proc.name regex abc", "o", "", LoadCode.CompileCondition, 3, 52)]
    [InlineData("evt.type = execve and proc.name = proc.pname", "o", "", LoadCode.CompileCondition, 3, 48)]
    [InlineData("proc.name = x", "o", "", LoadCode.NoEvttype, 3, 14)]
    public void A_problem_of_compiling_is_told_with_its_place(string condition, string output, string more, LoadCode code, int line, int column)
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", condition, output, more: more));
        var only = Assert.Single(result.Diagnostics);
        Assert.Equal($"{code.Word()} {line}:{column}", $"{only.Code.Word()} {only.Line}:{only.Column}");
        Assert.Equal(("rule", "r"), (only.ItemType, only.ItemName));
        Assert.Equal(code.Severity() == Filters.DiagnosticSeverity.Error, result.RuleSet is null);
    }

    [Fact]
    public void Warn_evttypes_false_keeps_quiet() =>
        Assert.Empty(RuleFixture.Load(RuleFixture.Rule("r", "proc.name = x", more: "  warn_evttypes: false\n")).Diagnostics);

    [Fact]
    public void A_comparison_with_NA_of_an_audit_field_is_not_safe()
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", "ka.verb != \"<NA>\"", more: "  skip-if-unknown-filter: true\n"));
        Assert.Equal([LoadCode.UnsafeNaCheck, LoadCode.UnknownFilter], result.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_rule_with_unknown_fields_is_skipped_when_it_says_so_and_others_stay()
    {
        var rules = RuleFixture.Rules(
            RuleFixture.Rule("r", "evt.type = execve and no.such = 1", more: "  skip-if-unknown-filter: true\n") + RuleFixture.Rule("s", "evt.type = open"));
        Assert.Equal(["s"], rules.AllRules.Select(r => r.Name));
        Assert.Equal(LoadCode.UnknownFilter, Assert.Single(rules.Warnings).Code);
    }

    [Fact]
    public void A_skipped_rule_uses_what_it_names_and_its_faults_are_those_of_another_language()
    {
        var result = RuleFixture.Load("- list: l\n  items: [a]\n- macro: m\n  condition: evt.type in (open)\n"
            + RuleFixture.Rule("r", "m and ka.verb in (l) and ka.x like 1 and nomacro", more: "  source: k8s_audit\n"));
        Assert.Equal([LoadCode.UnknownSource], result.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_rule_of_another_source_is_skipped()
    {
        var rules = RuleFixture.Rules(RuleFixture.Rule("r", "ka.verb = get", more: "  source: k8s_audit\n") + RuleFixture.Rule("s", "evt.type = open"));
        Assert.Equal(["s"], rules.AllRules.Select(r => r.Name));
    }

    [Fact]
    public void A_fault_in_a_macro_is_told_once_at_the_macro()
    {
        var result = RuleFixture.Load("- macro: m\n  condition: >\n    evt.type = open and\n      proc.nmae = x\n"
            + RuleFixture.Rule("r", "m") + RuleFixture.Rule("s", "m and fd.num = 1"));
        var only = Assert.Single(result.Diagnostics);
        Assert.Equal((LoadCode.ErrCompileCondition, 4, 7, "macro", "m"), (only.Code, only.Line, only.Column, only.ItemType, only.ItemName));
    }

    [Fact]
    public void Faults_in_condition_and_output_are_found_beside_those_of_other_keys()
    {
        var result = RuleFixture.Load(RuleFixture.Rule("r", "proc.nmae = x", "'%no.such'", "grave", "  enabled: maybe\n"));
        Assert.Equal([3, 4, 5, 6], result.Errors.Select(e => e.Line));
    }

    [Fact]
    public void Rules_that_are_switched_off_are_checked_but_not_applied()
    {
        Assert.Single(RuleFixture.Load(RuleFixture.Rule("r", "no.such = 1", more: "  enabled: false\n")).Errors);
        var rules = RuleFixture.Rules(RuleFixture.Rule("r", "evt.type = open and proc.name = x", more: "  enabled: false\n"));
        Assert.Equal((1, 0, 0, 0), (rules.AllRules.Count, rules.Rules.Count, rules.Predicates.Count, rules.EventCodes.Count));
    }

    [Fact]
    public void The_priority_threshold_leaves_out_what_is_less_grave()
    {
        var yaml = string.Concat(((string[])["Emergency", "Error", "Warning", "Debug"]).Select(p => RuleFixture.Rule(p, "evt.type = open", priority: p)));
        Assert.Equal(["Emergency", "Error"], RuleFixture.Rules(new RuleSetOptions { MinimumPriority = RulePriority.Error }, yaml).Rules.Select(r => r.Name));
        Assert.Equal(4, RuleFixture.Rules(yaml).Rules.Count);
    }

    [Fact]
    public void Selectors_switch_in_the_order_given()
    {
        var yaml = RuleFixture.Rule("shell one", "evt.type = open", more: "  tags: [t]\n") + RuleFixture.Rule("shell two", "evt.type = open")
            + RuleFixture.Rule("other", "evt.type = open", more: "  tags: [t]\n  enabled: false\n");
        string[] Names(params RuleSelector[] selectors) =>
            [.. RuleFixture.Rules(new RuleSetOptions { Selectors = selectors }, yaml).Rules.Select(r => r.Name)];

        Assert.Equal(["shell one", "shell two"], Names());
        Assert.Equal(["shell two"], Names(RuleSelector.DisableName("*"), RuleSelector.EnableName("*two")));
        Assert.Equal(["shell one", "other"], Names(RuleSelector.DisableName("*"), RuleSelector.EnableTag("t")));
        Assert.Equal(["shell two", "other"], Names(RuleSelector.DisableTag("t"), RuleSelector.EnableName("other")));
        Assert.Equal(["shell one", "shell two"], Names(RuleSelector.EnableName("other"), RuleSelector.DisableName("oth*")));
    }

    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "ab", false)]
    [InlineData("abc", "*", true)]
    [InlineData("abc", "a*c", true)]
    [InlineData("abbc", "a*bc", true)]
    [InlineData("abc", "*b*", true)]
    [InlineData("abc", "b*", false)]
    [InlineData("", "*", true)]
    [InlineData("a*c", "a*c", true)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*a*c", false)]
    public void A_star_in_a_name_stands_for_any_text(string name, string pattern, bool expected) =>
        Assert.Equal(expected, RuleSelector.EnableName(pattern).Meets(name, []));

    [Fact]
    public void Outputs_get_what_the_configuration_adds()
    {
        var options = new RuleSetOptions
        {
            Additions =
            [
                new OutputAddition { ExtraOutput = "user=%user.name", Tags = ["t"] },
                new OutputAddition { ExtraFields = ["proc.pid"], RulePattern = "r*" },
                new OutputAddition { Suggestions = [("cid", "container.id"), ("name", "proc.name")] },
            ],
        };
        var rules = RuleFixture.Rules(options, RuleFixture.Rule("r", "evt.type = open", "'ran %proc.name'", more: "  tags: [t]\n")
            + RuleFixture.Rule("s", "evt.type = open", "'at %container.id'"));
        Assert.Equal("ran %proc.name user=%user.name cid=%container.id", rules.Rules[0].Output.Text);
        Assert.Equal(["evt.time", "proc.pid"], rules.Rules[0].ExtraFields.Select(f => f.Name));
        Assert.Equal("at %container.id name=%proc.name", rules.Rules[1].Output.Text);
        Assert.Equal(["evt.time"], rules.Rules[1].ExtraFields.Select(f => f.Name));
    }

    [Theory]
    [InlineData("x=%no.such", null)]
    [InlineData(null, "no.such")]
    public void A_wrong_addition_is_an_error_of_the_configuration(string? output, string? field)
    {
        var addition = new OutputAddition { ExtraOutput = output, ExtraFields = field is null ? [] : [field] };
        var error = Assert.Single(RuleFixture.Load(
            new RuleSetOptions { Additions = [addition] }, RuleFixture.Rule("r", "evt.type = open") + RuleFixture.Rule("s", "evt.type = open")).Errors);
        Assert.Equal((LoadCode.ErrCompileOutput, "(configuration)"), (error.Code, error.File));
    }

    [Fact]
    public void An_addition_may_be_for_one_source_and_may_fill_fields_with_texts()
    {
        var options = new RuleSetOptions
        {
            Additions =
            [
                new OutputAddition { ExtraOutput = "no", Source = "k8s_audit" }, new OutputAddition { ExtraOutput = "yes", Source = "syscall" },
                new OutputAddition { ExtraTexts = [("who", "%proc.name did %evt.type"), ("who", "the first one counts")] },
            ],
        };
        var rule = RuleFixture.Rules(options, RuleFixture.Rule("r", "evt.type = openat")).Rules[0];
        Assert.Equal("o yes", rule.Output.Text);
        Assert.Equal(("who", "%proc.name did %evt.type"), (rule.ExtraTexts.Single().Name, rule.ExtraTexts.Single().Format.Text));
    }

    [Fact]
    public void A_wrong_text_of_a_field_is_one_error_whatever_the_number_of_rules()
    {
        var options = new RuleSetOptions { Additions = [new OutputAddition { ExtraTexts = [("x", "%no.such")] }] };
        var error = Assert.Single(RuleFixture.Load(options, RuleFixture.Rule("r", "evt.type = open") + RuleFixture.Rule("s", "evt.type = open")).Errors);
        Assert.Contains("the field 'x' of the configuration", error.Message);
    }

    [Fact]
    public void Equal_comparisons_of_many_rules_are_one_predicate()
    {
        var yaml = string.Concat(Enumerable.Range(0, 40).Select(i => RuleFixture.Rule($"r{i}", $"evt.type = open and proc.name = x and fd.num = {i}")));
        Assert.Equal(42, RuleFixture.Rules(yaml).Predicates.Count);
    }
}
