using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Containers;

public sealed class SmallParsersTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"my\x2dbox", "my-box")]
    [InlineData(@"\x41\x", @"A\x")]
    [InlineData(@"\xzz", @"\xzz")]
    public void A_unit_names_escapes_are_resolved(string name, string plain) =>
        Assert.Equal(plain, Encoding.UTF8.GetString(SystemdName.Unescape(Encoding.UTF8.GetBytes(name))));
}
