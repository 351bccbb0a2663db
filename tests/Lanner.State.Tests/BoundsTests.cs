using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests;

public sealed class BoundsTests
{
    [Fact]
    public void Processes_that_made_no_event_lately_make_room()
    {
        var host = new FakeHost(new StateOptions { MaxProcesses = 50 });
        host.Seed(1);
        host.Seed(2, 1, "busy");
        for (var pid = 100; pid < 1100; pid++)
        {
            host.Fork(1, pid);
            host.Openat(2, 3, "/x");
        }

        Assert.Equal(50, host.State.Processes.Count);
        Assert.Equal(952, host.State.Statistics.ProcessesEvicted);
        Assert.NotNull(host.State.Processes.FindProcess(2));
        Assert.NotNull(host.State.Processes.FindProcess(1099));
        StateChecks.Check(host.State);
    }

    [Fact]
    public void Threads_of_one_process_make_room_for_each_other()
    {
        var host = new FakeHost(new StateOptions { MaxThreads = 20 });
        host.Seed(1);
        host.Seed(100, 1, "java");
        for (var tid = 200; tid < 300; tid++) host.CloneInChild(tid, 1, FakeHost.ThreadFlag, pid: 100);
        Assert.True(host.State.Processes.ThreadCount <= 20);
        Assert.NotNull(host.State.Processes.FindProcess(1));
        Assert.NotNull(host.State.Processes.Find(299));
        Assert.Equal(82, host.State.Statistics.ThreadsEvicted);
        StateChecks.Check(host.State);
    }

    [Fact]
    public void A_process_keeps_so_many_descriptors()
    {
        var host = new FakeHost(new StateOptions { MaxDescriptorsPerProcess = 100 });
        host.Seed(100);
        for (var number = 0; number < 5000; number++) host.Openat(100, number, "/x");
        Assert.Equal(100, host.Process(100).Descriptors.Count);
        Assert.Equal(4900, host.State.Statistics.DescriptorsEvicted);
        Assert.NotNull(host.Read(100, 4999));
        StateChecks.Check(host.State);
    }

    [Fact]
    public void Memory_of_descriptors_is_bounded_and_who_holds_most_loses_them()
    {
        var host = new FakeHost(new StateOptions { MaxDescriptorBytes = 1 << 20 });
        host.Seed(1);
        host.Openat(1, 3, "/small");
        host.Seed(100);
        var longPath = "/" + new string('a', 4000);
        for (var i = 0; i < 2000; i++)
        {
            host.Openat(100, 3 + (i % 1000), longPath);
            Assert.True(host.State.Statistics.DescriptorBytes <= (1 << 20) + 10_000);
        }

        Assert.NotNull(host.Read(1, 3));
        Assert.True(host.State.Statistics.DescriptorsEvicted > 0);
        StateChecks.Check(host.State);
    }

    [Fact]
    public void Memory_of_texts_is_bounded()
    {
        var host = new FakeHost(new StateOptions { MaxProcessTextBytes = 100_000 });
        host.Seed(1);
        for (var pid = 100; pid < 400; pid++)
        {
            // Rules ask for the arguments joined by blanks, which is kept, too.
            Assert.True(host.Exec(pid, 1, "x", new string('a', 4000) + pid + "\0").Process!.CommandLine.Length > 4000);
        }

        var kept = host.State.Processes.All.Sum(p => p.Args.Length + p.ArgsText.Length + p.CommandLine.Length);
        Assert.True(kept <= 100_000, $"{kept}");
        Assert.True(host.State.Statistics.ProcessTextBytes <= 100_000);
        Assert.True(host.State.Statistics.ProcessesEvicted > 250);
        Assert.NotNull(host.State.Processes.FindProcess(399));
        StateChecks.Check(host.State);
    }

    [Fact]
    public void Opening_and_closing_in_a_loop_allocates_nothing()
    {
        var host = new FakeHost();
        host.Seed(100, 0, "sh", "/home/user");
        var events = new[]
        {
            host.OpenatEvent(100, 3, "some/file").Build(),
            host.Event(EventCode.ReadExit, 100).Add(1).Add([1]).Add(3).Add(1).Build(),
            host.Event(EventCode.CloseExit, 100).Add(0).Add(3).Build(),
            host.OpenatEvent(100, 3, "../other").Build(),
            host.Event(EventCode.WriteExit, 100).Add(1).Add([1]).Add(3).Add(1).Build(),
            host.OpenatEvent(100, -2, "/missing").Build(),
            host.OpenatEvent(100, 3, "/etc//x/../y").Build(),
            host.Event(EventCode.SocketExit, 100).Add(4).Add(2).Add(1).Add(0).Add(0).Build(),
            host.ConnectEvent(100, 4, 0, FakeHost.Tuple("10.0.0.1:4000", "10.0.0.2:80")).Build(),
            host.ConnectEvent(100, 4, 0, FakeHost.Tuple("[2001:db8::1]:4000", "[2001:db8::2]:80")).Build(),
            host.Event(EventCode.SendtoExit, 100).Add(1).Add([1]).Add(4).Add(1).Add(FakeHost.Tuple("10.0.0.1:4000", "10.0.0.3:53")).Build(),
            host.Event(EventCode.Accept4Exit, 100).Add(5).Add(FakeHost.Tuple("10.0.0.9:5", "10.0.0.1:80")).Add(0).Add(0).Add(5).Add(0).Build(),
            host.Event(EventCode.Dup2Exit, 100).Add(6).Add(4).Add(6).Build(),
            host.Event(EventCode.Pipe2Exit, 100).Add(0).Add(7).Add(8).Add(77).Add(0).Build(),
        };
        Run(host.State, events, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(host.State, events, 2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static void Run(HostState state, byte[][] events, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var bytes in events)
            {
                var view = EventView.Trusted(bytes, default);
                state.Apply(view);
                state.Complete(view);
            }
        }
    }
}
