using Lanner.Events;
using Xunit;

namespace Lanner.Capture.Tests;

public sealed class RingReaderTests
{
    const uint Size = 4096;

    [Fact]
    public void Events_written_back_to_back_are_read_in_order_with_what_the_header_says()
    {
        using var ring = new FakeRing(Size);
        for (var i = 0; i < 10; i++) ring.Write(Records.Close(100u + (uint)i, i));

        var seen = Drain(ring);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), seen.Fds);
        Assert.Equal(new EventOrigins(0x1234_5678_9abc, 42, 7, 3), seen.Origins);
        Assert.Equal(ring.ProducerPosition, ring.ConsumerPosition);
        Assert.Equal(10ul, ring.Reader.EventsRead);
    }

    [Fact]
    public void Records_that_wrap_around_the_end_are_read_whole()
    {
        // Starting positions near the end of the data, and near the end of what a position can count.
        foreach (var start in (ulong[])[Size - 8, Size - 16, 2 * Size - 64, ulong.MaxValue - 63, 0])
        {
            using var ring = new FakeRing(Size, start);
            for (var round = 0; round < 200; round++)
            {
                ring.Write(Records.Close(1, round));
                Assert.Equal([round], Drain(ring).Fds);
            }
        }
    }

    [Fact]
    public void A_busy_record_holds_back_itself_and_what_comes_after_until_it_is_committed()
    {
        using var ring = new FakeRing(Size);
        ring.Write(Records.Close(1, 1));
        var busy = ring.Reserve(Records.Close(2, 2));
        ring.Write(Records.Close(3, 3));

        Assert.Equal([1], Drain(ring).Fds);
        Assert.Equal(busy, ring.ConsumerPosition);
        Assert.Empty(Drain(ring).Fds);

        ring.Commit(busy);
        Assert.Equal([2, 3], Drain(ring).Fds);
    }

    [Fact]
    public void A_discarded_record_is_passed_over()
    {
        using var ring = new FakeRing(Size);
        ring.Commit(ring.Reserve(Records.Close(1, 1)), discard: true);
        ring.Write(Records.Close(2, 2));
        ring.Commit(ring.Reserve(Records.Close(3, 3)), discard: true);

        Assert.Equal([2], Drain(ring).Fds);
        Assert.Equal(ring.ProducerPosition, ring.ConsumerPosition);
        Assert.Equal(0ul, ring.Reader.Malformed);
    }

    [Fact]
    public void A_length_beyond_what_was_produced_gives_up_the_ring_and_counts_it()
    {
        using var ring = new FakeRing(Size);
        ring.Write(Records.Close(1, 1));
        var bad = ring.Reserve(Records.Close(2, 2));
        ring.WriteWord(bad, 0x3fff_fff0);

        Assert.Equal([1], Drain(ring).Fds);
        Assert.Equal(1ul, ring.Reader.Corrupt);
        Assert.Equal(ring.ProducerPosition, ring.ConsumerPosition);

        ring.Write(Records.Close(3, 3));
        Assert.Equal([3], Drain(ring).Fds);
    }

    [Fact]
    public void A_producer_further_ahead_than_the_ring_is_large_gives_up_the_ring()
    {
        using var ring = new FakeRing(Size);
        ring.Write(Records.Close(1, 1));
        ring.ProducerPosition += 2 * Size;

        Assert.Empty(Drain(ring).Fds);
        Assert.Equal(1ul, ring.Reader.Corrupt);
        Assert.Equal(ring.ProducerPosition, ring.ConsumerPosition);
    }

    [Fact]
    public void A_record_that_is_no_event_is_counted_and_passed_over()
    {
        using var ring = new FakeRing(Size);
        ring.Write([1, 2, 3]);
        var lying = Records.Close(2, 2);
        lying[24 + 16] = 0xff; // the event's own length
        ring.Write(lying);
        ring.Write([]);
        ring.Write(Records.Close(3, 3));

        Assert.Equal([3], Drain(ring).Fds);
        Assert.Equal(3ul, ring.Reader.Malformed);
    }

    [Fact]
    public void Every_wrong_length_word_is_survived()
    {
        const int seed = 20240611;
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            using var ring = new FakeRing(Size);
            for (var i = 0; i < 5; i++)
            {
                var record = Records.Close(1, i);
                random.NextBytes(record.AsSpan(random.Next(record.Length)));
                var at = ring.Reserve(record);
                if (random.Next(2) == 0) ring.Commit(at);
                else ring.WriteWord(at, (uint)random.NextInt64(uint.MaxValue));
            }

            Drain(ring);
            Assert.True(ring.ConsumerPosition <= ring.ProducerPosition, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Reading_stops_at_the_number_asked_for()
    {
        using var ring = new FakeRing(Size);
        for (var i = 0; i < 5; i++) ring.Write(Records.Close(1, i));
        var collector = new Collector();

        Assert.Equal(2, RingMerge.Poll([ring.Reader], ref collector, 2));
        Assert.Equal(3, RingMerge.Poll([ring.Reader], ref collector, 100));
        Assert.Equal([0, 1, 2, 3, 4], collector.Fds);
    }

    [Fact]
    public void Space_is_given_back_during_a_long_batch()
    {
        using var ring = new FakeRing(Size);
        while (ring.ProducerPosition < Size - 100) ring.Write(Records.Close(1, 1));
        var probe = new PositionWatcher(ring);

        RingMerge.Poll([ring.Reader], ref probe, int.MaxValue);

        Assert.InRange(probe.Publications, 6, 9);
    }

    [Fact]
    public void A_consumer_that_throws_has_consumed_what_it_was_given()
    {
        using var ring = new FakeRing(Size);
        ring.Write(Records.Close(1, 1));
        ring.Write(Records.Close(2, 2));
        var thrower = new Thrower();

        Assert.Throws<InvalidOperationException>(() => RingMerge.Poll([ring.Reader], ref thrower, 10));
        Assert.Equal([2], Drain(ring).Fds);
    }

    [Fact]
    public void Rings_are_merged_by_time()
    {
        using var first = new FakeRing(Size);
        using var second = new FakeRing(Size);
        using var third = new FakeRing(Size);
        foreach (var time in (ulong[])[10, 11, 40, 41, 90]) first.Write(Records.Close(time, 1));
        foreach (var time in (ulong[])[5, 12, 39, 42]) second.Write(Records.Close(time, 2));
        foreach (var time in (ulong[])[41, 43, 100]) third.Write(Records.Close(time, 3));
        var collector = new Collector();

        Assert.Equal(12, RingMerge.Poll([first.Reader, second.Reader, third.Reader], ref collector, 100));
        Assert.Equal(collector.Seen.Select(s => s.TimeNs).Order(), collector.Seen.Select(s => s.TimeNs));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var ring = new FakeRing(1 << 16);
        var counter = new Counter();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 500; i++) ring.Write(Records.Close(1, i));
            ReadOnlySpan<RingReader> readers = [ring.Reader];
            var before = GC.GetAllocatedBytesForCurrentThread();
            RingMerge.Poll(readers, ref counter, int.MaxValue);
            if (round == 1) Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(1000, counter.Count);
    }

    static Collector Drain(FakeRing ring)
    {
        var collector = new Collector();
        RingMerge.Poll([ring.Reader], ref collector, int.MaxValue);
        return collector;
    }

    struct Counter : IEventConsumer
    {
        public int Count;

        public void OnEvent(in EventView view) => Count++;
    }

    sealed class Thrower : IEventConsumer
    {
        public void OnEvent(in EventView view) => throw new InvalidOperationException();
    }

    sealed class PositionWatcher(FakeRing ring) : IEventConsumer
    {
        readonly HashSet<ulong> _positions = [];

        public int Publications => _positions.Count;

        public void OnEvent(in EventView view) => _positions.Add(ring.ConsumerPosition);
    }
}
