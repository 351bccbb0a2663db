namespace Lanner.Filters.Tests;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("proc.name=bash", "proc.name = bash")]
    [InlineData("proc.name==bash", "proc.name = bash")]
    [InlineData("proc.name exists", "proc.name exists")]
    [InlineData("fd.num>=0", "fd.num >= 0")]
    [InlineData("fd.num=-1", "fd.num = -1")]
    [InlineData("fd.num < 3 and fd.num <=4 and fd.num> 5", "fd.num < 3 and fd.num <= 4 and fd.num > 5")]
    [InlineData("proc.name!='a b'", "proc.name != \"a b\"")]
    [InlineData("a and b or c and d", "(a and b) or (c and d)")]
    [InlineData("a or b and not c", "a or (b and not c)")]
    [InlineData("a and (b and (c and d))", "a and b and c and d")]
    [InlineData("a or (b or c)", "a or b or c")]
    [InlineData("(((a)))", "a")]
    [InlineData("not a", "not a")]
    [InlineData("not(a or b)", "not (a or b)")]
    [InlineData("not not a", "not not a")]
    [InlineData("not proc.name in (a)", "not proc.name in (a)")]
    [InlineData("a and(b)or(c)", "(a and b) or c")]
    [InlineData("nothing or android and order", "nothing or (android and order)")]
    [InlineData("proc.name in (a,'b c', \"d\" ,e)", "proc.name in (a, \"b c\", \"d\", e)")]
    [InlineData("proc.name in(a)", "proc.name in (a)")]
    [InlineData("proc.name in ()", "proc.name in ()")]
    [InlineData("proc.name in shells", "proc.name in (shells)")]
    [InlineData("fd.name pmatch (/etc, '/usr/*')", "fd.name pmatch (/etc, \"/usr/*\")")]
    [InlineData("fd.types intersects (ipv4,unix)", "fd.types intersects (ipv4, unix)")]
    [InlineData("fd.name startswith oneof (/etc, /usr)", "fd.name startswith oneof (/etc, /usr)")]
    [InlineData("fd.name contains anyof(a,b)", "fd.name contains oneof (a, b)")]
    [InlineData("fd.name icontains allof (a,b)", "fd.name icontains allof (a, b)")]
    [InlineData("proc.name = oneof", "proc.name = oneof")]
    [InlineData("proc.name contains allof and a", "proc.name contains allof and a")]
    [InlineData("evt.buffer bcontains cafe", "evt.buffer bcontains cafe")]
    [InlineData("evt.buffer bstartswith 7f45", "evt.buffer bstartswith 7f45")]
    [InlineData("fd.name endswith .so or fd.name glob '/a*' or fd.name iglob /b? or fd.name regex '^/[a-z]+$'",
        "fd.name endswith .so or fd.name glob \"/a*\" or fd.name iglob /b? or fd.name regex \"^/[a-z]+$\"")]
    [InlineData("proc.aname[2]=x", "proc.aname[2] = x")]
    [InlineData("proc.env[HOME] = /root", "proc.env[HOME] = /root")]
    [InlineData("container.label['a b'] exists", "container.label[\"a b\"] exists")]
    [InlineData("container.label.app.kubernetes.io/name=x", "container.label.app.kubernetes.io/name = x")]
    [InlineData("evt.arg.flags contains O_TRUNC", "evt.arg.flags contains O_TRUNC")]
    [InlineData("tolower(proc.name)=x", "tolower(proc.name) = x")]
    [InlineData("toupper( basename( proc.exe ) ) startswith X", "toupper(basename(proc.exe)) startswith X")]
    [InlineData("len(proc.args) > 10", "len(proc.args) > 10")]
    [InlineData("b64(proc.args) contains curl", "b64(proc.args) contains curl")]
    [InlineData("proc.name = val(proc.pname)", "proc.name = val(proc.pname)")]
    [InlineData("proc.name != tolower(proc.pname)", "proc.name != tolower(proc.pname)")]
    [InlineData("proc.name in val(fd.types)", "proc.name in val(fd.types)")]
    [InlineData("concat(proc.name, '-', proc.pname) = a-b", "concat(proc.name, \"-\", proc.pname) = a-b")]
    [InlineData("join(',', (proc.name, tolower(proc.pname), 'x')) = a", "join(\",\", (proc.name, tolower(proc.pname), \"x\")) = a")]
    [InlineData("getopt(proc.args, 'ab:') intersects (a)", "getopt(proc.args, \"ab:\") intersects (a)")]
    [InlineData("getopt(proc.args, ab:)[b] = x", "getopt(proc.args, \"ab:\")[b] = x")]
    [InlineData("proc.name = val", "proc.name = val")]
    [InlineData("proc.cmdline contains \"a\\x00\\xff\\\"\\\\\"", "proc.cmdline contains \"a\\x00\\xff\\\"\\\\\"")]
    [InlineData("proc.cmdline contains \"a\\ b\"", "proc.cmdline contains \"a\\\\ b\"")]
    [InlineData("proc.cmdline contains 'it\\'s'", "proc.cmdline contains \"it's\"")]
    [InlineData("  \t\r\n a \n\n and b  ", "a and b")]
    public void Text_becomes_this_tree_and_its_text_the_same_tree_again(string text, string tree)
    {
        Assert.Equal(tree, Parse(text).ToString());
        Assert.Equal(tree, Parse(tree).ToString());
    }

    [Theory]
    [InlineData("", 0, "expected a condition, found the end")]
    [InlineData("proc.name = 'abc", 12, "this string is not closed")]
    [InlineData("proc.name in ('a', \"b)", 19, "this string is not closed")]
    [InlineData("(a and b", 0, "this ( is not closed")]
    [InlineData("a and (b or (c)", 6, "this ( is not closed")]
    [InlineData("a)", 1, "no bracket is open here")]
    [InlineData("a and", 5, "expected a condition, found the end")]
    [InlineData("and a", 0, "expected a condition, found 'and'")]
    [InlineData("not", 3, "expected a condition, found the end")]
    [InlineData("a b", 2, "expected and, or, or the end, found 'b'")]
    [InlineData("(a b)", 3, "expected and, or, or ), found 'b'")]
    [InlineData("a adn b", 2, "expected and, or, or the end, found 'adn' (did you mean and?)")]
    [InlineData("a && b", 2, "expected and, or, or the end, found '&' (write and)")]
    [InlineData("proc.name", 9, "expected an operator, found the end")]
    [InlineData("proc.name and a", 10, "expected an operator, found 'and'")]
    [InlineData("proc.name startwith a", 10, "startwith is no operator (did you mean startswith?)")]
    [InlineData("proc.name contians a", 10, "contians is no operator (did you mean contains?)")]
    [InlineData("proc.name =", 11, "expected a value, found the end")]
    [InlineData("proc.name = (a)", 12, "expected a value, found '('")]
    [InlineData("proc.name in (a b)", 16, "expected , or ), found 'b'")]
    [InlineData("proc.name in (a,)", 16, "expected a value behind the comma, found ')'")]
    [InlineData("proc.name in (a, b", 13, "this ( is not closed")]
    [InlineData("proc.name in (", 13, "this ( is not closed")]
    [InlineData("name = a", 0, "name is not a field")]
    [InlineData("tolowre(proc.name) = a", 0, "tolowre is no transformer (did you mean tolower?)")]
    [InlineData("tolower(proc.name, proc.exe) = a", 0, "tolower takes one field or transformer")]
    [InlineData("tolower(proc.name = a", 18, "expected , or ), found '='")]
    [InlineData("tolower(proc.name", 7, "this ( is not closed")]
    [InlineData("concat(proc.name) = a", 0, "concat takes two or more texts")]
    [InlineData("proc.aname[2 = a", 12, "expected ] behind the argument")]
    [InlineData("proc.aname[] = a", 11, "expected an argument, found ']'")]
    [InlineData("proc.aname[2", 10, "this [ is not closed")]
    [InlineData("proc.name = \"a\\qb\"", 14, "\\q is no escape")]
    [InlineData("proc.name = \"a\\x4\"", 14, "\\x needs two hexadecimal digits")]
    [InlineData("proc.name = val(name)", 16, "expected a field in val()")]
    [InlineData("a and\n  b and\n    proc.name ~ x", 28, "expected an operator, found '~'")]
    public void An_error_points_at_its_place_and_says_what_is_wrong(string text, int offset, string message)
    {
        var result = FilterParser.Parse(text);

        Assert.Null(result.Expression);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Contains(message, diagnostic.ToText(text), StringComparison.Ordinal);
        Assert.Equal(offset, diagnostic.Span.Offset);
    }

    [Fact]
    public void Line_and_column_count_from_one()
    {
        const string text = "a and\n  b and\n    proc.name ~ x";

        Assert.StartsWith("3:15: ", FilterParser.Parse(text).Diagnostics[0].ToText(text), StringComparison.Ordinal);
    }

    [Fact]
    public void Escapes_give_bytes()
    {
        var check = (Check)Parse("proc.name = \"\\b\\f\\n\\r\\t\\\\\\/\\\"\\xC3\\xA9é\"");

        Assert.Equal([8, 12, 10, 13, 9, (byte)'\\', (byte)'/', (byte)'"', 0xC3, 0xA9, 0xC3, 0xA9],
            ((ValueOperand)check.Operand!).Value.Bytes.ToArray());
    }

    [Fact]
    public void A_thousand_levels_are_read_and_one_more_is_an_error()
    {
        static string Nested(int levels) => new string('(', levels) + "a" + new string(')', levels);

        Assert.NotNull(FilterParser.Parse(Nested(1000)).Expression);
        Assert.Equal(DiagnosticCodes.TooDeep, Assert.Single(FilterParser.Parse(Nested(1001)).Diagnostics).Code);
        Assert.Equal(DiagnosticCodes.TooDeep, Assert.Single(FilterParser.Parse(string.Concat(Enumerable.Repeat("not ", 2000)) + "a").Diagnostics).Code);
        Assert.Equal(DiagnosticCodes.TooDeep,
            Assert.Single(FilterParser.Parse(string.Concat(Enumerable.Repeat("tolower(", 5000))).Diagnostics).Code);
    }

    [Fact]
    public void Spans_cover_what_was_written()
    {
        const string text = "a and proc.name  startswith oneof ('x', yy)";
        var and = (AndExpression)Parse(text);
        var check = (Check)and.Operands[1];

        Assert.Equal("proc.name  startswith oneof ('x', yy)", text.Substring(check.Span.Offset, check.Span.Length));
        Assert.Equal("startswith oneof", text.Substring(check.OperatorSpan.Offset, check.OperatorSpan.Length));
        var values = ((ListOperand)check.Operand!).Values;
        Assert.Equal("'x'", text.Substring(values[0].Span.Offset, values[0].Span.Length));
        Assert.Equal("yy", text.Substring(values[1].Span.Offset, values[1].Span.Length));
        Assert.True(values[0].IsQuoted);
        Assert.False(values[1].IsQuoted);
    }

    [Theory]
    [InlineData("bash", "bash")]
    [InlineData("\"(systemd)\"", "(systemd)")]
    [InlineData("with blank", "with blank")]
    [InlineData("'a b'", "a b")]
    [InlineData("a, \"b\"", "a|b")]
    [InlineData("", "")]
    public void A_list_item_may_carry_its_own_quotes(string item, string values)
    {
        var (parsed, diagnostics) = FilterParser.ParseListItem(item);

        Assert.Empty(diagnostics);
        Assert.Equal(values, string.Join('|', parsed.Select(v => v.Text)));
    }

    [Theory]
    [InlineData("(a)")]
    [InlineData("\"a")]
    [InlineData("a(b")]
    public void A_list_item_that_would_break_the_condition_is_an_error(string item) =>
        Assert.NotEmpty(FilterParser.ParseListItem(item).Diagnostics);

    [Theory]
    [InlineData("=", CheckOperator.Equal, ListModifier.None)]
    [InlineData(" startswith  oneof ", CheckOperator.StartsWith, ListModifier.OneOf)]
    [InlineData("in", CheckOperator.In, ListModifier.None)]
    public void An_operator_is_read_alone(string text, CheckOperator op, ListModifier modifier)
    {
        Assert.True(CheckOperators.TryParse(text, out var parsed, out var parsedModifier));
        Assert.Equal((op, modifier), (parsed, parsedModifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("in oneof")]
    [InlineData("=a")]
    [InlineData("startswith some")]
    public void What_is_no_operator_is_refused(string text) => Assert.False(CheckOperators.TryParse(text, out _, out _));

    [Fact]
    public void Random_tokens_never_throw_and_a_tree_survives_its_own_text()
    {
        string[] tokens =
        [
            "and", "or", "not", "(", ")", ",", "=", "!=", "in", "proc.name", "fd.num", "exists", "contains", "'a b'", "\"", "'", "x",
            " ", "[", "]", "2", "val(", "tolower(", "concat(", "join(", "getopt(", "oneof", "\\", "\\x41", "\0", "é", "\ud800", "<", "pmatch",
        ];
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(12)).Select(_ => tokens[random.Next(tokens.Length)]));
            var result = FilterParser.Parse(text);
            Assert.True(result.Expression is null == result.Diagnostics.Length > 0, $"seed {seed}: {text}");
            foreach (var diagnostic in result.Diagnostics)
                Assert.True(diagnostic.Span.Offset >= 0 && diagnostic.Span.End <= text.Length, $"seed {seed}: {text}: {diagnostic}");
            if (result.Expression is null) continue;
            var written = result.Expression.ToString();
            Assert.True(written == FilterParser.Parse(written).Expression?.ToString(), $"seed {seed}: {text} became {written}");
        }
    }

    static Expression Parse(string text)
    {
        var result = FilterParser.Parse(text);
        Assert.Empty(result.Diagnostics);
        return result.Expression!;
    }
}
