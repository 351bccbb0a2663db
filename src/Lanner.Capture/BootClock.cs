namespace Lanner.Capture;

/// <summary>The distance between the clock the kernel stamps with (since boot, sleep included) and the time of day.</summary>
public static unsafe class BootClock
{
    const int Samples = 9;

    /// <summary>
    /// Nanoseconds since the epoch at boot: time of day minus time since boot. Of several samples the one taken in the shortest
    /// time counts, so that being scheduled away between the two clocks does not show.
    /// </summary>
    public static ulong EpochNsAtBoot()
    {
        var best = long.MaxValue;
        long offset = 0;
        for (var i = 0; i < Samples; i++)
        {
            var before = Now(LibC.ClockBoottime);
            var time = Now(LibC.ClockRealtime);
            var after = Now(LibC.ClockBoottime);
            if (after - before >= best) continue;
            best = after - before;
            offset = time - (before + best / 2);
        }

        return (ulong)offset;
    }

    /// <summary>Nanoseconds since boot, sleep included.</summary>
    public static ulong NsSinceBoot() => (ulong)Now(LibC.ClockBoottime);

    static long Now(int clock)
    {
        LibC.TimeSpec time;
        // Cannot fail: both clocks exist since 2.6.39 and the address is ours.
        _ = LibC.ClockGetTime(clock, &time);
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }
}
