using Lanner.Events;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Filters.Tests.Fields;

public sealed class DescriptorFieldsTests
{
    static Scene With(DescriptorKind kind, string name, Action<FileDescriptor>? set = null)
    {
        var descriptor = new FileDescriptor { Number = 3, Kind = kind };
        descriptor.SetName(Scene.Utf8(name));
        set?.Invoke(descriptor);
        return new Scene { Descriptor = descriptor };
    }

    [Theory]
    [InlineData("/etc/passwd", "/etc", "passwd")]
    [InlineData("/vmlinuz", "/", "vmlinuz")]
    [InlineData("/a/b/c", "/a/b", "c")]
    [InlineData("relative", "/", "/")]
    public void Files_have_a_directory_and_a_name(string path, string directory, string name)
    {
        var scene = With(DescriptorKind.File, path);
        Assert.Equal(path, scene.Read("fd.name"));
        Assert.Equal(directory, scene.Read("fd.directory"));
        Assert.Equal(name, scene.Read("fd.filename"));
        Assert.Equal("file", scene.Read("fd.type"));
        Assert.Equal("f", scene.Read("fd.typechar"));
    }

    [Fact]
    public void A_directory_is_its_own_and_has_no_file_name()
    {
        var scene = With(DescriptorKind.Directory, "/etc/ssh");
        Assert.Equal("/etc/ssh", scene.Read("fd.directory"));
        Assert.Null(scene.Read("fd.filename"));
        Assert.Null(With(DescriptorKind.Fifo, "pipe:[3]").Read("fd.directory"));
    }

    [Theory]
    [InlineData(DescriptorKind.IPv4Listener, "ipv4", "4"), InlineData(DescriptorKind.UnixSocket, "unix", "u")]
    [InlineData(DescriptorKind.Fifo, "pipe", "p"), InlineData(DescriptorKind.MemFd, "memfd", "m"), InlineData(DescriptorKind.Unknown, null, "o")]
    public void Kinds_have_a_word_and_a_letter(DescriptorKind kind, string? word, string letter)
    {
        var scene = With(kind, "x");
        Assert.Equal(word, scene.Read("fd.type"));
        Assert.Equal(letter, scene.Read("fd.typechar"));
    }

    [Fact]
    public void Numbers_of_failed_opens_are_negative_and_other_events_have_none()
    {
        var failed = With(DescriptorKind.File, "/x", descriptor => descriptor.Number = -1);
        Assert.Equal("-1", failed.Read("fd.num"));
        Assert.Equal("3", With(DescriptorKind.File, "/x").Read("fd.num"));
        Assert.Equal("-1", new Scene().On(new EventBuilder(EventCode.SocketExit, Scene.Time, 42).Add(-13)).Read("fd.num"));
        Assert.Equal("9", new Scene().On(new EventBuilder(EventCode.ReadExit, Scene.Time, 42).Add(0).Set("fd", 9)).Read("fd.num"));
        Assert.Null(new Scene().On(new EventBuilder(EventCode.SetuidExit, Scene.Time, 42).Add(0)).Read("fd.num"));
    }

    [Fact]
    public void Devices_are_taken_apart()
    {
        var scene = With(DescriptorKind.File, "/dev/x", descriptor => descriptor.Device = 0x0080_0812);
        Assert.Equal("8", scene.Read("fd.dev.major"));
        Assert.Equal("2066", scene.Read("fd.dev.minor"));
        Assert.Equal("8390674", scene.Read("fd.dev"));
    }

    [Fact]
    public void Layers_come_from_the_open_flags()
    {
        var scene = With(DescriptorKind.File, "/x", descriptor => descriptor.OpenFlags = EventTable.Flags("file_flags")["FD_UPPER_LAYER"]);
        Assert.Equal("true", scene.Read("fd.is_upper_layer"));
        Assert.Equal("false", scene.Read("fd.is_lower_layer"));
    }

    [Fact]
    public void Kinds_of_all_descriptors_are_listed_once()
    {
        var host = new HostState();
        host.Seed([new ThreadSnapshot
        {
            Tid = 42, Pid = 42,
            Descriptors =
            [
                new DescriptorSnapshot { Fd = 0, Kind = DescriptorKind.File, Name = Scene.Utf8("/dev/pts/0") },
                new DescriptorSnapshot { Fd = 1, Kind = DescriptorKind.File, Name = Scene.Utf8("/dev/pts/0") },
                new DescriptorSnapshot { Fd = 2, Kind = DescriptorKind.Fifo, Name = Scene.Utf8("pipe:[2]") },
            ],
        }]);
        var scene = new Scene { Host = host, Thread = host.Processes.Find(42) };
        Assert.Equal("file,pipe", scene.Read("fd.types"));
        Assert.Equal("pipe", scene.Read("fd.types[2]"));
        Assert.Null(scene.Read("fd.types[7]"));
        Assert.Equal("file", scene.Read("proc.stdin.type"));
        Assert.Equal("pipe:[2]", scene.Read("proc.stderr.name"));
        Assert.Equal("3", scene.Read("proc.fdopencount"));
    }

    [Fact]
    public void Names_can_be_told_apart_by_container()
    {
        var scene = With(DescriptorKind.File, "/etc/passwd");
        Assert.Equal(":/etc/passwd", scene.Read("fd.containername"));
        scene.Process.Container = new ContainerTable().Define("0123456789ab"u8, ContainerEngine.Docker, new ContainerDetail(), 0);
        Assert.Equal("0123456789ab:/etc/passwd", scene.Read("fd.containername"));
        Assert.Equal("0123456789ab:/etc", scene.Read("fd.containerdirectory"));
        Assert.Equal("423", scene.Read("fd.uid"));
    }
}
