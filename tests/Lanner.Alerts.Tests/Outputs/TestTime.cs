using System.Collections.Concurrent;

namespace Lanner.Alerts.Tests.Outputs;

/// <summary>
/// A clock that a test sets. A timer of up to <paramref name="limit"/> fires at once and is noted, so that no test waits for a back-off;
/// a longer one fires when the test says so.
/// </summary>
sealed class TestTime(TimeSpan limit) : TimeProvider
{
    readonly ConcurrentDictionary<Timer, bool> _held = [];

    public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The waits that were cut short, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Fires what is held, as soon as there is something: who is to be timed out may not have set its timer yet.</summary>
    public void FireHeld()
    {
        SpinWait.SpinUntil(() => !_held.IsEmpty, Heard.Patience);
        foreach (var timer in _held.Keys) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class Timer(TestTime owner, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            if (dueTime > owner.Limit) owner._held[this] = true;
            else
            {
                owner.Waits.Enqueue(dueTime);
                ThreadPool.QueueUserWorkItem(_ => Fire());
            }

            return true;
        }

        public void Dispose() => owner._held.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    TimeSpan Limit => limit;
}
