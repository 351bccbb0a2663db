using Xunit;

namespace Lanner.Engines.Tests;

public sealed class CpusetTests
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
}
