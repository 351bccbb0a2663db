using Lanner.Events;
using Xunit;

namespace Lanner.State.Tests.Parsing;

public sealed class IdentityTests
{
    readonly FakeHost _host = new();

    public IdentityTests()
    {
        _host.Seed(1);
        _host.Seed(100, 1, "su", "/home");
    }

    [Theory]
    [InlineData(EventCode.SetuidExit, new long[] { 0, 33 })]
    [InlineData(EventCode.SetreuidExit, new long[] { 0, 7, 33 })]
    [InlineData(EventCode.SetresuidExit, new long[] { 0, 7, 33, 8 })]
    public void The_effective_user_is_the_user(EventCode code, long[] parameters)
    {
        _host.Process(100).ImageBits.Set(0, 0, true, 1);
        Send(code, parameters);
        Assert.Equal(33U, _host.Process(100).Uid);
        Assert.False(_host.Process(100).ImageBits.TryGet(0, 0, out _));
        parameters[0] = -1;
        parameters[^1] = parameters[1] = 50;
        Send(code, parameters);
        Assert.Equal(33U, _host.Process(100).Uid);
    }

    [Theory]
    [InlineData(EventCode.SetgidExit, new long[] { 0, 33 })]
    [InlineData(EventCode.SetregidExit, new long[] { 0, 7, 33 })]
    [InlineData(EventCode.SetresgidExit, new long[] { 0, 7, 33, 8 })]
    public void The_effective_group_is_the_group(EventCode code, long[] parameters)
    {
        Send(code, parameters);
        Assert.Equal(33U, _host.Process(100).Gid);
    }

    [Fact]
    public void All_ones_leaves_a_number_as_it_is()
    {
        Send(EventCode.SetresuidExit, [0, 5, 5, 5]);
        Send(EventCode.SetresuidExit, [0, 1, uint.MaxValue, 1]);
        Assert.Equal(5U, _host.Process(100).Uid);
    }

    [Fact]
    public void setsid_leads_a_session_and_a_group()
    {
        Send(EventCode.SetsidExit, [100]);
        var process = _host.Process(100);
        Assert.Equal((100L, 100L, 100L, 0U), (process.SessionId, process.Pgid, process.VirtualPgid, process.Tty));
        Assert.Equal(100, _host.Fork(100, 101).SessionId);
    }

    [Fact]
    public void setpgid_speaks_of_others_too()
    {
        _host.Fork(100, 101);
        _host.Fork(100, 102);
        Send(EventCode.SetpgidExit, [0, 101, 0]);
        Assert.Equal(101, _host.Process(101).Pgid);
        Send(EventCode.SetpgidExit, [0, 102, 101]);
        Assert.Equal((101L, 101L), (_host.Process(102).Pgid, _host.Process(102).VirtualPgid));
        Send(EventCode.SetpgidExit, [0, 0, 0]);
        Assert.Equal(100, _host.Process(100).Pgid);
    }

    [Fact]
    public void In_a_pid_namespace_groups_are_found_among_relatives()
    {
        _host.CloneInChild(150, 100, FakeHost.InPidNamespace, virtualPid: 1);
        _host.CloneInChild(151, 150, FakeHost.InPidNamespace, virtualPid: 5);
        _host.CloneInChild(152, 150, FakeHost.InPidNamespace, virtualPid: 6);
        _host.Send(_host.Event(EventCode.SetpgidExit, 150).Add(0).Add(6).Add(5));
        Assert.Equal((151L, 5L), (_host.Process(152).Pgid, _host.Process(152).VirtualPgid));
        _host.Send(_host.Event(EventCode.SetpgidExit, 150).Add(0).Add(6).Add(77));
        Assert.Equal((-1L, 77L), (_host.Process(152).Pgid, _host.Process(152).VirtualPgid));
    }

    [Fact]
    public void capset_sets_all_three()
    {
        Send(EventCode.CapsetExit, [0, 1, 2, 3]);
        var process = _host.Process(100);
        Assert.Equal((1UL, 2UL, 3UL), (process.CapInheritable, process.CapPermitted, process.CapEffective));
    }

    [Fact]
    public void A_name_is_set_by_the_main_thread_for_the_process_and_by_others_for_themselves()
    {
        _host.CloneInChild(110, 1, FakeHost.ThreadFlag, pid: 100, name: "su");
        SetName(110, "io-worker");
        Assert.Equal("su", FakeHost.Text(_host.Process(100).Name));
        Assert.Equal("io-worker", FakeHost.Text(_host.State.Processes.Find(110)!.Name));
        _ = _host.Process(100).CommandLine;
        SetName(100, "a-name-longer-than-the-kernel-keeps");
        Assert.Equal("a-name-longer-t", FakeHost.Text(_host.Process(100).Name));
        Assert.Equal("a-name-longer-t", FakeHost.Text(_host.Process(100).CommandLine));
    }

    [Fact]
    public void The_working_directory_follows_chdir_and_fchdir()
    {
        _host.Send(_host.Event(EventCode.ChdirExit, 100).Add(0).Add("../etc/./ssh/"));
        Assert.Equal("/etc/ssh", FakeHost.Text(_host.Process(100).Cwd));
        _host.Send(_host.Event(EventCode.ChdirExit, 100).Add(-2).Add("/nowhere"));
        Assert.Equal("/etc/ssh", FakeHost.Text(_host.Process(100).Cwd));
        _host.Openat(100, 3, "/var/lib", FakeHost.Directory);
        Assert.NotNull(_host.Send(_host.Event(EventCode.FchdirExit, 100).Add(0).Add(3)).Descriptor);
        Assert.Equal("/var/lib/x", FakeHost.Text(_host.Openat(100, 4, "x")!.Name));
        _host.Send(_host.Event(EventCode.FchdirExit, 100).Add(0).Add(99));
        Assert.Equal("x", FakeHost.Text(_host.Openat(100, 4, "x")!.Name));
    }

    [Fact]
    public void chroot_is_remembered_and_inherited()
    {
        _host.Send(_host.Event(EventCode.ChrootExit, 100).Add(0).Add("jail"));
        Assert.Equal("/home/jail", FakeHost.Text(_host.Fork(100, 101).Root));
    }

    [Fact]
    public void The_limit_of_files_follows_setrlimit()
    {
        Send(EventCode.SetrlimitExit, [0, 2048, 4096, 7]);
        Assert.Equal(2048, _host.Process(100).FdLimit);
        Send(EventCode.PrlimitExit, [0, -1, -1, 2048, 4096, 0, 7]);
        Assert.Equal(2048, _host.Process(100).FdLimit);
        Send(EventCode.PrlimitExit, [0, 512, 512, 2048, 4096, 0, 7]);
        Assert.Equal(512, _host.Process(100).FdLimit);
    }

    void SetName(int tid, string name) => _host.Send(_host.Event(EventCode.PrctlExit, tid).Add(0).Add(15).Add(name).Add(0));

    void Send(EventCode code, long[] parameters)
    {
        var builder = _host.Event(code, 100);
        foreach (var parameter in parameters) builder.Add(parameter);
        _host.Send(builder);
    }
}
