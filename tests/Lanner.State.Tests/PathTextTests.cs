using System.Text;
using Xunit;

namespace Lanner.State.Tests;

public sealed class PathTextTests
{
    [Theory]
    [InlineData("/", "etc/passwd", "/etc/passwd")]
    [InlineData("/etc", "passwd", "/etc/passwd")]
    [InlineData("/etc/", "passwd", "/etc/passwd")]
    [InlineData("/etc", "/var/log", "/var/log")]
    [InlineData("/etc", "./passwd", "/etc/passwd")]
    [InlineData("/etc/ssh", "../passwd", "/etc/passwd")]
    [InlineData("/etc", "../../../../root/.ssh", "/root/.ssh")]
    [InlineData("/", "..", "/")]
    [InlineData("/a", "..", "/")]
    [InlineData("/etc", "", "/etc")]
    [InlineData("/", "", "/")]
    [InlineData("/", ".", "/")]
    [InlineData("/tmp", "//etc//passwd", "/etc/passwd")]
    [InlineData("/tmp", "/etc/./passwd", "/etc/passwd")]
    [InlineData("/tmp", "/etc/", "/etc")]
    [InlineData("/tmp", "/", "/")]
    [InlineData("/tmp", "//", "/")]
    [InlineData("/tmp", "/..", "/")]
    [InlineData("/tmp", "/...", "/...")]
    [InlineData("/tmp", "/..a/.b/c..", "/..a/.b/c..")]
    [InlineData("/tmp", "/proc/self/../../etc/shadow", "/etc/shadow")]
    [InlineData("/a/../b", "c", "/b/c")]
    [InlineData("", "etc/passwd", "etc/passwd")]
    [InlineData("", "../x", "../x")]
    [InlineData("", "/x/../y", "/y")]
    [InlineData("memfd:a", "x", "x")]
    [InlineData("", "", "")]
    [InlineData("/tmp", "naïve/ü", "/tmp/naïve/ü")]
    public void Paths_are_joined_and_their_dots_resolved(string directory, string path, string expected) =>
        Assert.Equal(expected, Join(directory, path));

    [Fact]
    public void A_path_of_many_dots_takes_no_more_than_its_length()
    {
        Assert.Equal("/", Join("/a", string.Concat(Enumerable.Repeat("../", 20_000))));
        Assert.Equal("/z", Join("/", string.Concat(Enumerable.Repeat("a/../", 10_000)) + "z"));
    }

    [Fact]
    public void What_does_not_fit_is_cut()
    {
        var buffer = new byte[10];
        Assert.Equal(10, PathText.Join("/abc"u8, "defghijklmnop"u8, buffer));
        Assert.Equal("/abc/defgh", Encoding.UTF8.GetString(buffer));
        Assert.Equal(10, PathText.Join("/abc"u8, "/defghijklmnop"u8, buffer));
        Assert.Equal(0, PathText.Join("/"u8, "x"u8, []));
        // Going up works on what was kept.
        Assert.Equal(4, PathText.Join("/abc"u8, "defghijklmnop/x/y/../../.."u8, buffer));
    }

    /// <summary>Any text of slashes, dots and letters gives a path in canonical form.</summary>
    [Fact]
    public void Every_result_below_an_absolute_directory_is_canonical()
    {
        var random = new Random(7);
        var alphabet = "/..a/b"u8.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var path = random.GetItems(alphabet, random.Next(24));
            var result = Join("/home/user", Encoding.UTF8.GetString(path));
            Assert.StartsWith("/", result);
            Assert.True(result == "/" || !result.EndsWith('/'), result);
            Assert.DoesNotContain("//", result);
            Assert.All(result.Split('/'), part => Assert.True(part is not ("." or ".."), result));
            Assert.Equal(result, Join("/elsewhere", result));
        }
    }

    static string Join(string directory, string path)
    {
        var buffer = new byte[PathText.BufferSize];
        var length = PathText.Join(Encoding.UTF8.GetBytes(directory), Encoding.UTF8.GetBytes(path), buffer);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
