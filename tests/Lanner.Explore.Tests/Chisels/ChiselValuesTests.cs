using Lanner.Explore.Chisels;

namespace Lanner.Explore.Tests.Chisels;

public sealed class ChiselValuesTests
{
    [Fact]
    public void Words_are_separated_by_blanks_and_kept_together_by_quotes()
    {
        var values = Parse("spy_file", "R '/tmp/a b'");
        Assert.Equal(("R", "/tmp/a b"), (values!["read_or_write"], values["spy_on_file_name"]));
        Assert.Equal("/x y", Parse("spy_file", "RW `/x y`")!["spy_on_file_name"]);
    }

    [Fact]
    public void A_filter_may_have_blanks() => Assert.Equal("proc.name=a and fd.type=file", Parse("lsof", " proc.name=a and fd.type=file ")!["filter"]);

    [Theory]
    [InlineData("1 disable_color")]
    [InlineData("1 disable_colors")]
    public void Both_words_disable_colours(string text) => Assert.True(Parse("fileslower", text)!.DisablesColours);

    [Fact]
    public void The_word_for_colours_may_stand_in_the_place_of_others_that_are_left_out()
    {
        var values = Parse("spy_users", "disable_colors")!;
        Assert.True(values.DisablesColours);
        Assert.Equal(-1, values.Number("max_depth", -1));
    }

    [Theory]
    [InlineData("fileslower", "", "needs min_ms")]
    [InlineData("fileslower", "x", "'x' is not a whole number")]
    [InlineData("fileslower", "-1", "'-1' is not a whole number")]
    [InlineData("fileslower", "99999999999999999999", "is not a whole number")]
    [InlineData("spy_ip", "here", "is not an IP address")]
    [InlineData("topfiles_bytes", "what", "takes no argument")]
    [InlineData("spy_port", "80 disable_color more", "takes at most 2 arguments, 3 were given")]
    public void What_is_wrong_is_told(string chisel, string text, string problem)
    {
        Assert.Null(ChiselValues.TryParse(ChiselCatalogue.Find(chisel)!, text, out var told));
        Assert.Contains(problem, told, StringComparison.Ordinal);
    }

    static ChiselValues? Parse(string chisel, string text) => ChiselValues.TryParse(ChiselCatalogue.Find(chisel)!, text, out _);
}
