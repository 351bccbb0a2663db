using Lanner.Events.Files;
using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

public sealed class AllocationTests
{
    struct Counter : IEventConsumer
    {
        public int Count;

        public void OnEvent(in EventView view) => Count++;
    }

    /// <summary>Bytes the polling thread allocates for a capture of that many calls, each an enter and an exit event of the first form.</summary>
    static long Read(int calls, bool old)
    {
        var raw = new RawCapture().Section();
        byte[][] enters = [MakeEvent(6, 1, 10, U64(4), U32(512)), MakeEvent(102, 1, 11, U64(4), Zero("x"), U32(1), U32(0))];
        byte[][] exits = [MakeEvent(7, 3, 10, U64(3), [1, 2, 3]), MakeEvent(103, 3, 11, U64(5))];
        var current = MakeEvent(5, 1, 10, U64(0), U64(3));
        for (var i = 0; i < calls; i++)
        {
            if (old) raw.Event1(enters[i & 1]).Event1(exits[i & 1]);
            else raw.Event(current);
        }

        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, raw.ToArray());
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var source = CaptureFileSource.Open(path);
            var counter = new Counter();
            while (!source.IsFinished) source.Poll(ref counter, 1000);
            Assert.Equal(calls, counter.Count);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Reading_more_events_allocates_no_more(bool old)
    {
        Read(100, old);
        var few = Read(1000, old);
        var many = Read(51_000, old);
        Assert.InRange(many - few, -20_000, 20_000);
    }
}
