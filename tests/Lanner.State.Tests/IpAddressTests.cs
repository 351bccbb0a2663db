using System.Net;
using Xunit;

namespace Lanner.State.Tests;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:db8::2:1")]
    [InlineData("2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1::1")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("fe80::a:0:0:b")]
    public void Addresses_are_written_in_their_usual_form(string text)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        Assert.Equal(text, address.ToString());
    }

    [Fact]
    public void Any_IPv6_address_reads_back()
    {
        var random = new Random(3);
        var bytes = new byte[16];
        for (var i = 0; i < 5000; i++)
        {
            random.NextBytes(bytes);
            for (var zeros = random.Next(8); zeros > 0; zeros--) bytes.AsSpan(2 * random.Next(8), 2).Clear();
            var address = IpAddress.FromNetworkBytes(bytes);
            Assert.Equal(address, IpAddress.FromNetworkBytes(IPAddress.Parse(address.ToString()).GetAddressBytes()));
        }
    }

    [Fact]
    public void A_mapped_IPv4_address_is_IPv4()
    {
        Assert.True(IpAddress.TryParse("::ffff:10.1.2.3", out var address));
        Assert.True(address.IsV4);
        Assert.Equal("10.1.2.3", address.ToString());
    }

    [Fact]
    public void Too_little_room_is_told()
    {
        foreach (var text in new[] { "255.255.255.255", "1:2:3:4:5:6:7:8", "2001:db8::1" })
        {
            Assert.True(IpAddress.TryParse(text, out var address));
            for (var room = 0; room < text.Length; room++) Assert.False(address.TryFormat(new byte[room], out _));
            Assert.True(address.TryFormat(new byte[text.Length], out var written));
            Assert.Equal(text.Length, written);
        }
    }
}
