using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests.Parsing;

public sealed class LineageTests
{
    readonly FakeHost _host = new();
    ulong _before;

    public LineageTests()
    {
        _host.Seed(1);
        _host.Seed(100, 1, "sh");
        _host.Fork(100, 101);
        _before = _host.State.LineageEpoch;
    }

    [Fact]
    public void Exec_of_a_process_without_children_leaves_the_epoch_and_forgets_its_own_outcomes()
    {
        var process = _host.Process(101);
        process.ImageBits.Set(0, 0, true, 1);
        process.LineageBits.Set(0, _before, true, 1);
        _host.Exec(101, 100, "ls");
        Assert.Equal(_before, _host.State.LineageEpoch);
        Assert.False(process.ImageBits.TryGet(0, 0, out _));
        Assert.False(process.LineageBits.TryGet(0, _before, out _));
    }

    [Fact]
    public void Exec_of_a_parent_makes_a_new_epoch()
    {
        _host.Exec(100, 1, "bash");
        AssertNew();
    }

    [Fact]
    public void A_parents_new_name_makes_a_new_epoch()
    {
        Rename(101, "x");
        Assert.Equal(_before, _host.State.LineageEpoch);
        Rename(100, "x");
        AssertNew();
    }

    [Fact]
    public void A_parents_exit_makes_a_new_epoch()
    {
        _host.Fork(101, 102);
        _before = _host.State.LineageEpoch;
        _host.Process(102).LineageBits.Set(0, _before, true, 1);
        _host.Exit(101, reaper: 1);
        AssertNew();
        Assert.False(_host.Process(102).LineageBits.TryGet(0, _host.State.LineageEpoch, out _));
    }

    [Fact]
    public void Fork_and_the_exit_of_the_childless_leave_the_epoch()
    {
        _host.Fork(100, 103);
        _host.Exec(103, 100, "ls");
        _host.Exit(103, reaper: 1);
        Assert.Equal(_before, _host.State.LineageEpoch);
    }

    [Fact]
    public void Moving_a_process_that_has_children_makes_a_new_epoch()
    {
        _host.Fork(101, 102);
        _before = _host.State.LineageEpoch;
        // The exec tells of a parent other than the one known.
        _host.Exec(101, 1, "moved");
        AssertNew();
        Assert.Same(_host.Process(1), _host.Process(101).Parent);
    }

    [Fact]
    public void An_exec_that_still_names_a_parent_that_just_exited_leaves_the_reaper_as_the_parent()
    {
        _host.Fork(101, 102);
        _host.Exit(101, reaper: 100);

        _host.Exec(102, 101, "late");

        Assert.Same(_host.Process(100), _host.Process(102).Parent);
        Assert.Equal(100, _host.Process(102).ParentPid);
        Assert.Null(_host.State.Processes.FindProcess(101));
    }

    void AssertNew() => Assert.True(_host.State.LineageEpoch > _before);

    void Rename(int tid, string name) => _host.Send(_host.Event(EventCode.PrctlExit, tid).Add(0).Add(15).Add(name).Add(0));
}
