namespace Lanner.Cli;

/// <summary>Says once, each time, when an output gets nothing done for long although alerts wait for it.</summary>
sealed class StuckOutputStage(TimeSpan limit, WatchSession session) : WatchStage
{
    static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    readonly Dictionary<string, (long Done, TimeSpan Since, bool IsTold)> _outputs = new(StringComparer.Ordinal);
    TimeSpan _next;

    public override void Poll(ulong nowNs)
    {
        var now = session.Elapsed;
        if (now < _next) return;
        _next = now + s_interval;
        foreach (var output in session.Outputs.Statistics)
        {
            // A failing output has said so already.
            var done = output.Written + output.Dropped + output.Spooled;
            if (!_outputs.TryGetValue(output.Name, out var seen) || seen.Done != done || output.Queued == 0 || output.IsFailing)
            {
                _outputs[output.Name] = (done, now, false);
            }
            else if (!seen.IsTold && now - seen.Since >= limit)
            {
                _outputs[output.Name] = seen with { IsTold = true };
                session.Log.Warning($"output {output.Name}: nothing was written for {limit.TotalSeconds:0.#} s although {output.Queued} alerts wait");
            }
        }
    }
}
