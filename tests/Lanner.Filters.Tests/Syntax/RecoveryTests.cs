namespace Lanner.Filters.Tests.Syntax;

/// <summary>All errors of a condition are told in one go, each once, and none is an echo of another.</summary>
public sealed class RecoveryTests
{
    /// <summary>A ^ stands before each place where an error is expected.</summary>
    [Theory]
    [InlineData("proc.name = and ^fd.name = a")]
    [InlineData("proc.name ^lik a and fd.name ^begins b or evt.num = 3")]
    [InlineData("proc.name ^lik a and (fd.name ^begins b or evt.num = 3) and user.name ^is c")]
    [InlineData("proc.name in (a ^b) and fd.name ^begins c")]
    [InlineData("(proc.name in (a ^b) or fd.name = c) and user.name ^is d")]
    [InlineData("a and ^and b or ^or c")]
    [InlineData("^and a")]
    [InlineData("a and ^")]
    [InlineData("a ^& b and c ^| d")]
    [InlineData("a^) and b^) or c")]
    [InlineData("^((a and b) or ^(c")]
    [InlineData("(a and ^) or b")]
    [InlineData("proc.name ^lik (a and b or c")]
    [InlineData("^(proc.name ^lik (a and b) and c")]
    [InlineData("proc.name = ^\"open and fd.name begins c")]
    [InlineData("proc.name = \"^\\q^\\y\" and fd.name = \"^\\z\"")]
    [InlineData("proc.name in (\"^\\q\", '^\\y') and ^host = 1")]
    [InlineData("not ^and not ^or a")]
    [InlineData("^not\"a\" and b")]
    [InlineData("^lower(proc.name) = a and tolower(^) = b")]
    [InlineData("proc.aname[^] = a and proc.aname[1^ = b")]
    [InlineData("len(proc.name ^= 3 and fd.name begins c")]
    public void Each_error_is_told_once_at_its_place(string marked)
    {
        var expected = new List<int>();
        var text = "";
        foreach (var c in marked)
        {
            if (c == '^') expected.Add(text.Length);
            else text += c;
        }

        var result = FilterParser.Parse(text);
        Assert.Null(result.Expression);
        Assert.NotNull(result.Recovered);
        Assert.Equal(expected.Order(), result.Diagnostics.Select(d => d.Span.Offset).Order());
    }

    [Fact]
    public void What_is_around_an_error_is_kept()
    {
        var result = FilterParser.Parse("proc.name = a and fd.name begins b and not user.name in (c, d)");
        Assert.Equal("proc.name = a and ? and not user.name in (c, d)", result.Recovered!.ToString());
    }

    [Fact]
    public void Errors_of_syntax_and_of_meaning_are_told_together()
    {
        var compiler = new FilterCompiler(new FieldCatalogue(Filters.Fields.AllFields.Definitions), new PredicateSet());
        var result = compiler.Compile("proc.nme = a and fd.name begins b and proc.pid = x");
        Assert.Null(result.Filter);
        Assert.Equal([DiagnosticCodes.UnknownOperator, DiagnosticCodes.UnknownField, DiagnosticCodes.WrongValue], result.Diagnostics.Select(d => d.Code));
    }

    [Theory]
    [InlineData("a ) ")]
    [InlineData(")")]
    [InlineData("and ")]
    [InlineData("proc.name in (\"\\q\") and ")]
    public void A_text_full_of_errors_is_given_up(string error)
    {
        var result = FilterParser.Parse(string.Concat(Enumerable.Repeat(error, 100_000)));
        Assert.InRange(result.Diagnostics.Length, 100, 103);
    }

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void A_thousand_levels_and_no_more(int levels, bool isTooDeep)
    {
        var brackets = FilterParser.Parse($"{new string('(', levels)}a{new string(')', levels)} and b");
        var nots = FilterParser.Parse($"{string.Concat(Enumerable.Repeat("not ", levels - 1))}a and b");
        Assert.Equal(isTooDeep ? [DiagnosticCodes.TooDeep] : [], brackets.Diagnostics.Select(d => d.Code));
        Assert.Empty(nots.Diagnostics);
    }
}
