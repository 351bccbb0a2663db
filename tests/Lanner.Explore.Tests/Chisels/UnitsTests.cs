using Lanner.Explore.Chisels;

namespace Lanner.Explore.Tests.Chisels;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0B")]
    [InlineData(832, "832B")]
    [InlineData(1024, "1024B")]
    [InlineData(1025, "1.00KB")]
    [InlineData(30784, "30.06KB")]
    [InlineData(5L << 20, "5.00M")]
    [InlineData(3L << 40, "3.00T")]
    [InlineData(long.MaxValue, "8192.00P")]
    public void Bytes_have_two_decimals_above_1024(long bytes, string text) => Assert.Equal(text, Units.Bytes(bytes));

    [Theory]
    [InlineData(532, "532ns")]
    [InlineData(1_409, "1.40us")]
    [InlineData(380_999, "380us")]
    [InlineData(3_449_999, "3.44ms")]
    [InlineData(37_900_000, "37ms")]
    [InlineData(22_034_567_890, "22.03s")]
    public void Times_have_three_digits_or_so(long ns, string text) => Assert.Equal(text, Units.Time(ns));

    [Theory]
    [InlineData(0, 0UL, "0.00%")]
    [InlineData(500_000_000, 1_000_000_000UL, "50.00%")]
    [InlineData(2_000_000_000, 1_000_000_000UL, "200.00%")]
    public void Shares_may_exceed_one_processor(long ns, ulong spanNs, string text) => Assert.Equal(text, Units.Percent(ns, spanNs));
}
