using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests.Loading;

public class ListAndMacroTests
{
    [Fact]
    public void A_list_stands_for_its_items()
    {
        var rules = Assembled.WithoutErrors("- list: shells\n  items: [sh, bash]\n" + Assembled.RuleText("proc.name in (shells, zsh)"));
        Assert.Equal("proc.name in (sh, bash, zsh)", rules.Condition());
    }

    [Fact]
    public void Lists_hold_lists()
    {
        var rules = Assembled.WithoutErrors(
            "- list: a\n  items: [x]\n- list: b\n  items: [a, y]\n- list: c\n  items: [b, z]\n" + Assembled.RuleText("proc.name in (c)"));
        Assert.Equal("proc.name in (x, y, z)", rules.Condition());
    }

    [Fact]
    public void An_empty_list_leaves_nothing_behind()
    {
        var rules = Assembled.WithoutErrors("- list: none\n  items: []\n" + Assembled.RuleText("proc.name in (none, a) and not proc.name in (none)"));
        Assert.Equal("proc.name in (a) and not proc.name in ()", rules.Condition());
    }

    [Theory]
    [InlineData("[sh -c, b]", "\"sh -c\", b")]
    [InlineData("['\"(systemd)\"']", "\"(systemd)\"")]
    [InlineData("[\"runc:[1:CHILD]\"]", "runc:[1:CHILD]")]
    [InlineData("['\"10.0.0.0/8\"', 80]", "\"10.0.0.0/8\", 80")]
    [InlineData("['\"sh -c node -e \\\"require(''nan'')\\\"\"']", "\"sh -c node -e \\\"require('nan')\\\"\"")]
    [InlineData("[\"it's here\"]", "\"it's here\"")]
    public void Items_are_values_quotes_and_blanks_included(string items, string expected)
    {
        var rules = Assembled.WithoutErrors($"- list: l\n  items: {items}\n" + Assembled.RuleText("proc.name in (l)"));
        Assert.Equal($"proc.name in ({expected})", rules.Condition());
    }

    [Fact]
    public void A_name_inside_quotes_or_inside_a_longer_word_is_no_list()
    {
        var rules = Assembled.WithoutErrors("- list: l\n  items: [x]\n" + Assembled.RuleText("proc.name in (\"l\", l2, my-l, l)"));
        Assert.Equal("proc.name in (\"l\", l2, my-l, x)", rules.Condition());
    }

    [Fact]
    public void A_list_of_one_may_stand_for_one_value()
    {
        var rules = Assembled.WithoutErrors("- list: l\n  items: [x]\n" + Assembled.RuleText("proc.name = l"));
        Assert.Equal("proc.name = x", rules.Condition());
    }

    [Fact]
    public void A_list_of_several_for_one_value_is_an_error_at_the_name() =>
        Assembled.Only(LoadCode.ErrCompileCondition, 5, 26,
            "- list: l\n  items: [x, y]\n- rule: r\n  desc: d\n  condition: proc.name = l\n  output: o\n  priority: info\n");

    [Fact]
    public void Commas_in_an_item_make_several_values_and_a_warning()
    {
        var rules = Assembled.WithoutErrors("- list: l\n  items: ['a,b', c]\n" + Assembled.RuleText("proc.name in (l)"));
        Assert.Equal("proc.name in (a, b, c)", rules.Condition());
        var warning = Assert.Single(rules.Diagnostics);
        Assert.Equal((LoadCode.CompileCondition, 2, 12), (warning.Code, warning.Line, warning.Column));
    }

    [Fact]
    public void A_list_may_be_defined_behind_the_rule_that_uses_it()
    {
        var rules = Assembled.WithoutErrors(Assembled.RuleText("proc.name in (l)") + "- list: l\n  items: [x]\n");
        Assert.Equal("proc.name in (x)", rules.Condition());
    }

    [Fact]
    public void A_list_that_contains_itself_is_reported_once_for_each_list_on_the_way()
    {
        var rules = Assembled.Of("- list: a\n  items: [b]\n- list: b\n  items: [a]\n" + Assembled.RuleText("proc.name in (a)"));
        var error = Assert.Single(rules.Errors);
        Assert.Equal((LoadCode.ErrValidate, 1), (error.Code, error.Line));
        Assert.Contains("a -> b -> a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_with_its_own_lists_name_is_a_plain_value()
    {
        var rules = Assembled.WithoutErrors("- list: nginx\n  items: [nginx, httpd]\n" + Assembled.RuleText("proc.name in (nginx)"));
        Assert.Equal("proc.name in (\"nginx\", httpd)", rules.Condition());
    }

    [Fact]
    public void Lists_are_appended_to_and_replaced()
    {
        const string Base = "- list: l\n  items: [a]\n";
        const string Rule = "- rule: r\n  desc: d\n  condition: proc.name in (l)\n  output: o\n  priority: info\n";
        Assert.Equal("proc.name in (a, b)", Assembled.WithoutErrors(Base + Rule, "- list: l\n  items: [b]\n  override: {items: append}\n").Condition());
        Assert.Equal("proc.name in (a, b)", Assembled.WithoutErrors(Base + Rule, "- list: l\n  items: [b]\n  append: true\n").Condition());
        Assert.Equal("proc.name in (b)", Assembled.WithoutErrors(Base + Rule, "- list: l\n  items: [b]\n  override: {items: replace}\n").Condition());
        Assert.Equal("proc.name in (b)", Assembled.WithoutErrors(Base + Rule, "- list: l\n  items: [b]\n").Condition());
    }

    [Fact]
    public void A_macro_stands_for_its_condition_as_one_unit()
    {
        var rules = Assembled.WithoutErrors("- macro: m\n  condition: proc.name = a or proc.name = b\n" + Assembled.RuleText("not m and fd.num = 1"));
        Assert.Equal("not (proc.name = a or proc.name = b) and fd.num = 1", rules.Condition());
    }

    [Fact]
    public void A_macro_sees_those_before_it_and_a_rule_sees_all()
    {
        var rules = Assembled.WithoutErrors(
            Assembled.RuleText("two") + "- macro: one\n  condition: fd.num = 1\n- macro: two\n  condition: not one\n");
        Assert.Equal("not fd.num = 1", rules.Condition());
    }

    [Fact]
    public void A_macro_defined_later_is_an_error_that_says_so()
    {
        var error = Assembled.Only(LoadCode.ErrValidate, 2, 18,
            "- macro: two\n  condition: not one\n- macro: one\n  condition: fd.num = 1\n" + Assembled.RuleText("two and one"));
        Assert.Equal("macro 'one' is defined after 'two', which uses it", error.Message);
        Assert.Equal(("macro", "two"), (error.ItemType, error.ItemName));
    }

    [Fact]
    public void A_macro_defined_again_keeps_its_place_for_others_and_sees_all_before_its_new_place()
    {
        var rules = Assembled.WithoutErrors(
            "- macro: one\n  condition: fd.num = 1\n- macro: two\n  condition: one\n- macro: three\n  condition: fd.num = 3\n"
            + "- macro: one\n  condition: three\n" + Assembled.RuleText("two"));
        Assert.Equal("fd.num = 3", rules.Condition());
    }

    [Fact]
    public void A_macro_loop_is_reported_with_its_way()
    {
        var rules = Assembled.Of(
            "- macro: a\n  condition: fd.num = 1\n- macro: b\n  condition: a\n- macro: a\n  condition: or b\n  override: {condition: append}\n"
            + Assembled.RuleText("a"));
        var error = Assert.Single(rules.Errors);
        Assert.Equal(LoadCode.ErrValidate, error.Code);
        Assert.Contains("a -> b -> a", error.Message, StringComparison.Ordinal);
        Assert.Null(rules.Condition());
    }

    [Fact]
    public void An_unknown_macro_is_an_error_at_its_name_with_the_nearest_one()
    {
        var error = Assembled.Only(LoadCode.ErrValidate, 6, 9,
            "- macro: spawned_process\n  condition: fd.num = 1\n- rule: r\n  desc: d\n  condition: >\n    not spawned_proces and spawned_process\n  output: o\n  priority: info\n");
        Assert.Contains("spawned_process", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_macro_is_reported_once_however_many_rules_use_it()
    {
        var rules = Assembled.Of(
            "- macro: m\n  condition: proc.name =\n"
            + Assembled.RuleText("m") + Assembled.RuleText("m or m").Replace("rule: r", "rule: s", StringComparison.Ordinal));
        var error = Assert.Single(rules.Diagnostics);
        Assert.Equal((LoadCode.ErrCompileCondition, 2), (error.Code, error.Line));
    }

    [Fact]
    public void An_append_to_a_macro_is_joined_by_a_blank_and_keeps_its_own_positions()
    {
        var rules = Assembled.WithoutErrors(
            "- macro: m\n  condition: fd.num = 1\n" + Assembled.RuleText("m"), "- macro: m\n  condition: or fd.num = 2\n  override:\n    condition: append\n");
        Assert.Equal("fd.num = 1 or fd.num = 2", rules.Condition());

        var error = Assembled.Only(LoadCode.ErrCompileCondition, 2, 17,
            "- macro: m\n  condition: fd.num = 1\n" + Assembled.RuleText("m"), "- macro: m\n  condition: or )\n  override: {condition: append}\n");
        Assert.Equal("2.yaml", error.File);
    }

    [Theory]
    [InlineData("my-macro", false)]
    [InlineData("1st", false)]
    [InlineData("good_1", true)]
    public void Macro_names_that_no_condition_can_spell_are_warned_of(string name, bool isGood)
    {
        var rules = Assembled.WithoutErrors($"- macro: {name}\n  condition: fd.num = 1\n" + Assembled.RuleText("fd.num = 1"));
        Assert.Equal(!isGood, rules.Diagnostics.Any(d => d.Code == LoadCode.InvalidMacroName));
    }

    [Theory]
    [InlineData("my list", false)]
    [InlineData("a=b", false)]
    [InlineData("'a(b'", false)]
    [InlineData("good-1.x", true)]
    public void List_names_that_no_condition_can_spell_are_warned_of(string name, bool isGood)
    {
        var rules = Assembled.WithoutErrors($"- list: {name}\n  items: [1]\n" + Assembled.RuleText("fd.num = 1"));
        Assert.Equal(!isGood, rules.Diagnostics.Any(d => d.Code == LoadCode.InvalidListName));
    }

    [Fact]
    public void Unused_macros_and_lists_are_warned_of()
    {
        var rules = Assembled.WithoutErrors(
            "- list: inner\n  items: [1]\n- list: used\n  items: [inner]\n- list: lonely\n  items: []\n"
            + "- macro: used_macro\n  condition: fd.num in (used)\n- macro: lonely_macro\n  condition: used_macro\n" + Assembled.RuleText("used_macro"));
        Assert.Equal(["LOAD_UNUSED_MACRO lonely_macro", "LOAD_UNUSED_LIST lonely"],
            rules.Diagnostics.Select(d => $"{d.Code.Word()} {d.ItemName}"));
    }

    [Fact]
    public void A_thousand_macros_in_macros_end_in_an_error_not_in_a_crash()
    {
        var yaml = string.Concat(Enumerable.Range(0, 1000).Select(i => $"- macro: m{i}\n  condition: {(i == 0 ? "fd.num = 1" : $"not (m{i - 1})")}\n"));
        var rules = Assembled.Of(yaml + Assembled.RuleText("m999"));
        Assert.NotNull(rules);

        var reversed = string.Concat(Enumerable.Range(0, 1000).Select(i => $"- macro: m{i}\n  condition: fd.num = 1\n"))
            + string.Concat(Enumerable.Range(0, 1000).Select(i => $"- macro: m{i}\n  condition: {(i == 999 ? "fd.num = 1" : $"not (m{i + 1})")}\n"));
        Assert.NotEmpty(Assembled.Of(reversed + Assembled.RuleText("m0")).Errors);
    }

    [Fact]
    public void Macros_that_double_at_each_step_end_in_an_error()
    {
        var yaml = string.Concat(Enumerable.Range(0, 60).Select(i => $"- macro: m{i}\n  condition: {(i == 0 ? "fd.num = 1" : $"m{i - 1} or not m{i - 1}")}\n"));
        Assert.NotEmpty(Assembled.Of(yaml + Assembled.RuleText("m59")).Errors);
    }
}
