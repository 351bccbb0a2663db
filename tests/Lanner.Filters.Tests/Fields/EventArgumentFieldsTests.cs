using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

public sealed class EventArgumentFieldsTests
{
    static EventBuilder Event(EventCode code) => new(code, Scene.Time, 42);

    [Fact]
    public void Flags_are_their_names()
    {
        var table = EventTable.Flags("file_flags");
        var scene = new Scene().On(Event(EventCode.OpenatExit).Add(3).Set("flags", table["O_RDONLY"] | table["O_CLOEXEC"]).Set("mode", 0b110_100_100));
        Assert.Equal("O_RDONLY|O_CLOEXEC", scene.Read("evt.arg.flags"));
        Assert.Equal("O_RDONLY|O_CLOEXEC", scene.Read("evt.arg[3]"));
        Assert.Equal("4097", scene.Read("evt.rawarg.flags"));
        Assert.Equal("0644", scene.Read("evt.arg.mode"));
        Assert.Null(scene.Read("evt.arg.request"));
        Assert.Null(scene.Read("evt.arg.dev"));
    }

    [Fact]
    public void Enumerations_are_their_names()
    {
        var scene = new Scene().On(Event(EventCode.SocketExit).Add(3).Add(17));
        Assert.Equal("AF_PACKET", scene.Read("evt.arg.domain"));
        scene.On(Event(EventCode.PtraceExit).Set("request", EventTable.Flags("ptrace_requests")["PTRACE_ATTACH"]));
        Assert.Equal("PTRACE_ATTACH", scene.Read("evt.arg.request"));
        scene.On(Event(EventCode.ChmodExit).Set("mode", 0b100_111_101_101));
        Assert.Contains("S_ISUID", scene.Read("evt.arg.mode"));
        Assert.Contains("S_IXUSR", scene.Read("evt.arg.mode"));
    }

    [Fact]
    public void Relative_paths_become_absolute()
    {
        var scene = new Scene();
        scene.Process.Cwd = Scene.Utf8("/home/me");
        scene.On(Event(EventCode.SymlinkExit).Add(0).Add("../target").Add("./a/../link"));
        Assert.Equal("/home/me/link", scene.Read("evt.arg.linkpath"));
        Assert.Equal("../target", scene.Read("evt.arg.target"));
        scene.On(Event(EventCode.UnlinkExit).Add(0).Add("/etc//passwd"));
        Assert.Equal("/etc//passwd", scene.Read("evt.arg.path"));
    }

    [Fact]
    public void Paths_below_a_directory_descriptor_are_joined_with_it()
    {
        var host = new HostState();
        host.Seed([new ThreadSnapshot
        {
            Tid = 42, Pid = 42, Cwd = Scene.Utf8("/home/me"),
            Descriptors = [new DescriptorSnapshot { Fd = 5, Kind = DescriptorKind.Directory, Name = Scene.Utf8("/var/log") }],
        }]);
        var scene = new Scene { Host = host, Thread = host.Processes.Find(42) };
        scene.On(Event(EventCode.UnlinkatExit).Add(0).Add(5).Add("old"));
        Assert.Equal("/var/log/old", scene.Read("evt.arg.name"));
        Assert.Equal("/var/log/old", scene.Read("evt.abspath"));
        Assert.Equal("<d>/var/log", scene.Read("evt.arg.dirfd"));
        Assert.Equal("res=0 dirfd=5(<d>/var/log) name=old(/var/log/old) flags=0", scene.On(
            Event(EventCode.UnlinkatExit).Add(0).Add(5).Add("old").Add(0)).Read("evt.args"));
        scene.On(Event(EventCode.RenameatExit).Add(0).Add(-100).Add("a").Add(5).Add("b"));
        Assert.Equal("/home/me/a", scene.Read("evt.abspath.src"));
        Assert.Equal("/var/log/b", scene.Read("evt.abspath.dst"));
        Assert.Equal("AT_FDCWD", scene.Read("evt.arg.olddirfd"));
    }

    [Fact]
    public void Results_show_their_error()
    {
        var scene = new Scene().On(Event(EventCode.UnlinkExit).Add(-13).Add("/x"));
        Assert.Equal("EACCES", scene.Read("evt.arg.res"));
        Assert.Equal("res=-13(EACCES) path=/x", scene.Read("evt.args"));
        Assert.Equal("res=-13(EACCES) path=<NA>", scene.On(Event(EventCode.UnlinkExit).Add(-13)).Read("evt.info"));
    }

    [Fact]
    public void Addresses_are_written_as_descriptors_are_named()
    {
        byte[] pair = [2, 10, 0, 0, 1, 0x39, 0x30, 10, 0, 0, 2, 80, 0];
        var scene = new Scene().On(Event(EventCode.ConnectExit).Add(0).Add(pair));
        Assert.Equal("10.0.0.1:12345->10.0.0.2:80", scene.Read("evt.arg.tuple"));
        byte[] unix = [1, 0xab, 0, 0, 0, 0, 0, 0, 0, 0xcd, 0, 0, 0, 0, 0, 0, 0, .. "/run/x"u8, 0];
        Assert.Equal("ab->cd /run/x", scene.On(Event(EventCode.ConnectExit).Add(0).Add(unix)).Read("evt.arg.tuple"));
        Assert.Equal("/run/y", scene.On(Event(EventCode.ConnectExit).Add(0).Set("addr", [1, .. "/run/y"u8, 0])).Read("evt.arg.addr"));
    }

    [Fact]
    public void Data_is_shown_as_far_as_it_can_be_printed()
    {
        var scene = new Scene().On(Event(EventCode.ReadExit).Add(3).Add([(byte)'a', 0, (byte)'b', 0xff]));
        Assert.Equal("a.b.", scene.Read("evt.arg.data"));
        var longer = new byte[100];
        longer.AsSpan().Fill((byte)'x');
        Assert.Contains("data=" + new string('x', 77) + "... ", scene.On(Event(EventCode.ReadExit).Add(100).Add(longer)).Read("evt.args"));
        Assert.Equal(100, scene.Read("evt.arg.data")!.Length);
    }

    [Fact]
    public void Times_users_and_signals_are_said_in_words()
    {
        var scene = new Scene().On(Event(EventCode.PpollExit).Set("timeout", 1_500_000_000).Set("sigmask", 0b100000001));
        Assert.Equal("1.5s", scene.Read("evt.arg.timeout"));
        Assert.Equal("SIGHUP SIGKILL", scene.Read("evt.arg.sigmask"));
        Assert.Equal("none", scene.On(Event(EventCode.PpollExit).Set("timeout", -1)).Read("evt.arg.timeout"));
        Assert.Equal("SIGKILL", scene.On(Event(EventCode.KillExit).Set("sig", 9)).Read("evt.arg.sig"));
        Assert.Equal("<NONE>", scene.On(Event(EventCode.SetuidExit).Add(0).Add(-1)).Read("evt.arg.uid"));
        Assert.Equal("root", scene.On(Event(EventCode.SetuidExit).Add(0).Add(0)).Read("evt.arg.uid"));
        Assert.Equal("4242", scene.On(Event(EventCode.SetuidExit).Add(0).Add(4242)).Read("evt.arg.uid"));
    }

    [Fact]
    public void Processes_are_shown_with_their_name()
    {
        var host = new HostState();
        host.Seed([new ThreadSnapshot { Tid = 9, Pid = 9, Name = Scene.Utf8("victim") }]);
        var scene = new Scene { Host = host }.On(Event(EventCode.PtraceExit).Set("pid", 9));
        Assert.Equal("victim", scene.Read("evt.arg.pid"));
        Assert.Equal("9", scene.Read("evt.rawarg.pid"));
        Assert.Contains("pid=9(victim)", scene.Read("evt.args"));
    }

    [Fact]
    public void Polled_descriptors_are_listed()
    {
        byte[] list = [2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 5, 0];
        var host = new HostState();
        host.Seed([new ThreadSnapshot
        {
            Tid = 42, Pid = 42,
            Descriptors = [new DescriptorSnapshot { Fd = 3, Kind = DescriptorKind.Fifo, Name = Scene.Utf8("pipe:[1]") }],
        }]);
        var scene = new Scene { Host = host, Thread = host.Processes.Find(42) }.On(Event(EventCode.PollExit).Add(1).Add(list));
        Assert.Equal("3:p1 4:o5", scene.Read("evt.arg.fds"));
        Assert.Equal("3,4", scene.Read("fdlist.nums"));
        Assert.Equal("pipe:[1]", scene.Read("fdlist.names"));
        Assert.Null(scene.Read("fdlist.cips"));
    }

    [Fact]
    public void Values_with_a_selector_are_read_by_their_call()
    {
        var signal = EventTable.Get(EventCode.PtraceExit);
        var scene = new Scene().On(Event(EventCode.PtraceExit).Set("data", [1, 19]));
        Assert.Equal("SIGSTOP", scene.Read("evt.arg.data"));
        Assert.NotEqual(-1, signal.IndexOf("data"));
        Assert.Equal("FF", scene.On(Event(EventCode.PtraceExit).Set("addr", [0, 0xff, 0, 0, 0, 0, 0, 0, 0])).Read("evt.arg.addr"));
        Assert.Equal("7", scene.On(Event(EventCode.SetsockoptExit).Set("val", [2, 7, 0, 0, 0])).Read("evt.arg.val"));
        Assert.Equal("ECONNREFUSED",
            scene.On(Event(EventCode.GetsockoptExit).Set("val", [1, 0x91, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])).Read("evt.arg.val"));
    }
}
