using Lanner.Alerts.Outputs;
using Lanner.Capture;

namespace Lanner.Metrics.Tests;

public sealed class HealthMonitorTests
{
    readonly ManualTime _time = new();
    readonly HealthMonitor _health;
    long _births = 100;

    public HealthMonitorTests() => _health = new HealthMonitor(new HealthLimits(), _time, () => _births);

    [Fact]
    public void Before_the_first_sample_it_is_not_healthy() => Assert.Equal("the watch has not begun", _health.Blindness);

    [Fact]
    public void A_busy_watch_sees()
    {
        for (var second = 0; second < 60; second++) Take(second, Snapshots.Capture(read: (ulong)second * 1000, submitted: (ulong)second * 1000));
        Assert.Null(_health.Blindness);
    }

    [Fact]
    public void A_replay_sees_whatever_the_host_does()
    {
        for (var second = 0; second < 60; second++)
        {
            _births += 1000;
            Take(second, null, isAttached: false);
        }

        Assert.Null(_health.Blindness);
    }

    [Fact]
    public void A_thread_that_does_not_turn_is_told_by_nobody_but_the_clock()
    {
        Take(0, Snapshots.Capture(0, 0));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(_health.Blindness);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("events have not been read for 7 s: their thread is stuck", _health.Blindness);
        _health.Turned();
        Assert.Null(_health.Blindness);
    }

    [Fact]
    public void A_probe_that_is_not_attached_is_blind_at_once()
    {
        Take(0, Snapshots.Capture(0, 0), isAttached: false);
        Assert.Equal("the probe is not attached to the kernel", _health.Blindness);
    }

    [Fact]
    public void Losses_count_when_they_last()
    {
        Take(0, Snapshots.Capture(0, 0));
        for (var second = 1; second <= 9; second++) Lose(second);
        Assert.Null(_health.Blindness);
        Lose(10);
        Assert.Equal("more than 10 % of the events have been lost for 10 s, 20 % in the last second", _health.Blindness);
        // One second without, and the counting begins anew.
        Take(11, Snapshots.Capture(2000, 2000, ("ring_full", 200)));
        Assert.Null(_health.Blindness);

        void Lose(int second) => Take(second, Snapshots.Capture((ulong)second * 80, (ulong)second * 80, ("ring_full", (ulong)second * 20)));
    }

    [Fact]
    public void Silence_is_no_trouble_on_a_host_where_nothing_starts()
    {
        for (var second = 0; second < 120; second++) Take(second, Snapshots.Capture(50, 50));
        Assert.Null(_health.Blindness);
    }

    [Fact]
    public void Silence_is_blindness_where_threads_are_started()
    {
        Take(0, Snapshots.Capture(50, 50));
        for (var second = 1; second <= 20; second++)
        {
            Take(second, Snapshots.Capture(50, 50));
            _births += 5;
        }

        Assert.Equal("no event came for 19 s although 95 threads were started on this host", _health.Blindness);
        Take(21, Snapshots.Capture(51, 51));
        Assert.Null(_health.Blindness);
    }

    [Fact]
    public void Events_that_wait_in_the_ring_and_are_not_read_are_blindness()
    {
        var stuck = Snapshots.Capture(50, 60) with { Rings = [new RingStatistics(4096, 800, 50, 0, 0)] };
        for (var second = 0; second <= 15; second++) Take(second, stuck);
        Assert.Equal("no event was read for 14 s although some wait in the ring", _health.Blindness);
    }

    [Fact]
    public void It_is_mute_when_no_output_works_and_not_when_one_does()
    {
        var failing = Snapshots.Output("http") with { IsFailing = true, LastFailure = "http://127.0.0.1:1/: Connection refused" };
        Take(0, Snapshots.Capture(0, 0), outputs: [failing, Snapshots.Output("file")]);
        Assert.Null(_health.Blindness);
        Take(1, Snapshots.Capture(1, 1), outputs: [failing]);
        Assert.Equal("no output works: http: http://127.0.0.1:1/: Connection refused", _health.Blindness);
        Take(2, Snapshots.Capture(2, 2), outputs: []);
        Assert.Null(_health.Blindness);
    }

    [Fact]
    public void The_end_is_told()
    {
        Take(0, Snapshots.Capture(0, 0));
        _health.End();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("the watch is ending", _health.Blindness);
    }

    void Take(int second, CaptureStatistics? capture, bool isAttached = true, IReadOnlyList<AlertOutputStatistics>? outputs = null)
    {
        _health.Turned();
        _health.Take(new HealthSample { Now = TimeSpan.FromSeconds(second), Capture = capture, IsAttached = isAttached, Outputs = outputs ?? [Snapshots.Output("stdout")] });
    }

    sealed class ManualTime : TimeProvider
    {
        long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
