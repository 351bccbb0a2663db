namespace Lanner.Filters.Tests;

public sealed class RewritingTests
{
    [Fact]
    public void Lists_become_their_items_also_nested_ones() =>
        Assert.Equal("proc.name in (a, b, \"c d\", e)", Lists("proc.name in (outer, e)", ("outer", ["inner", "c d"]), ("inner", ["a", "b"])));

    [Fact]
    public void A_quoted_value_is_never_a_list() =>
        Assert.Equal("proc.name in (\"outer\")", Lists("proc.name in ('outer')", ("outer", ["a"])));

    [Fact]
    public void An_empty_list_leaves_nothing_behind() =>
        Assert.Equal("proc.name in (a, b)", Lists("proc.name in (a, none, b)", ("none", [])));

    [Fact]
    public void A_list_of_one_may_stand_for_one_value() =>
        Assert.Equal("proc.name = a", Lists("proc.name = only", ("only", ["a"])));

    [Fact]
    public void A_list_without_brackets_is_a_list() => Assert.Equal("proc.name in (a, b)", Lists("proc.name in two", ("two", ["a", "b"])));

    [Fact]
    public void A_list_of_two_where_one_value_belongs_is_an_error()
    {
        var result = Rewriting.ReplaceLists(FilterParser.Parse("proc.name = two").Expression!, Find([("two", ["a", "b"])]));

        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((DiagnosticCodes.ListInScalar, 12), (diagnostic.Code, diagnostic.Span.Offset));
    }

    [Fact]
    public void A_list_that_contains_itself_is_an_error_and_ends()
    {
        var result = Rewriting.ReplaceLists(FilterParser.Parse("proc.name in (loop)").Expression!, Find([("loop", ["loop", "loop"])]));

        Assert.Equal(DiagnosticCodes.TooDeep, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void Lists_that_double_at_each_level_are_stopped()
    {
        var lists = Enumerable.Range(1, 60).Select(i => ($"l{i}", new[] { $"l{i - 1}", $"l{i - 1}" })).ToArray();

        var result = Rewriting.ReplaceLists(FilterParser.Parse("proc.name in (l60)").Expression!, Find(lists));

        Assert.Equal(DiagnosticCodes.TooLarge, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void Macros_are_put_in_and_chains_stay_flat()
    {
        var result = Rewriting.ReplaceMacros(FilterParser.Parse("m and x.y exists and not n").Expression!, name => name switch
        {
            "m" => FilterParser.Parse("a.b = 1 and c.d = 2").Expression,
            "n" => FilterParser.Parse("e.f = 3 or g.h = 4").Expression,
            _ => null,
        });

        Assert.Equal("a.b = 1 and c.d = 2 and x.y exists and not (e.f = 3 or g.h = 4)", result.Expression!.ToString());
    }

    [Fact]
    public void An_unknown_macro_points_at_itself_and_suggests()
    {
        var result = Rewriting.ReplaceMacros(FilterParser.Parse("a and spawned_proces").Expression!,
            name => name == "a" ? FilterParser.Parse("x.y exists").Expression : null, ["spawned_process", "a"]);

        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((6, "did you mean spawned_process?"), (diagnostic.Span.Offset, diagnostic.Hint));
    }

    [Fact]
    public void Macros_that_double_at_each_level_are_stopped()
    {
        var macro = FilterParser.Parse("x.y exists").Expression!;
        for (var level = 0; level < 40; level++)
        {
            var inner = macro;
            var result = Rewriting.ReplaceMacros(FilterParser.Parse("m or not (m and m)").Expression!, _ => inner);
            if (result.Expression is null)
            {
                Assert.Equal(DiagnosticCodes.TooLarge, Assert.Single(result.Diagnostics).Code);
                return;
            }

            macro = result.Expression;
        }

        Assert.Fail("no limit");
    }

    [Fact]
    public void Macro_names_come_once_in_order() =>
        Assert.Equal(["b", "a"], Rewriting.MacroNames(FilterParser.Parse("b and (a or not b)").Expression!));

    static string Lists(string text, params (string Name, string[] Items)[] lists)
    {
        var result = Rewriting.ReplaceLists(FilterParser.Parse(text).Expression!, Find(lists));
        Assert.Empty(result.Diagnostics);
        return result.Expression!.ToString();
    }

    static Func<string, IReadOnlyList<ValueText>?> Find((string Name, string[] Items)[] lists) => name =>
    {
        var index = Array.FindIndex(lists, list => list.Name == name);
        return index < 0 ? null : [.. lists[index].Items.SelectMany(item => FilterParser.ParseListItem(item).Values)];
    };
}
