using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests;

public sealed class StateNeedsTests
{
    [Fact]
    public void All_needed_events_are_ones_that_are_still_made()
    {
        EventCode[] all = [.. HostState.RequiredEvents, .. HostState.DescriptorEvents];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(all, code => Assert.Equal(EventStatus.Live, EventTable.Get(code).Status));
    }

    [Fact]
    public void Closing_reading_and_writing_are_not_required()
    {
        foreach (var code in HostState.RequiredEvents)
        {
            var info = EventTable.Get(code);
            Assert.False(info.Has(EventFlags.ReadsFromFd) || info.Has(EventFlags.WritesToFd) || info.Has(EventFlags.DestroysFd), info.Name);
        }
    }

    /// <summary>A number that comes back without being seen would keep the name of the file it was before.</summary>
    [Fact]
    public void Every_call_that_makes_a_descriptor_is_required()
    {
        foreach (var info in EventTable.All)
        {
            if (info is { Status: EventStatus.Live, IsExit: true } && info.Has(EventFlags.CreatesFd))
                Assert.True(HostState.RequiredEvents.Contains(info.Code), info.Name);
        }
    }

    [Fact]
    public void State_is_right_without_seeing_close()
    {
        var host = new FakeHost();
        host.Seed(100);
        for (var i = 0; i < 1000; i++) host.Openat(100, 3 + (i % 3), "/f" + i);
        Assert.Equal(3, host.Process(100).Descriptors.Count);
        Assert.Equal("/f999", FakeHost.Text(host.Read(100, 3)!.Name));
    }
}
