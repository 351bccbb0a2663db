using Xunit;

namespace Lanner.State.Tests;

/// <summary>The branch of a container's processes that a process belongs to.</summary>
public class ProcessTreeTests
{
    const string Cgroups = "cpuset=/docker/1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef\0";
    const string OtherCgroups = "cpuset=/docker/fedcba0987654321fedcba0987654321fedcba0987654321fedcba0987654321\0";

    const int Shim = 10, First = 20, Session = 30;

    readonly FakeHost _host = new();

    /// <summary>A container with a first process, which is number 1 there, and what docker exec began.</summary>
    public ProcessTreeTests()
    {
        _host.Seed(1);
        _host.Seed(Shim, 1, "shim");
        _host.CloneInChild(First, Shim, virtualPid: 1, cgroups: Cgroups, name: "nginx");
        _host.CloneInChild(Session, Shim, virtualPid: 7, cgroups: Cgroups, name: "sh");
    }

    Process Child(int pid, int parent)
    {
        _host.CloneInChild(pid, parent, virtualPid: pid - 10);
        return _host.Process(pid);
    }

    static ProcessIdentity Own(Process process) => new(process.Pid, process.StartNs);

    [Fact]
    public void A_worker_of_the_first_process_begins_one()
    {
        var (worker, other) = (Child(21, First), Child(22, First));
        Assert.Equal((Own(worker), Own(other), Own(_host.Process(First))), (worker.Tree, other.Tree, _host.Process(First).Tree));
        Assert.Equal(worker.Tree, Child(24, Child(23, 21).Pid).Tree);
    }

    [Fact]
    public void What_the_runtime_puts_into_the_container_begins_one() =>
        Assert.Equal((Own(_host.Process(Session)), Own(_host.Process(Session))), (_host.Process(Session).Tree, Child(31, Session).Tree));

    [Fact]
    public void It_stays_when_ancestors_end()
    {
        Child(31, Session);
        var tree = Child(32, 31).Tree;
        _host.Exit(31, reaper: First);
        _host.Exit(Session, reaper: First);
        Assert.Equal(First, _host.Process(32).Parent!.Pid);
        Assert.Equal(tree, _host.Process(32).Tree);
        Assert.Equal(tree, Child(33, 32).Tree);
        Assert.Equal(Session, tree.Pid);
    }

    [Fact]
    public void It_was_not_asked_for_before_the_ancestors_ended()
    {
        Child(31, Session);
        Child(32, 31);
        _host.Exit(31, reaper: First);
        Assert.Equal(Session, _host.Process(32).Tree.Pid);
    }

    [Fact]
    public void Another_container_is_another_tree()
    {
        var moved = Child(31, Session);
        Assert.Equal(Session, moved.Tree.Pid);
        _host.Exec(31, Session, "sh", cgroups: OtherCgroups);
        Assert.Equal(31, moved.Tree.Pid);
    }

    [Fact]
    public void Processes_that_were_there_before_have_theirs_from_their_parents()
    {
        _host.Seed(50, Shim, "sh", cgroups: Cgroups);
        _host.Seed(51, 50, "ls", cgroups: Cgroups);
        Assert.Equal(50, _host.Process(51).Tree.Pid);
        Assert.Equal(_host.Process(51).Tree, _host.Process(50).Tree);
    }

    [Fact]
    public void A_copy_has_it_too() => Assert.Equal(Session, Child(31, Session).Freeze().Tree.Pid);
}
