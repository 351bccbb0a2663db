using Lanner.Events;

namespace Lanner.Capture;

/// <summary>Reads several rings in the order of their events' times, as far as the events are there yet.</summary>
static class RingMerge
{
    public static int Poll<TConsumer>(ReadOnlySpan<RingReader> rings, ref TConsumer consumer, int max)
        where TConsumer : IEventConsumer, allows ref struct
    {
        try
        {
            return rings.Length == 1 ? rings[0].Drain(ref consumer, max, ulong.MaxValue) : Merge(rings, ref consumer, max);
        }
        finally
        {
            // Also when the consumer threw: what it was given has been given.
            foreach (var ring in rings) ring.Publish();
        }
    }

    static int Merge<TConsumer>(ReadOnlySpan<RingReader> rings, ref TConsumer consumer, int max)
        where TConsumer : IEventConsumer, allows ref struct
    {
        var count = 0;
        while (count < max)
        {
            RingReader? oldest = null;
            var first = ulong.MaxValue;
            var second = ulong.MaxValue;
            foreach (var ring in rings)
            {
                if (!ring.TryPeek(out var time)) continue;
                if (oldest is null || time < first)
                {
                    if (oldest is not null) second = first;
                    first = time;
                    oldest = ring;
                }
                else if (time < second) second = time;
            }

            if (oldest is null) break;
            count += oldest.Drain(ref consumer, max - count, second);
        }

        return count;
    }
}
