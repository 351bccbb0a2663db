using System.Text;

namespace Lanner.Filters.Tests.Matching;

public class ByteTreeTests
{
    [Theory]
    [InlineData("/etc/passwd", new[] { 0, 1, 3, 6 })]
    [InlineData("/etc/passwd2", new[] { 0, 1, 6 })]
    [InlineData("/etc", new[] { 0, 2, 6 })]
    [InlineData("/et", new[] { 6 })]
    [InlineData("/usr", new[] { 4, 5, 6 })]
    [InlineData("", new[] { 6 })]
    public void It_finds_the_texts_that_a_value_equals_or_begins_with(string value, int[] found)
    {
        var tree = new ByteTree(fromEnd: false);
        tree.Add("/etc"u8, whole: false, 0);
        tree.Add("/etc/pass"u8, whole: false, 1);
        tree.Add("/etc"u8, whole: true, 2);
        tree.Add("/etc/passwd"u8, whole: true, 3);
        tree.Add("/usr"u8, whole: false, 4);
        tree.Add("/usr"u8, whole: true, 5);
        tree.Add(""u8, whole: false, 6);
        Assert.Equal(found, Find(tree, value));
    }

    [Fact]
    public void It_agrees_with_looking_at_each_text()
    {
        var random = new Random(7);
        foreach (var fromEnd in (bool[])[false, true])
        {
            var texts = Enumerable.Range(0, 60).Select(_ => (Text: Word(random), Whole: random.Next(2) == 0)).ToArray();
            var tree = new ByteTree(fromEnd);
            for (var i = 0; i < texts.Length; i++) tree.Add(Encoding.UTF8.GetBytes(texts[i].Text), texts[i].Whole, i);
            for (var n = 0; n < 500; n++)
            {
                var value = Word(random);
                var expected = Enumerable.Range(0, texts.Length).Where(i => texts[i].Whole ? value == texts[i].Text
                    : fromEnd ? value.EndsWith(texts[i].Text, StringComparison.Ordinal) : value.StartsWith(texts[i].Text, StringComparison.Ordinal));
                Assert.Equal(expected, Find(tree, value));
            }
        }
    }

    [Fact]
    public void Path_prefixes_are_found_by_number()
    {
        var prefixes = new PathPrefixes([("/etc"u8.ToArray(), 0), ("/etc/*/keys"u8.ToArray(), 1), ("/etc/ssh/keys"u8.ToArray(), 70), ("/usr"u8.ToArray(), 2)]);
        Span<ulong> found = stackalloc ulong[2];
        prefixes.Find("/etc/ssh/keys/a"u8, found);
        Assert.Equal([0b11, 1UL << 6], found.ToArray());
        found.Clear();
        prefixes.Find("/etcetera"u8, found);
        Assert.Equal([0UL, 0], found.ToArray());
    }

    static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(7)).Select(_ => (char)('a' + random.Next(2)))]);

    static int[] Find(ByteTree tree, string value)
    {
        Span<ulong> found = stackalloc ulong[1];
        tree.Find(Encoding.UTF8.GetBytes(value), found);
        var bits = found[0];
        return [.. Enumerable.Range(0, 64).Where(i => (bits >> i & 1) != 0)];
    }
}
