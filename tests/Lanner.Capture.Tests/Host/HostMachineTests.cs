using Lanner.Capture.Host;
using Xunit;

namespace Lanner.Capture.Tests.Host;

public sealed class HostMachineTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3", 4)]
    [InlineData("0-3,6,8-9", 7)]
    [InlineData("", 0)]
    [InlineData("x,3-1", 0)]
    public void Processors_are_counted_from_the_kernels_list(string list, uint count) => Assert.Equal(count, HostMachine.CpuCount(list));

    [Fact]
    public void The_machine_has_memory_processors_and_a_past()
    {
        var machine = HostMachine.Read();

        Assert.True(machine.CpuCount > 0);
        Assert.True(machine.MemoryBytes > 1 << 20);
        Assert.True(machine.MaxPid >= 32768);
        Assert.Equal(Environment.MachineName, machine.HostName);
        Assert.True(machine.BootTimeNs > 1_500_000_000_000_000_000);
    }

    [Fact]
    public void The_loopback_interface_has_its_address_and_mask()
    {
        var loopback = Assert.Single(HostInterfaces.Read(), entry => entry.Address.AsSpan().SequenceEqual((byte[])[127, 0, 0, 1]));

        Assert.Equal("lo"u8.ToArray(), loopback.Name);
        Assert.Equal([255, 0, 0, 0], loopback.Netmask);
    }

    [Fact]
    public void The_offset_of_the_boot_clock_is_the_same_when_asked_again()
    {
        var first = BootClock.EpochNsAtBoot();
        var second = BootClock.EpochNsAtBoot();

        // Two readings differ by what the time of day was corrected in between and by the width of the sampling window.
        Assert.InRange((double)first - second, -1e6, 1e6);
        Assert.InRange(first + BootClock.NsSinceBoot(), 1_500_000_000_000_000_000ul, 4_000_000_000_000_000_000ul);
    }
}
