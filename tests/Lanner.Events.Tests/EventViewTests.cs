using System.Buffers.Binary;

namespace Lanner.Events.Tests;

public sealed class EventViewTests
{
    static byte[] Openat() => new EventBuilder(EventCode.OpenatExit, 1_737_619_799_000_000_123, 4711)
        .Set("fd", 3).Set("dirfd", -100).Set("name", "/etc/shadow").Set("flags", 1).Set("mode", 0).Set("dev", 7).Set("ino", 99).Build();

    [Fact]
    public void What_was_built_is_read_back()
    {
        Assert.True(EventView.TryRead(Openat(), new EventOrigins(1, 2, 3, 4), out var view));
        Assert.Equal(1_737_619_799_000_000_123u, view.TimeNs);
        Assert.Equal(4711, view.Tid);
        Assert.Equal(EventCode.OpenatExit, view.Code);
        Assert.Equal(7, view.ParameterCount);
        Assert.Equal(3, view.Int64(0));
        Assert.Equal(-100, view.Int64(1));
        Assert.Equal("/etc/shadow"u8, view.Text(2));
        Assert.Equal(99, view.Int64(6));
        Assert.True(view.TryGetResult(out var result));
        Assert.Equal(3, result);
        Assert.Equal(3, view.Origins.Pid);
    }

    [Fact]
    public void The_example_of_the_format_reads_as_documented()
    {
        // A close of a real capture: time, thread 108261, 36 bytes, code 5, one parameter of 8 bytes.
        byte[] bytes =
        [
            0xc8, 0xa6, 0xdc, 0xf1, 0x01, 0x44, 0x1d, 0x18, 0xe5, 0xa6, 0x01, 0, 0, 0, 0, 0, 0x24, 0, 0, 0, 0x05, 0, 1, 0, 0, 0,
            8, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.True(EventView.TryRead(bytes, default, out var view));
        Assert.Equal(108261, view.Tid);
        Assert.Equal(EventCode.CloseExit, view.Code);
        Assert.Equal(0, view.Int64(0, -1));
        Assert.True(view.Parameter(1).IsEmpty);
        Assert.Equal(-1, view.Int64(1, -1));
    }

    [Fact]
    public void Every_prefix_of_an_event_is_refused()
    {
        var whole = Openat();
        for (var length = 0; length < whole.Length; length++)
            Assert.False(EventView.TryRead(whole.AsSpan(0, length), default, out _));
        Assert.True(EventView.TryRead([.. whole, 1, 2, 3], default, out var view));
        Assert.Equal(whole.Length, view.Bytes.Length);
    }

    [Theory]
    [InlineData(16, 25u)]
    [InlineData(16, uint.MaxValue)]
    [InlineData(22, 33u)]
    [InlineData(22, uint.MaxValue)]
    public void Lengths_that_do_not_add_up_are_refused(int offset, uint value)
    {
        var bytes = Openat();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        Assert.False(EventView.TryRead(bytes, default, out _));
    }

    [Fact]
    public void A_parameter_longer_than_the_event_is_refused()
    {
        var bytes = Openat();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(EventView.HeaderSize + 4), ushort.MaxValue);
        Assert.False(EventView.TryRead(bytes, default, out _));
    }

    [Fact]
    public void Large_payload_events_have_wide_lengths()
    {
        var json = new string('x', 100_000);
        var bytes = new EventBuilder(EventCode.ContainerEnter, 1, -1).Add(json).Build();
        Assert.True(EventView.TryRead(bytes, default, out var view));
        Assert.Equal(100_000, view.Text(0).Length);
        Assert.Equal(-1, view.Tid);
    }

    [Fact]
    public void Signed_and_unsigned_numbers_are_told_apart()
    {
        var bytes = new EventBuilder(EventCode.ListenExit, 1, 1).Set("res", -98).Set("fd", 4).Set("backlog", -1).Build();
        Assert.True(EventView.TryRead(bytes, default, out var view));
        Assert.Equal(-98, view.Int64(0));
        Assert.Equal(-1, view.Int64(2));
        bytes = new EventBuilder(EventCode.SetuidExit, 1, 1).Set("res", 0).Set("uid", -1).Build();
        Assert.True(EventView.TryRead(bytes, default, out view));
        Assert.Equal(uint.MaxValue, view.Int64(1));
    }

    [Fact]
    public void Random_bytes_never_make_a_reader_fail()
    {
        const int seed = 20261124;
        var random = new Random(seed);
        var accepted = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var bytes = Openat();
            for (var flips = random.Next(1, 6); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (!EventView.TryRead(bytes, default, out var view)) continue;
            accepted++;
            for (var i = -1; i <= view.ParameterCount; i++)
            {
                _ = view.Int64(i);
                _ = view.Text(i).Length;
            }

            _ = view.TryGetResult(out _);
        }

        Assert.True(accepted > 1000, $"seed {seed}: only {accepted} mutated events were accepted; the test tests nothing");
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var bytes = Openat();
        _ = Sum(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) _ = Sum(bytes);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static long Sum(byte[] bytes)
        {
            EventView.TryRead(bytes, default, out var view);
            return view.Int64(0) + view.Text(2).Length + view.Int64(6);
        }
    }
}
