using System.Text;
using Lanner.State;

namespace Lanner.Filters.Tests;

public sealed class TableTests
{
    [Fact]
    public void A_table_finds_all_its_entries_and_nothing_else()
    {
        var random = new Random(7);
        var entries = Enumerable.Range(0, 500).Select(i =>
        {
            var bytes = new byte[i % 40];
            random.NextBytes(bytes);
            return bytes;
        }).ToArray();
        var table = new Utf8Table(entries);
        var known = entries.Select(Convert.ToHexString).ToHashSet();

        foreach (var entry in entries) Assert.True(table.Contains(entry));
        foreach (var entry in entries)
        {
            var other = entry.Append((byte)1).ToArray();
            Assert.Equal(known.Contains(Convert.ToHexString(other)), table.Contains(other));
        }

        Assert.False(new Utf8Table([]).Contains("a"u8));
    }

    [Theory]
    [InlineData("/etc", "/etc", true)]
    [InlineData("/etc", "/etc/passwd", true)]
    [InlineData("/etc", "/etcetera", false)]
    [InlineData("/etc/", "/etc/passwd", true)]
    [InlineData("/etc/a", "/etc", false)]
    [InlineData("/", "/any/thing", true)]
    [InlineData("/", "relative", false)]
    [InlineData("etc", "etc/passwd", true)]
    [InlineData("etc", "/etc/passwd", false)]
    [InlineData("/usr/*/bin", "/usr/local/bin/x", true)]
    [InlineData("/usr/*/bin", "/usr/local/lib/bin", false)]
    [InlineData("/home/*/.ssh", "/home/a/b/.ssh", false)]
    [InlineData("/proc/[0-9]*", "/proc/12/maps", true)]
    [InlineData("/proc/[0-9]*", "/proc/self", false)]
    public void A_path_lies_under_a_prefix_by_components(string prefix, string path, bool contained) =>
        Assert.Equal(contained, new PathPrefixes([Encoding.UTF8.GetBytes(prefix)]).Contains(Encoding.UTF8.GetBytes(path)));

    [Fact]
    public void All_prefixes_are_looked_at()
    {
        var prefixes = new PathPrefixes([.. new[] { "/etc/ssh", "/etc/*/keys", "/usr" }.Select(Encoding.UTF8.GetBytes)]);

        Assert.True(prefixes.Contains("/etc/ssh/keys"u8));
        Assert.True(prefixes.Contains("/etc/x/keys"u8));
        Assert.True(prefixes.Contains("/usr/bin"u8));
        Assert.False(prefixes.Contains("/etc/x"u8));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("0.0.0.0/0", "1.2.3.4", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("fe80::/10", "fe80::1", true)]
    [InlineData("fe80::/10", "fec0::1", false)]
    [InlineData("::/0", "::1", true)]
    [InlineData("10.1.2.3/8", "10.9.9.9", true)]
    public void A_network_holds_its_addresses(string network, string address, bool held)
    {
        Assert.True(IpNetwork.TryParse(network, out var parsed));
        Assert.True(IpAddress.TryParse(address, out var ip));

        Assert.Equal(held, new NetworkSet([parsed]).Contains(ip));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("::/129")]
    [InlineData("host")]
    [InlineData("")]
    public void What_is_no_network_is_refused(string text) => Assert.False(IpNetwork.TryParse(text, out _));

    [Theory]
    [InlineData("a.c", "abc", true)]
    [InlineData("a.c", "xabcx", false)]
    [InlineData("^a|b$", "b", true)]
    [InlineData("[[:alpha:]_]+[[:digit:]]*", "ab_12", true)]
    [InlineData("[[:digit:]]+", "ab", false)]
    [InlineData("[]x]+", "]x", true)]
    [InlineData("[a-z-[aeiou]+", "a[-", true)]
    [InlineData("[^[:space:]]+", "a b", false)]
    [InlineData("a{2,3}", "aaa", true)]
    [InlineData(@"\.so(\.[0-9]+)?", ".so.6", true)]
    public void Regular_expressions_are_posix_like_and_match_the_whole_text(string pattern, string text, bool matches)
    {
        var regex = PosixRegex.Create(pattern, out var problem);

        Assert.Equal("", problem);
        Assert.Equal(matches, regex!.IsMatch(text));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a(?=b)")]
    [InlineData(@"(a)\1")]
    [InlineData("[b-a]")]
    [InlineData("((a{1,1000}){1,1000}){1,1000}")]
    public void Expressions_that_are_wrong_or_not_linear_are_refused_with_a_reason(string pattern)
    {
        Assert.Null(PosixRegex.Create(pattern, out var problem));
        Assert.NotEqual("", problem);
    }
}
