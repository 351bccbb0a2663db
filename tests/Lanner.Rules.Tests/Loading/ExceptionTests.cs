using Lanner.Rules.Diagnostics;

namespace Lanner.Rules.Tests.Loading;

public class ExceptionTests
{
    static string WithException(string exception) => Assembled.RuleText("fd.num = 1", $"  exceptions:\n    - {{{exception}}}\n");

    [Theory]
    [InlineData("name: e, fields: proc.name, values: [a, b]", "not proc.name in (a, b)")]
    [InlineData("name: e, fields: proc.name, comps: in, values: [\"a b\", c]", "not proc.name in (\"a b\", c)")]
    [InlineData("name: e, fields: fd.name, comps: pmatch, values: [/etc, /var]", "not fd.name pmatch (/etc, /var)")]
    [InlineData("name: e, fields: fd.name, comps: intersects, values: [x]", "not fd.name intersects (x)")]
    [InlineData("name: e, fields: fd.name, comps: startswith oneof, values: [/etc, /var]", "not fd.name startswith oneof (/etc, /var)")]
    [InlineData("name: e, fields: fd.name, comps: contains allof, values: [a, b]", "not fd.name contains allof (a, b)")]
    [InlineData("name: e, fields: 'tolower(proc.name)', values: [a]", "not tolower(proc.name) in (a)")]
    [InlineData("name: e, fields: [proc.name], values: [[a], [b]]", "not (proc.name = a or proc.name = b)")]
    [InlineData("name: e, fields: [proc.name, fd.name], values: [[a, /x], [b, /y]]",
        "not ((proc.name = a and fd.name = /x) or (proc.name = b and fd.name = /y))")]
    [InlineData("name: e, fields: [proc.name, fd.name], comps: [=, startswith], values: [[a, /x]]", "not (proc.name = a and fd.name startswith /x)")]
    [InlineData("name: e, fields: [proc.name, fd.name], comps: [in, '!='], values: [[[a, b], /x]]", "not (proc.name in (a, b) and fd.name != /x)")]
    [InlineData("name: e, fields: [proc.name], comps: [in], values: [['(a, b)']]", "not proc.name in (a, b)")]
    [InlineData("name: e, fields: [proc.name], comps: [in], values: [[a]]", "not proc.name in (a)")]
    [InlineData("name: e, fields: [proc.cmdline], values: [['sh -c x']]", "not proc.cmdline = \"sh -c x\"")]
    [InlineData("name: e, fields: [proc.cmdline], values: [['\"sh -c\"']]", "not proc.cmdline = \"sh -c\"")]
    [InlineData("name: e, fields: [proc.name], values: [['val(proc.pname)']]", "not proc.name = val(proc.pname)")]
    [InlineData("name: e, fields: [proc.name], values: [['x) or (fd.num = 2']]", "not proc.name = \"x) or (fd.num = 2\"")]
    public void An_exception_is_a_condition_that_must_not_hold(string exception, string expected) =>
        Assert.Equal($"fd.num = 1 and {expected}", Assembled.WithoutErrors(WithException(exception)).Condition());

    [Theory]
    [InlineData("name: e, fields: proc.name")]
    [InlineData("name: e, fields: proc.name, values: []")]
    [InlineData("name: e, fields: [proc.name, fd.name], comps: [=, =]")]
    public void An_exception_without_values_does_nothing(string exception) =>
        Assert.Equal("fd.num = 1", Assembled.WithoutErrors(WithException(exception)).Condition());

    [Fact]
    public void A_condition_with_or_is_excepted_as_a_whole()
    {
        var rules = Assembled.WithoutErrors(Assembled.RuleText("fd.num = 1 or fd.num = 2", "  exceptions:\n  - name: e\n    fields: proc.name\n    values: [a]\n"));
        Assert.Equal("(fd.num = 1 or fd.num = 2) and not proc.name in (a)", rules.Condition());
    }

    [Fact]
    public void Lists_may_be_named_as_values()
    {
        var rules = Assembled.WithoutErrors("- list: l\n  items: [x, y]\n" + WithException("name: e, fields: proc.name, values: [l, z]"));
        Assert.Equal("fd.num = 1 and not proc.name in (x, y, z)", rules.Condition());
        Assert.Empty(rules.Diagnostics);
    }

    /// <summary>Columns count in the line "    - {...}" at line 7.</summary>
    [Theory]
    [InlineData("fields: proc.name", LoadCode.ErrYamlValidate, 7)]
    [InlineData("name: e, values: [a]", LoadCode.ErrYamlValidate, 7)]
    [InlineData("name: e, fields: [proc.name, fd.name], values: [[a]]", LoadCode.ErrValidate, 56)]
    [InlineData("name: e, fields: [proc.name, fd.name], comps: [=], values: []", LoadCode.ErrValidate, 54)]
    [InlineData("name: e, fields: [proc.name, fd.name], comps: in, values: []", LoadCode.ErrValidate, 54)]
    [InlineData("name: e, fields: proc.name, comps: [in], values: []", LoadCode.ErrValidate, 43)]
    [InlineData("name: e, fields: proc.name, comps: '=', values: [a]", LoadCode.ErrValidate, 43)]
    [InlineData("name: e, fields: proc.name, comps: foo, values: [a]", LoadCode.ErrValidate, 43)]
    [InlineData("name: e, fields: proc name, values: [a]", LoadCode.ErrValidate, 25)]
    [InlineData("name: e, fields: proc.name, values: [[a]]", LoadCode.ErrValidate, 45)]
    [InlineData("name: e, fields: [proc.name], values: [a]", LoadCode.ErrValidate, 47)]
    [InlineData("name: e, fields: [proc.name], values: [[[a, b]]]", LoadCode.ErrValidate, 48)]
    [InlineData("name: e, fields: proc.name, values: {a: b}", LoadCode.ErrYamlValidate, 44)]
    [InlineData("name: e, fields: [proc.name], values: [[[[a]]]]", LoadCode.ErrYamlValidate, 49)]
    public void A_wrong_exception_is_an_error_at_its_place(string exception, LoadCode code, int column) =>
        Assembled.Only(code, 7, column, WithException(exception));

    [Fact]
    public void An_append_adds_rows_to_a_known_exception()
    {
        var rules = Assembled.WithoutErrors(WithException("name: e, fields: [proc.name, fd.name], comps: [=, startswith]"),
            "- rule: r\n  exceptions:\n    - name: e\n      values: [[a, /x]]\n  override: {exceptions: append}\n",
            "- rule: r\n  exceptions:\n    - name: e\n      values: [[b, /y]]\n  append: true\n");
        Assert.Equal("fd.num = 1 and not ((proc.name = a and fd.name startswith /x) or (proc.name = b and fd.name startswith /y))", rules.Condition());
    }

    [Fact]
    public void An_append_may_bring_a_new_exception_with_fields_and_values()
    {
        var rules = Assembled.WithoutErrors(Assembled.RuleText("fd.num = 1"),
            "- rule: r\n  exceptions:\n    - {name: n, fields: proc.name, values: [a]}\n  override: {exceptions: append}\n");
        Assert.Equal("fd.num = 1 and not proc.name in (a)", rules.Condition());
    }

    [Theory]
    [InlineData("{name: e, fields: proc.name, values: [a]}", "adds values only")]
    [InlineData("{name: e, comps: in, values: [a]}", "adds values only")]
    [InlineData("{name: n, values: [a]}", "has no fields")]
    [InlineData("{name: n, fields: proc.name}", "has no values")]
    public void An_append_that_does_not_fit_the_rule_is_an_error(string exception, string words)
    {
        var rules = Assembled.Of(WithException("name: e, fields: proc.name"), $"- rule: r\n  exceptions:\n    - {exception}\n  override: {{exceptions: append}}\n");
        var error = Assert.Single(rules.Errors);
        Assert.Equal((LoadCode.ErrValidate, "2.yaml"), (error.Code, error.File));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replacement_takes_away_the_exceptions_before()
    {
        var rules = Assembled.WithoutErrors(WithException("name: e, fields: proc.name, values: [a]"),
            "- rule: r\n  exceptions:\n    - {name: n, fields: fd.name, values: [/x]}\n  override: {exceptions: replace}\n");
        Assert.Equal("fd.num = 1 and not fd.name in (/x)", rules.Condition());
    }

    [Fact]
    public void An_append_without_values_is_warned_of()
    {
        var rules = Assembled.WithoutErrors(WithException("name: e, fields: proc.name"), "- rule: r\n  exceptions:\n    - name: e\n  override: {exceptions: append}\n");
        Assert.Equal([LoadCode.AppendNoValues], rules.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void An_exception_name_used_twice_is_warned_of()
    {
        var rules = Assembled.WithoutErrors(Assembled.RuleText("fd.num = 1",
            "  exceptions:\n    - {name: e, fields: proc.name, values: [a]}\n    - {name: e, fields: fd.name, values: [b]}\n"));
        var warning = Assert.Single(rules.Diagnostics);
        Assert.Equal((LoadCode.ExceptionNameNotUnique, 8), (warning.Code, warning.Line));
        Assert.Equal("fd.num = 1 and not proc.name in (a) and not fd.name in (b)", rules.Condition());
    }
}
