using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

public sealed class EventFieldsTests
{
    [Fact]
    public void Times_are_written_to_the_nanosecond()
    {
        var scene = new Scene();
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2023, 11, 14, 22, 13, 20, DateTimeKind.Utc), TimeZoneInfo.Local);
        Assert.Equal($"{local:HH:mm:ss}.123456789", scene.Read("evt.time"));
        Assert.Equal($"{local:HH:mm:ss}", scene.Read("evt.time.s"));
        Assert.Equal($"{local:yyyy-MM-dd HH:mm:ss}.123456789", scene.Read("evt.datetime"));
        Assert.Equal($"{local:yyyy-MM-dd HH:mm:ss}", scene.Read("evt.datetime.s"));
        Assert.Equal("2023-11-14T22:13:20.123456789+0000", scene.Read("evt.time.iso8601"));
        Assert.Equal("1700000000123456789", scene.Read("evt.rawtime"));
        Assert.Equal("1700000000", scene.Read("evt.rawtime.s"));
        Assert.Equal("123456789", scene.Read("evt.rawtime.ns"));
        Assert.Equal("5", scene.Read("evt.num"));
    }

    [Fact]
    public void Distances_are_counted_from_the_first_event_and_from_the_one_before()
    {
        var host = new HostState();
        var scene = new Scene { Host = host };
        foreach (var ns in new ulong[] { 0, 250, 2_000_000_300 })
        {
            var bytes = new EventBuilder(EventCode.ReadExit, Scene.Time + ns, 42).Add(0).Build();
            Assert.True(EventView.TryRead(bytes, default, out var view));
            host.Apply(view);
            scene.On(bytes);
        }

        Assert.Equal("2000000300", scene.Read("evt.reltime"));
        Assert.Equal("2", scene.Read("evt.reltime.s"));
        Assert.Equal("300", scene.Read("evt.reltime.ns"));
        Assert.Equal("2000000050", scene.Read("evt.deltatime"));
        Assert.Equal("50", scene.Read("evt.deltatime.ns"));
    }

    [Fact]
    public void A_call_without_an_event_of_its_own_has_the_calls_name()
    {
        var known = SyscallTable.All.First(call => call.Name == "getuid");
        var scene = new Scene().On(new EventBuilder(EventCode.SyscallExit, Scene.Time, 42).Add(known.Code).Add(102));
        Assert.Equal("getuid", scene.Read("evt.type"));
        Assert.Equal("getuid", scene.Read("syscall.type"));
        Assert.Equal("", scene.Read("evt.args"));
    }

    [Theory, InlineData("uname", "system"), InlineData("pselect6", "wait"), InlineData("ftruncate", "file"), InlineData("getrandom", "other")]
    public void Calls_without_an_event_of_their_own_have_a_category(string call, string category) => Assert.Equal(category,
        new Scene().On(new EventBuilder(EventCode.SyscallExit, Scene.Time, 42).Add(SyscallTable.Find(call))).Read("evt.category"));

    [Fact]
    public void What_is_no_system_call_has_no_name_of_one()
    {
        var scene = new Scene().On(new EventBuilder(EventCode.SwitchEnter, Scene.Time, 42).Add(3));
        Assert.Equal("switch", scene.Read("evt.type"));
        Assert.Null(scene.Read("syscall.type"));
        Assert.Equal(">", scene.Read("evt.dir"));
        Assert.Equal("1", scene.Read("evt.type.is.switch"));
        Assert.Equal("0", scene.Read("evt.type.is.open"));
        Assert.Equal("1", scene.Read("evt.type.is.152"));
    }

    [Theory]
    [InlineData(DescriptorKind.File, "file"), InlineData(DescriptorKind.IPv4Connection, "net"), InlineData(DescriptorKind.Fifo, "ipc")]
    public void Reads_belong_to_the_category_of_what_is_read(DescriptorKind kind, string category) =>
        Assert.Equal(category, new Scene { Descriptor = new FileDescriptor { Kind = kind } }.Read("evt.category"));

    [Fact]
    public void Results_are_named()
    {
        var scene = new Scene().On(new EventBuilder(EventCode.OpenatExit, Scene.Time, 42).Add(-2));
        Assert.Equal("ENOENT", scene.Read("evt.res"));
        Assert.Equal("-2", scene.Read("evt.rawres"));
        Assert.Equal("true", scene.Read("evt.failed"));
        Assert.Equal("1", scene.Read("evt.count.error.file"));
        scene.On(new EventBuilder(EventCode.OpenatExit, Scene.Time, 42).Add(3));
        Assert.Equal("SUCCESS", scene.Read("evt.res"));
        Assert.Equal("false", scene.Read("evt.failed"));
        scene.On(new EventBuilder(EventCode.ReadExit, Scene.Time, 42).Add(-4095));
        Assert.Equal("-4095", scene.Read("evt.res"));
        scene.On(new EventBuilder(EventCode.BrkExit, Scene.Time, 42).Add(0x55DB_0DE7_3000));
        Assert.Equal("SUCCESS", scene.Read("evt.res"));
        scene.On(new EventBuilder(EventCode.SwitchEnter, Scene.Time, 42).Add(3));
        Assert.Null(scene.Read("evt.res"));
    }

    [Fact]
    public void Latency_is_what_the_source_measured()
    {
        var scene = new Scene { Origins = new EventOrigins(0, 1_500_000, 42, 3) };
        Assert.Equal("1500000", scene.Read("evt.latency"));
        Assert.Equal("1.5ms", scene.Read("evt.latency.human"));
        Assert.Equal("61", scene.Read("evt.latency.quantized"));
        Assert.Equal("3", scene.Read("evt.cpu"));
        Assert.Null(new Scene().Read("evt.latency"));
    }

    [Theory]
    [InlineData("O_RDONLY", true, false), InlineData("O_WRONLY", false, true), InlineData("O_RDWR", true, true)]
    public void Opens_are_for_reading_or_writing(string flag, bool read, bool write)
    {
        var flags = EventTable.Flags("file_flags")[flag];
        foreach (var code in new[] { EventCode.OpenExit, EventCode.OpenatExit, EventCode.Openat2Exit, EventCode.OpenByHandleAtExit })
        {
            var scene = new Scene().On(new EventBuilder(code, Scene.Time, 42).Add(3).Set("flags", flags));
            Assert.Equal(read ? "true" : "false", scene.Read("evt.is_open_read"));
            Assert.Equal(write ? "true" : "false", scene.Read("evt.is_open_write"));
        }

        Assert.Equal("false", new Scene().Read("evt.is_open_write"));
    }

    [Fact]
    public void An_open_makes_an_executable_only_where_it_may_make_a_file()
    {
        var table = EventTable.Flags("file_flags");
        EventBuilder Open(uint flags) => new EventBuilder(EventCode.OpenatExit, Scene.Time, 42).Add(3).Set("flags", flags).Set("mode", 0b111_101_101);
        Assert.Equal("true", new Scene().On(Open(table["O_CREAT"])).Read("evt.is_open_exec"));
        Assert.Equal("false", new Scene().On(Open(table["O_RDONLY"])).Read("evt.is_open_exec"));
        Assert.Equal("true", new Scene().On(Open(table["O_F_CREATED"])).Read("evt.is_open_create"));
        Assert.Equal("true", new Scene().On(Open(table["O_TMPFILE"])).Read("evt.is_open_create"));
        Assert.Equal("false", new Scene().On(Open(table["O_CREAT"])).Read("evt.is_open_create"));
    }

    [Fact]
    public void Bytes_moved_count_by_direction_and_by_what_they_moved_on()
    {
        var scene = new Scene { Descriptor = new FileDescriptor { Kind = DescriptorKind.File } }
            .On(new EventBuilder(EventCode.ReadExit, Scene.Time, 42).Add(17).Add([1, 2, 3]));
        Assert.Equal("17", scene.Read("evt.buflen"));
        Assert.Equal("17", scene.Read("evt.buflen.file.in"));
        Assert.Null(scene.Read("evt.buflen.out"));
        Assert.Null(scene.Read("evt.buflen.net"));
        Assert.Equal("010203", scene.Read("evt.buffer"));
        Assert.Equal("read", scene.Read("evt.io_dir"));
    }

    [Fact]
    public void Around_tells_the_distance_in_milliseconds()
    {
        var scene = new Scene();
        Assert.Equal("2", scene.Read($"evt.around[{Scene.Time - 2_500_000}]"));
        Assert.Equal("2", scene.Read($"evt.around[{Scene.Time + 2_500_000}]"));
    }

    [Fact]
    public void Events_of_the_infrastructure_are_taken_apart()
    {
        var scene = new Scene { Thread = null }.On(new EventBuilder(EventCode.InfraEnter, Scene.Time, -1)
            .Set("description", "Event:start; ID:0123456789abcdef;name:web; Image:busybox:latest"));
        Assert.Equal("start", scene.Read("evt.infra.docker.name"));
        Assert.Equal("0123456789ab", scene.Read("evt.infra.docker.container.id"));
        Assert.Equal("web", scene.Read("evt.infra.docker.container.name"));
        Assert.Equal("busybox:latest", scene.Read("evt.infra.docker.container.image"));
    }
}
