using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Containers;

public sealed class SmallParsersTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("0", 1)]
    [InlineData("0-3,8", 5)]
    [InlineData(" 1 , 3 ", 2)]
    [InlineData("3-1", 0)]
    [InlineData("-1", 0)]
    [InlineData("x", 0)]
    [InlineData("0-99999999", 0)]
    public void A_processor_list_is_counted(string list, int count) => Assert.Equal(count, Cpuset.Count(list));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"my\x2dbox", "my-box")]
    [InlineData(@"\x41\x", @"A\x")]
    [InlineData(@"\xzz", @"\xzz")]
    public void A_unit_names_escapes_are_resolved(string name, string plain) =>
        Assert.Equal(plain, Encoding.UTF8.GetString(SystemdName.Unescape(Encoding.UTF8.GetBytes(name))));
}
