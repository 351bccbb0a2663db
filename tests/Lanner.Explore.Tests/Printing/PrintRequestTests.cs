using Lanner.Explore.Printing;

namespace Lanner.Explore.Tests.Printing;

public sealed class PrintRequestTests
{
    [Theory]
    [InlineData("fd.nme = x", "%evt.num", "filter: there is no field fd.nme (did you mean fd.name?)", "  fd.nme = x", "  ^^^^^^")]
    [InlineData("evt.type = openat and (fd.name = x", "%evt.num", null, "  evt.type = openat and (fd.name = x", "                        ^")]
    [InlineData("", @"a\tb %evt.numm", null, @"  a\tb %evt.numm", "        ^^^^^^^^")]
    [InlineData("", "100%", null, "  100%", "     ^")]
    public void A_mistake_is_shown_with_its_place(string filter, string format, string? message, string text, string marks)
    {
        Assert.Null(PrintRequest.TryCompile(filter, format, out var problem));
        var lines = problem.Split('\n');
        Assert.Equal(3, lines.Length);
        if (message is not null) Assert.Equal(message, lines[0]);
        Assert.Equal(text, lines[1]);
        Assert.Equal(marks, lines[2]);
    }

    [Fact]
    public void A_place_far_to_the_right_stays_in_view()
    {
        var filter = string.Concat(Enumerable.Repeat("evt.type = openat or ", 50)) + "fd.nme = x";
        Assert.Null(PrintRequest.TryCompile(filter, "%evt.num", out var problem));
        var lines = problem.Split('\n');
        Assert.True(lines[1].Length < 140);
        Assert.Equal("fd.nme", lines[1].Substring(lines[2].IndexOf('^'), lines[2].Count(c => c == '^')));
    }

    [Fact]
    public void Line_breaks_and_escapes_of_a_filter_do_not_reach_the_terminal()
    {
        Assert.Null(PrintRequest.TryCompile("evt.type\n= \"\e[2J\" and fd.nme = 1", "%evt.num", out var problem));
        Assert.DoesNotContain('\e', problem);
        Assert.Equal(3, problem.Split('\n').Length);
    }

    [Theory]
    [InlineData("c", PrintFormats.Container)]
    [InlineData("container", PrintFormats.Container)]
    [InlineData("k", PrintFormats.Kubernetes)]
    [InlineData("kubernetes", PrintFormats.Kubernetes)]
    [InlineData("%proc.name", "%proc.name")]
    public void Short_names_stand_for_formats(string argument, string format)
    {
        Assert.Equal(format, PrintFormats.Resolve(argument));
        Assert.NotNull(PrintRequest.TryCompile("", argument, out _));
    }

    [Theory]
    [InlineData(@"a\nb\tc\\d\e", "a\nb\tc\\d\e")]
    [InlineData(@"\x and \", @"\x and \")]
    public void Escapes_of_a_format_are_made(string written, string meant) => Assert.Equal(meant, FormatEscapes.Resolve(written).Text);
}
