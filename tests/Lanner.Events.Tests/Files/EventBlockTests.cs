using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

public sealed class EventBlockTests
{
    static byte[] Close(ulong time = 5) => MakeEvent(5, time, 10, U64(0), U64(3));

    [Fact]
    public void Events_of_every_block_type_are_read()
    {
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event(Close(1), cpu: 7).FlaggedEvent(Close(2), 1).Event(Close(3), type: 0x221).FlaggedEvent(Close(4), 0, 0x222)
            .Event1(Close(5)).Event1(Close(6), 0x8010ABCD).Event1(Close(7), 0x208, flags: 1).ToArray());
        Assert.Null(capture.Error);
        Assert.Equal([1ul, 2, 3, 4, 5, 6, 7], capture.Events.Select(e => EventView.Trusted(e.Bytes, default).TimeNs));
        Assert.Equal([false, true, false, false, false, false, true], capture.Events.Select(e => e.Origins.StateOnly));
        Assert.Equal(7, capture.Events[0].Origins.Cpu);
        Assert.All(capture.Events, e => Assert.Equal(3, EventView.Trusted(e.Bytes, default).Int64(1)));
    }

    [Fact]
    public void Container_events_may_be_longer_than_a_plain_block()
    {
        var json = new string('x', 3_000_000);
        var capture = ReadCapture.From(new RawCapture().Section().Event(Close()).Event(MakeEvent(324, 1, -1, Zero(json)), type: 0x221)
            .Event(Close()).ToGzip());
        Assert.Null(capture.Error);
        Assert.Equal(3, capture.Events.Count);
        Assert.Equal(3_000_000, EventView.Trusted(capture.Events[1].Bytes, default).Text(0).Length);
    }

    [Fact]
    public void An_enter_event_is_merged_into_its_exit_event()
    {
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event1(MakeEvent(6, 1, 10, U64(4), U32(512)))
            .Event1(MakeEvent(6, 2, 20, U64(5), U32(64)))
            .Event1(MakeEvent(7, 3, 10, U64(3), [1, 2, 3]))
            .Event1(MakeEvent(7, 4, 20, U64(1), [9])).ToArray());
        Assert.Equal(2, capture.Events.Count);
        var first = EventView.Trusted(capture.Events[0].Bytes, default);
        Assert.Equal((4, 3L, 4L, 512L), (first.ParameterCount, first.Int64(0), first.Int64(2), first.Int64(3)));
        Assert.Equal([1, 2, 3], first.Parameter(1).ToArray());
        Assert.Equal(5, EventView.Trusted(capture.Events[1].Bytes, default).Int64(2));
    }

    [Fact]
    public void An_exit_event_gets_all_of_its_enter_event_also_where_versions_added_one_after_another()
    {
        byte[] address = [2, 10, 0, 0, 1, 80, 0];
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event(MakeEvent(22, 1, 10, U64(4), address))
            .Event(MakeEvent(23, 2, 10, U64(0), [])).ToArray());
        var connect = EventView.Trusted(Assert.Single(capture.Events).Bytes, default);
        Assert.Equal((4, 0L, 4L), (connect.ParameterCount, connect.Int64(0), connect.Int64(2)));
        Assert.Equal(address, connect.Parameter(3).ToArray());
    }

    [Theory]
    [InlineData(20_000), InlineData(40_000), InlineData(65_000)]
    public void A_long_event_is_rebuilt_whole(int size)
    {
        var data = Enumerable.Range(0, size).Select(i => (byte)(i * 7)).ToArray();
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event1(MakeEvent(6, 1, 10, U64(4), U32(512)))
            .Event1(MakeEvent(7, 3, 10, U64(3), data)).ToArray());
        var read = EventView.Trusted(Assert.Single(capture.Events).Bytes, default);
        Assert.Equal((4, 3L, 4L, 512L), (read.ParameterCount, read.Int64(0), read.Int64(2), read.Int64(3)));
        Assert.Equal(data, read.Parameter(1).ToArray());
    }

    [Fact]
    public void A_number_of_the_enter_event_is_brought_to_the_width_of_today()
    {
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event1(MakeEvent(6, 1, 10, [255, 255], U64(512)))
            .Event1(MakeEvent(7, 3, 10, U64(3), [1])).ToArray());
        var read = EventView.Trusted(Assert.Single(capture.Events).Bytes, default);
        Assert.Equal((8, 4), (read.Parameter(2).Length, read.Parameter(3).Length));
        Assert.Equal((-1L, 512L), (read.Int64(2), read.Int64(3)));
    }

    [Fact]
    public void Without_its_enter_event_an_exit_event_has_what_is_known()
    {
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event1(MakeEvent(8, 1, 10, U64(4), U32(512)))
            .Event1(MakeEvent(7, 3, 10, U64(3), [1, 2, 3])).ToArray());
        var e = EventView.Trusted(Assert.Single(capture.Events).Bytes, default);
        Assert.Equal((EventCode.ReadExit, 4, 3L), (e.Code, e.ParameterCount, e.Int64(0)));
    }

    [Fact]
    public void An_exec_of_the_first_schema_becomes_one_of_today()
    {
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event1(MakeEvent(13, 3, 10, U64(0), Zero("ls"), Zero("-l"), U64(10), U64(10), U64(1), Zero("/tmp"), U64(1024))).ToArray());
        var e = EventView.Trusted(Assert.Single(capture.Events).Bytes, default);
        Assert.Equal((EventCode.ExecveExit, e.Info.Parameters.Length), (e.Code, e.ParameterCount));
        Assert.Equal("ls"u8, e.Text(1));
        Assert.Equal(1024, e.Int64(7));
        Assert.True(e.Parameter(e.Info.IndexOf("env")).IsEmpty);
    }

    [Fact]
    public void The_first_form_of_container_events_becomes_json()
    {
        var capture = ReadCapture.From(new RawCapture().Section()
            .Event1(MakeEvent(228, 3, -1, Zero("abc"), U32(0), Zero("we\"b\\\n"), Zero("nginx:1"))).ToArray());
        var e = EventView.Trusted(Assert.Single(capture.Events).Bytes, default);
        Assert.Equal(EventCode.ContainerEnter, e.Code);
        Assert.Equal("""{"container":{"id":"abc","type":0,"name":"we\"b\\\u000a","image":"nginx:1"}}"""u8, e.Text(0));
    }

    [Theory]
    [InlineData(280), InlineData(286)]
    public void Old_notifications_with_a_length_three_too_large_are_read(int code)
    {
        byte[][] parameters = code == 280 ? [Zero("id"), Zero("text")] : [Zero("a"), Zero("b"), Zero("c"), Zero("d")];
        var capture = ReadCapture.From(new RawCapture().Section().Event1(MakeEvent(code, 3, -1, parameters), lengthError: 3)
            .Event1(MakeEvent(code, 4, -1, parameters)).ToArray());
        Assert.Null(capture.Error);
        Assert.Equal(2, capture.Events.Count);
        Assert.All(capture.Events, e => Assert.Equal(parameters.Length, EventView.Trusted(e.Bytes, default).ParameterCount));
    }

    [Fact]
    public void Codes_and_blocks_of_a_newer_writer_are_skipped_and_counted()
    {
        var capture = ReadCapture.From(new RawCapture().Section().Block(0x999, new byte[500_001]).Event(Close())
            .Event(MakeEvent(454, 1, 10, U64(1))).Event(MakeEvent(60_000, 1, 10)).Event1(MakeEvent(999, 1, 1)).Block(0x998, []).Event(Close()).ToArray());
        Assert.Null(capture.Error);
        Assert.Equal(2, capture.Events.Count);
        Assert.Equal((3L, 2L), (capture.Statistics.UnknownEvents, capture.Statistics.UnknownBlocks));
    }

    [Fact]
    public void More_threads_than_are_remembered_lose_only_their_enter_events()
    {
        var raw = new RawCapture().Section();
        for (var tid = 1; tid <= 40_000; tid++) raw.Event1(MakeEvent(6, 1, tid, U64(4), U32(512)));
        for (var tid = 1; tid <= 40_000; tid++) raw.Event1(MakeEvent(7, 2, tid, U64(0), []));
        var capture = ReadCapture.From(raw.ToArray());
        Assert.Equal(40_000, capture.Events.Count);
        Assert.Equal(40_000 - 16_384, capture.Statistics.EntersForgotten);
        Assert.Equal(16_384, capture.Events.Count(e => EventView.Trusted(e.Bytes, default).Int64(2, -1) == 4));
    }

    [Fact]
    public void Events_are_handed_out_in_the_pieces_asked_for()
    {
        var raw = new RawCapture().Section();
        for (var i = 0u; i < 50_000; i++) raw.Event(Close(i));
        foreach (var bytes in new[] { raw.ToArray(), raw.ToGzip() })
        {
            var capture = ReadCapture.From(bytes, eventsAtOnce: 7);
            Assert.Equal(50_000, capture.Events.Count);
            Assert.Equal(Enumerable.Range(0, 50_000).Select(i => (ulong)i), capture.Events.Select(e => EventView.Trusted(e.Bytes, default).TimeNs));
        }
    }
}
