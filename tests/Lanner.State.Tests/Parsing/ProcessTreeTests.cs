using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests.Parsing;

public sealed class ProcessTreeTests
{
    readonly FakeHost _host = new();

    public ProcessTreeTests()
    {
        _host.Seed(1);
        _host.Seed(100, 1, "sh", "/home");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_child_is_known_by_either_side_of_clone(bool parentSide, bool childSide)
    {
        if (parentSide) _host.CloneInParent(100, 101, callerParent: 1);
        if (childSide) _host.CloneInChild(101, 100);
        var child = _host.Process(101);
        Assert.Same(_host.Process(100), child.Parent);
        Assert.Equal(100, child.ParentPid);
        Assert.Equal("sh", FakeHost.Text(child.Name));
        Assert.Equal(1, _host.Process(100).ChildCount);
        Assert.Equal(3, _host.State.Processes.Count);
        Assert.False(child.IsIncomplete);
    }

    [Fact]
    public void The_childs_side_may_come_first_and_the_process_stays_one()
    {
        var made = _host.CloneInChild(101, 100).Process;
        _host.Exec(101, 100, "ls");
        // A vfork returns in the parent only after the child's exec.
        _host.CloneInParent(100, 101, callerParent: 1);
        Assert.Same(made, _host.Process(101));
        Assert.Equal("ls", FakeHost.Text(made!.Name));
        Assert.Equal(0, _host.State.Statistics.StaleThreadsReplaced);
    }

    [Fact]
    public void A_child_that_ended_before_its_parent_returned_stays_ended()
    {
        _host.CloneInChild(101, 100);
        _host.Exit(101);
        _host.CloneInParent(100, 101, callerParent: 1);
        Assert.Equal(2, _host.State.Processes.Count);
        Assert.Equal(0, _host.Process(100).ChildCount);
        // Its number is given out again.
        _host.CloneInParent(100, 101, callerParent: 1);
        Assert.Equal(3, _host.State.Processes.Count);
    }

    [Fact]
    public void A_failed_clone_makes_nothing()
    {
        _host.CloneInParent(100, -11, callerParent: 1);
        Assert.Equal(2, _host.State.Processes.Count);
    }

    [Fact]
    public void The_subject_of_a_childs_clone_is_the_child()
    {
        Assert.Equal(101, _host.CloneInChild(101, 100).Process!.Pid);
        Assert.Equal(100, _host.CloneInParent(100, 101, callerParent: 1).Process!.Pid);
    }

    [Fact]
    public void Exec_gives_a_new_image()
    {
        _host.Fork(100, 101);
        _host.Exec(101, 100, "nginx", "-g\0daemon off;\0", exePath: "/usr/sbin/nginx", flags: 2 | 1, cwd: "/srv/");
        var process = _host.Process(101);
        Assert.Equal("nginx", FakeHost.Text(process.Name));
        Assert.Equal("nginx -g daemon off;", FakeHost.Text(process.CommandLine));
        Assert.Equal("/usr/sbin/nginx", FakeHost.Text(process.ExePath));
        Assert.Equal("/srv", FakeHost.Text(process.Cwd));
        Assert.Equal("HOME=/root\0", FakeHost.Text(process.Environment));
        Assert.True(process is { ExeUpperLayer: true, ExeWritable: true, ExeLowerLayer: false, ExeFromMemFd: false });
        Assert.Equal((1UL, 2UL, 3UL), (process.CapInheritable, process.CapPermitted, process.CapEffective));
        Assert.Equal((77UL, 88UL, 99UL), (process.ExeInode, process.ExeInodeCtimeNs, process.ExeInodeMtimeNs));
        Assert.Equal((34816U, 7L, 1000U), (process.Tty, process.VirtualPgid, process.LoginUid));
        Assert.Equal(_host.NowNs, process.ExecNs);
        // The program is new, the process is not.
        Assert.True(process.StartNs < process.ExecNs);
    }

    [Fact]
    public void A_failed_exec_changes_nothing()
    {
        var process = _host.Fork(100, 101);
        _host.Send(_host.ExecEvent(101, 100, "nope", result: -2));
        Assert.Equal("sh", FakeHost.Text(process.Name));
        Assert.Equal(0UL, process.ExecNs);
    }

    [Fact]
    public void An_exited_process_is_there_until_the_event_is_complete()
    {
        _host.Fork(100, 101);
        var subject = _host.Apply(_host.Event(EventCode.ProcexitEnter, 101).Add(0).Add(0).Add(0).Add(0).Add(1));
        Assert.Equal("sh", FakeHost.Text(subject.Process!.Name));
        Assert.NotNull(_host.State.Processes.Find(101));
        _host.Read(100, 0);
        Assert.Null(_host.State.Processes.Find(101));
        Assert.Equal(0, _host.Process(100).ChildCount);
    }

    [Fact]
    public void Orphans_go_to_the_reaper()
    {
        _host.Fork(100, 101);
        _host.Fork(101, 102);
        _host.Fork(101, 103);
        _host.Exit(101, reaper: 1);
        Assert.Same(_host.Process(1), _host.Process(102).Parent);
        Assert.Equal(1, _host.Process(103).ParentPid);
        Assert.Equal(3, _host.Process(1).ChildCount);
    }

    [Fact]
    public void Orphans_of_an_unknown_reaper_have_no_parent_but_its_number()
    {
        _host.Fork(100, 101);
        _host.Fork(101, 102);
        _host.Exit(101, reaper: 4000);
        Assert.Null(_host.Process(102).Parent);
        Assert.Equal(4000, _host.Process(102).ParentPid);
    }

    [Fact]
    public void Threads_share_their_process_and_may_have_names()
    {
        _host.CloneInParent(100, 110, FakeHost.ThreadFlag, callerParent: 1);
        _host.CloneInChild(110, 1, FakeHost.ThreadFlag, pid: 100, name: "worker");
        _host.CloneInChild(111, 1, FakeHost.ThreadFlag, pid: 100, name: "sh");
        var process = _host.Process(100);
        Assert.Equal(3, process.ThreadCount);
        Assert.Equal(2, _host.State.Processes.Count);
        Assert.Same(process, _host.State.Processes.Find(110)!.Process);
        Assert.Equal("worker", FakeHost.Text(_host.State.Processes.Find(110)!.Name));
        Assert.Null(_host.State.Processes.Find(111)!.OwnName);
        Assert.Null(_host.State.Processes.FindProcess(110));
        Assert.Equal(0, process.ChildCount);
        Assert.Same(_host.Process(1), process.Parent);
    }

    [Fact]
    public void A_process_lives_until_its_last_thread_exits()
    {
        _host.CloneInChild(110, 1, FakeHost.ThreadFlag, pid: 100);
        _host.Exit(100);
        Assert.NotNull(_host.State.Processes.FindProcess(100));
        Assert.Equal(1, _host.Process(100).ThreadCount);
        _host.Exit(110, reaper: 1);
        Assert.Null(_host.State.Processes.FindProcess(100));
        Assert.Null(_host.State.Processes.Find(110));
    }

    [Fact]
    public void Exec_ends_all_other_threads()
    {
        _host.CloneInChild(110, 1, FakeHost.ThreadFlag, pid: 100, name: "worker");
        _host.Exec(100, 1, "top");
        Assert.Null(_host.State.Processes.Find(110));
        Assert.Equal(1, _host.Process(100).ThreadCount);
    }

    [Fact]
    public void A_number_given_out_again_is_a_new_process()
    {
        var old = _host.Fork(100, 101);
        _host.Exec(101, 100, "old");
        _host.Openat(101, 3, "/etc/shadow");
        // Its exit is lost.
        var young = _host.Fork(100, 101);
        Assert.NotSame(old, young);
        Assert.Equal("sh", FakeHost.Text(young.Name));
        Assert.Null(young.Descriptors.Find(3));
        Assert.Equal(1, _host.State.Statistics.StaleThreadsReplaced);
        Assert.Equal(1, _host.Process(100).ChildCount);
    }

    [Fact]
    public void A_thread_number_given_out_again_leaves_the_process_it_was_of()
    {
        _host.CloneInChild(110, 1, FakeHost.ThreadFlag, pid: 100);
        _host.Fork(1, 110);
        Assert.Equal(1, _host.Process(100).ThreadCount);
        Assert.Equal(110, _host.Process(110).Pid);
        Assert.Same(_host.Process(1), _host.Process(110).Parent);
    }

    [Fact]
    public void In_a_pid_namespace_only_the_child_tells_its_number()
    {
        _host.Exec(100, 1, "runc");
        _host.CloneInParent(100, 2, FakeHost.InPidNamespace, callerParent: 1);
        Assert.Null(_host.State.Processes.Find(2));
        _host.CloneInChild(150, 100, FakeHost.InPidNamespace, virtualPid: 2);
        Assert.Equal(2, _host.Process(150).VirtualPid);
        Assert.Equal(2, _host.State.Processes.Find(150)!.VirtualTid);
    }

    [Fact]
    public void A_child_by_CLONE_PARENT_is_a_sibling()
    {
        _host.CloneInParent(100, 101, FakeHost.ParentFlag, callerParent: 1);
        Assert.Same(_host.Process(1), _host.Process(101).Parent);
        Assert.Equal("sh", FakeHost.Text(_host.Process(101).Name));
    }

    [Fact]
    public void A_parent_named_by_one_of_its_threads_is_found()
    {
        _host.CloneInChild(110, 1, FakeHost.ThreadFlag, pid: 100);
        _host.CloneInChild(101, 110);
        Assert.Same(_host.Process(100), _host.Process(101).Parent);
        Assert.Equal(100, _host.Process(101).ParentPid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_parent_that_turns_out_to_be_a_thread_hands_its_children_to_its_process(bool byClone)
    {
        _host.CloneInChild(901, 810);
        Assert.Equal(810, _host.Process(901).ParentPid);
        if (byClone) _host.CloneInParent(810, 901, callerPid: 800, callerParent: 100, name: "server");
        else _host.State.Apply(FakeHost.View(_host.OpenatEvent(810, 3, "/x").Build(), pid: 800));
        Assert.Null(_host.State.Processes.FindProcess(810));
        Assert.Equal(800, _host.State.Processes.Find(810)!.Process.Pid);
        Assert.Same(_host.Process(800), _host.Process(901).Parent);
        Assert.Equal(800, _host.Process(901).ParentPid);
        StateChecks.Check(_host.State);
    }

    [Fact]
    public void Exec_repairs_a_process_whose_birth_was_lost()
    {
        _host.Exec(555, 100, "curl", "evil.sh\0");
        var process = _host.Process(555);
        Assert.Same(_host.Process(100), process.Parent);
        Assert.False(process.IsIncomplete);
        Assert.Equal("curl evil.sh", FakeHost.Text(process.CommandLine));
    }

    [Fact]
    public void An_unknown_thread_makes_an_incomplete_process_that_its_clone_completes()
    {
        var subject = _host.Send(_host.OpenatEvent(700, 3, "/etc/passwd"));
        Assert.True(subject.Process!.IsIncomplete);
        Assert.Equal("/etc/passwd", FakeHost.Text(subject.Descriptor!.Name));
        Assert.Equal(1, _host.State.Statistics.UnknownThreads);
        _host.CloneInParent(700, 701, callerParent: 100, name: "daemon");
        Assert.False(_host.Process(700).IsIncomplete);
        Assert.Equal("daemon", FakeHost.Text(_host.Process(700).Name));
        Assert.Same(_host.Process(100), _host.Process(700).Parent);
        Assert.Same(_host.Process(700), _host.Process(701).Parent);
    }

    [Fact]
    public void An_unknown_thread_of_a_known_process_is_told_by_the_source()
    {
        var bytes = _host.OpenatEvent(777, 3, "x").Build();
        var subject = _host.State.Apply(FakeHost.View(bytes, pid: 100));
        Assert.Same(_host.Process(100), subject.Process);
        Assert.Equal("/home/x", FakeHost.Text(subject.Descriptor!.Name));
    }

    [Fact]
    public void Seeds_link_parents_that_stand_behind_their_children()
    {
        var host = new FakeHost();
        host.State.Seed([Snapshot(30, 20), Snapshot(20, 10), Snapshot(10, 0), Snapshot(31, 10) with { Pid = 30 }]);
        Assert.Same(host.Process(20), host.Process(30).Parent);
        Assert.Same(host.Process(10), host.Process(20).Parent);
        Assert.Equal(2, host.Process(30).ThreadCount);
    }

    [Fact]
    public void Parents_in_a_circle_are_not_linked()
    {
        var host = new FakeHost();
        host.State.Seed([Snapshot(10, 30), Snapshot(20, 10), Snapshot(30, 20), Snapshot(40, 40)]);
        foreach (var process in host.State.Processes.All)
        {
            var depth = 0;
            for (var at = process.Parent; at is not null; at = at.Parent) Assert.True(++depth < 10);
        }

        Assert.Null(host.Process(40).Parent);
    }

    [Fact]
    public void Children_are_listed()
    {
        _host.Fork(100, 101);
        _host.Fork(100, 102);
        Assert.Equal([101, 102], _host.Process(100).Children.Select(child => child.Pid).Order());
    }

    [Fact]
    public void A_frozen_process_keeps_its_ancestors_as_they_were()
    {
        _host.Fork(100, 101);
        _host.Exec(101, 100, "before");
        var frozen = _host.Process(101).Freeze();
        _host.Exec(101, 100, "after");
        _host.Exec(100, 1, "other");
        Assert.Equal("before", FakeHost.Text(frozen.Name));
        Assert.Equal("sh", FakeHost.Text(frozen.Parent!.Name));
        Assert.Empty(frozen.Children);
    }

    static ThreadSnapshot Snapshot(int pid, int parent) => new() { Tid = pid, Pid = pid, ParentPid = parent };
}
