using System.Diagnostics.CodeAnalysis;
using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests.Parsing;

public sealed class LookupTests : IProcessLookup
{
    readonly Dictionary<int, ThreadSnapshot> _known = [];
    readonly List<int> _asked = [];

    [Fact]
    public void An_unknown_thread_is_asked_for_once_with_its_ancestors()
    {
        var host = new FakeHost(lookup: this);
        Add(10, 10, 1, "init");
        Add(20, 20, 10, "sshd");
        Add(30, 30, 20, "bash");
        var subject = host.Send(host.OpenatEvent(30, 3, "x"));
        host.Send(host.OpenatEvent(30, 3, "x"));
        Assert.Equal("bash", FakeHost.Text(subject.Process!.Name));
        Assert.Equal("init", FakeHost.Text(subject.Process.Parent!.Parent!.Name));
        Assert.Equal([30, 20, 10, 1], _asked);
        Assert.Equal(3, host.State.Statistics.ThreadsLookedUp);
        Assert.Equal(1, host.State.Statistics.LookupsFailed);
    }

    [Fact]
    public void A_thread_brings_its_process()
    {
        var host = new FakeHost(lookup: this);
        Add(31, 30, 0, "worker");
        var subject = host.Send(host.OpenatEvent(31, 3, "x"));
        Assert.Equal((31, 30), (subject.Thread!.Tid, subject.Process!.Pid));
        Assert.Same(subject.Process, host.Process(30));
    }

    [Fact]
    public void One_that_is_gone_is_not_asked_for_again()
    {
        var host = new FakeHost(lookup: this);
        Assert.True(host.Send(host.OpenatEvent(30, 3, "x")).Process!.IsIncomplete);
        host.Send(host.OpenatEvent(30, 3, "x"));
        Assert.Equal([30], _asked);
    }

    [Fact]
    public void An_answer_about_another_thread_is_refused()
    {
        var host = new FakeHost(lookup: this);
        _known[30] = new ThreadSnapshot { Tid = 77, Pid = 77 };
        Assert.Equal(30, host.Send(host.OpenatEvent(30, 3, "x")).Process!.Pid);
        Assert.Null(host.State.Processes.Find(77));
    }

    [Fact]
    public void Questions_are_bounded_in_a_second()
    {
        var host = new FakeHost(new StateOptions { MaxLookupsPerSecond = 5 }, this);
        for (var tid = 1000; tid < 1100; tid++) host.Send(host.OpenatEvent(tid, 3, "x"));
        Assert.Equal(5, _asked.Count);
        Assert.Equal(95, host.State.Statistics.LookupsSkipped);
    }

    public bool TryRead(int tid, [NotNullWhen(true)] out ThreadSnapshot? snapshot)
    {
        _asked.Add(tid);
        return _known.TryGetValue(tid, out snapshot);
    }

    void Add(int tid, int pid, int parent, string name) =>
        _known[tid] = new ThreadSnapshot { Tid = tid, Pid = pid, ParentPid = parent, Name = FakeHost.Utf8(name) };
}
