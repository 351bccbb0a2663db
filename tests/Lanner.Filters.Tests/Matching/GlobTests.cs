using System.Text;

namespace Lanner.Filters.Tests;

public sealed class GlobTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a", "", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "/a/b", true)]
    [InlineData("/home/*/.ssh/*", "/home/a/b/.ssh/id", true)]
    [InlineData("/home/*/.ssh/*", "/home/a/.ssh", false)]
    [InlineData("a*b*c", "aXXbYYc", true)]
    [InlineData("a*b*c", "aXXbYYcd", false)]
    [InlineData("*../*../*", "/x/../../etc", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[^a-c]x", "ax", false)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[[:digit:]]*", "7up", true)]
    [InlineData("[[:digit:]]*", "up", false)]
    [InlineData("[[:digit:]x]", "x", true)]
    [InlineData("[abc", "[abc", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("[\\]]", "]", true)]
    [InlineData("ABC", "abc", false)]
    [InlineData("a**b", "ab", true)]
    public void Patterns_match_as_in_a_shell_but_stars_take_slashes(string pattern, string text, bool matches) =>
        Assert.Equal(matches, Glob.IsMatch(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("ABC*", "abcd", true)]
    [InlineData("[a-c]", "B", true)]
    [InlineData("[A-C]", "b", true)]
    [InlineData("[[:upper:]]", "b", true)]
    [InlineData("x", "Y", false)]
    public void Case_can_be_ignored(string pattern, string text, bool matches) =>
        Assert.Equal(matches, Glob.IsMatch(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(text), ignoreCase: true));

    [Fact]
    public void Many_stars_on_a_long_text_end()
    {
        var text = new byte[20_000];
        text.AsSpan().Fill((byte)'a');

        Assert.False(Glob.IsMatch(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a*", 200)) + "b"), text));
    }

    [Fact]
    public void Agrees_with_a_slow_matcher_on_random_patterns()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = Random(random, "ab*?", 8);
            var text = Random(random, "ab", 8);
            Assert.True(Slow(pattern, text) == Glob.IsMatch(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(text)),
                $"seed {seed}: {pattern} on {text}");
        }
    }

    static string Random(Random random, string alphabet, int length) =>
        new([.. Enumerable.Range(0, random.Next(length)).Select(_ => alphabet[random.Next(alphabet.Length)])]);

    static bool Slow(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty) return text.IsEmpty;
        if (pattern[0] == '*') return Slow(pattern[1..], text) || !text.IsEmpty && Slow(pattern, text[1..]);
        return !text.IsEmpty && (pattern[0] == '?' || pattern[0] == text[0]) && Slow(pattern[1..], text[1..]);
    }
}
