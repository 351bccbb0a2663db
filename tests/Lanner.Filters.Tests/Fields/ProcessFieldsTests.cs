using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

public sealed class ProcessFieldsTests
{
    static Scene Shell()
    {
        var scene = new Scene();
        var process = scene.Process;
        process.Name = Scene.Utf8("bash");
        process.Exe = Scene.Utf8("-bash");
        process.ExePath = Scene.Utf8("/usr/bin/bash");
        process.Args = Scene.Zeros("-c", "echo hi");
        process.Environment = Scene.Zeros("PATH=/bin", "LD_PRELOAD=/tmp/x.so", "EMPTY=");
        process.Cwd = Scene.Utf8("/dev/shm");
        process.StartNs = Scene.Time - 3_000;
        return scene;
    }

    [Fact]
    public void Command_lines_begin_with_the_name_or_with_the_first_argument()
    {
        var scene = Shell();
        Assert.Equal("bash", scene.Read("proc.name"));
        Assert.Equal("bash -c echo hi", scene.Read("proc.cmdline"));
        Assert.Equal("-bash -c echo hi", scene.Read("proc.exeline"));
        Assert.Equal("-c echo hi", scene.Read("proc.args"));
        Assert.Equal("-c", scene.Read("proc.args[0]"));
        Assert.Equal("echo hi", scene.Read("proc.args[1]"));
        Assert.Null(scene.Read("proc.args[2]"));
        Assert.Equal("2", scene.Read("proc.cmdnargs"));
        Assert.Equal("9", scene.Read("proc.cmdlenargs"));
    }

    [Fact]
    public void Variables_are_found_by_their_whole_name()
    {
        var scene = Shell();
        Assert.Equal("/tmp/x.so", scene.Read("proc.env[LD_PRELOAD]"));
        Assert.Equal("", scene.Read("proc.env[EMPTY]"));
        Assert.Null(scene.Read("proc.env[LD]"));
        Assert.Equal("PATH=/bin LD_PRELOAD=/tmp/x.so EMPTY=", scene.Read("proc.env"));
    }

    [Fact]
    public void The_working_directory_ends_in_a_slash()
    {
        var scene = Shell();
        Assert.Equal("/dev/shm/", scene.Read("proc.cwd"));
        scene.Process.Cwd = Scene.Utf8("/");
        Assert.Equal("/", scene.Read("proc.cwd"));
    }

    [Fact]
    public void Durations_need_a_known_start()
    {
        var scene = Shell();
        Assert.Equal("3000", scene.Read("proc.duration"));
        scene.Process.Parent = new Process(7);
        Assert.Null(scene.Read("proc.ppid.duration"));
        scene.Process.Parent.StartNs = Scene.Time - 10;
        Assert.Equal("10", scene.Read("proc.ppid.duration"));
        scene.Process.ExeInodeCtimeNs = Scene.Time - 4_000;
        Assert.Equal("1000", scene.Read("proc.exe_ino.ctime_duration_proc_start"));
        Assert.Null(scene.Read("proc.exe_ino.ctime_duration_pidns_start"));
    }

    [Fact]
    public void Capabilities_are_named()
    {
        var scene = Shell();
        scene.Process.CapEffective = 1UL << 21 | 1;
        Assert.Equal("CAP_CHOWN CAP_SYS_ADMIN", scene.Read("thread.cap_effective"));
        Assert.Equal("", scene.Read("thread.cap_permitted"));
    }

    [Fact]
    public void Ancestors_are_counted_from_the_process_itself()
    {
        var scene = Shell();
        var init = new Process(1) { Name = Scene.Utf8("systemd") };
        var sshd = new Process(7) { Name = Scene.Utf8("sshd"), Parent = init, Args = Scene.Zeros("-D"), Environment = Scene.Zeros("A=1") };
        scene.Process.Parent = sshd;
        Assert.Equal("sshd", scene.Read("proc.pname"));
        Assert.Equal("bash", scene.Read("proc.aname[0]"));
        Assert.Equal("sshd", scene.Read("proc.aname[1]"));
        Assert.Equal("systemd", scene.Read("proc.aname[2]"));
        Assert.Null(scene.Read("proc.aname[3]"));
        Assert.Equal("sshd,systemd", scene.Read("proc.aname"));
        Assert.Equal("7,1", scene.Read("proc.apid"));
        Assert.Equal("-D", scene.Read("proc.aargs"));
        Assert.Equal("1", scene.Read("proc.aenv[A]"));
        Assert.Equal("A=1,", scene.Read("proc.aenv"));
        Assert.Equal("42", scene.Read("proc.loginshellid"));
        Assert.Equal(ListKind.AnyOf, Scene.Field("proc.aname").ListKind);
    }

    [Fact]
    public void The_process_itself_is_no_ancestor_and_lives_as_its_image_does()
    {
        Assert.Equal(Lifetime.Image, Scene.Field("proc.aname[0]").Lifetime);
        Assert.Equal(Lifetime.Lineage, Scene.Field("proc.aname[1]").Lifetime);
        Assert.Equal(Lifetime.Lineage, Scene.Field("proc.aname").Lifetime);
    }

    [Fact]
    public void A_circle_of_parents_ends()
    {
        var scene = Shell();
        var other = new Process(7) { Name = Scene.Utf8("ash"), Parent = scene.Process };
        scene.Process.Parent = other;
        Assert.Equal(256, scene.Read("proc.aname")!.Split(',').Length);
        Assert.NotNull(scene.Read("proc.loginshellid"));
        Assert.NotNull(scene.Read("proc.aargs"));
    }

    [Fact]
    public void Leaders_are_found_by_number_or_in_the_lineage()
    {
        var host = new HostState();
        host.Seed(
        [
            new ThreadSnapshot { Tid = 5, Pid = 5, VirtualPid = 5, SessionId = 5, Pgid = 5, VirtualPgid = 5, Name = Scene.Utf8("leader"), Exe = Scene.Utf8("/l") },
            new ThreadSnapshot { Tid = 6, Pid = 6, VirtualPid = 6, ParentPid = 1, SessionId = 5, Pgid = 77, VirtualPgid = 77, Name = Scene.Utf8("member") },
        ]);
        var scene = new Scene { Host = host, Process = host.Processes.FindProcess(6)!, Thread = host.Processes.Find(6) };
        Assert.Equal("leader", scene.Read("proc.sname"));
        Assert.Equal("/l", scene.Read("proc.sid.exe"));
        Assert.Equal("member", scene.Read("proc.pgid.name"));
        Assert.Equal("false", scene.Read("proc.is_sid_leader"));
    }

    [Fact]
    public void Inside_a_pid_namespace_the_leader_is_the_oldest_ancestor_of_the_session()
    {
        var host = new HostState();
        host.Seed([new ThreadSnapshot { Tid = 1, Pid = 1, VirtualPid = 1, SessionId = 1, Name = Scene.Utf8("systemd") }]);
        var scene = new Scene { Host = host };
        var entry = new Process(1000) { VirtualPid = 1, SessionId = 1, Name = Scene.Utf8("entry"), Parent = new Process(999) { SessionId = 999 } };
        scene.Process.VirtualPid = 20;
        scene.Process.SessionId = 1;
        scene.Process.Parent = entry;
        Assert.Equal("entry", scene.Read("proc.sname"));
    }

    [Fact]
    public void Users_have_their_numbers_and_names()
    {
        var host = new HostState();
        host.SeedUsers([new UserSnapshot(1000, 1000, Scene.Utf8("ada"), Scene.Utf8("/home/ada"), Scene.Utf8("/bin/zsh"))]);
        host.SeedGroups([new GroupSnapshot(100, Scene.Utf8("users"))]);
        var scene = new Scene { Host = host };
        scene.Process.Uid = 1000;
        scene.Process.Gid = 100;
        Assert.Equal("ada", scene.Read("user.name"));
        Assert.Equal("/home/ada", scene.Read("user.homedir"));
        Assert.Equal("/bin/zsh", scene.Read("user.shell"));
        Assert.Equal("users", scene.Read("group.name"));
        Assert.Equal("-1", scene.Read("user.loginuid"));
        Assert.Null(scene.Read("user.loginname"));
        scene.Process.LoginUid = 1000;
        Assert.Equal("1000", scene.Read("user.loginuid"));
        Assert.Equal("ada", scene.Read("user.loginname"));
    }

    [Fact]
    public void Processor_time_is_the_distance_of_switches_on_one_cpu()
    {
        var scene = new Scene { Origins = new EventOrigins(0, 0, 42, 1) };
        Assert.Equal("0", scene.On(new EventBuilder(EventCode.SwitchEnter, Scene.Time, 42)).Read("thread.exectime"));
        scene.On(new EventBuilder(EventCode.SwitchEnter, Scene.Time + 700, 42));
        Assert.Equal("700", scene.Read("thread.exectime"));
        Assert.Equal("700", scene.Read("thread.exectime"));
        Assert.Equal("700", scene.Read("thread.totexectime"));
        scene.On(new EventBuilder(EventCode.SwitchEnter, Scene.Time + 1_000, 42));
        Assert.Equal("1000", scene.Read("thread.totexectime"));
        Assert.Equal("1000", scene.Read("thread.totexectime"));
    }
}
