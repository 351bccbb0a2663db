using Lanner.Events;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>What is said at the end: events, losses by reason and kind, alerts by rule.</summary>
static class Summary
{
    public static void Write(TextWriter to, WatchSession session)
    {
        var feed = session.Feed;
        var capture = feed.ReadStatistics();
        to.WriteLine($"lanner: {feed.EventsRead} events, {capture?.Dropped ?? 0} dropped, {session.Alerts} alerts in {session.Elapsed.TotalSeconds:F1} s");
        foreach (var (name, priority, matches) in session.Matches) to.WriteLine($"  {matches,10}  {priority.Name()}: {name}");
        if (session.TimedOut > 0)
            to.WriteLine($"  {session.TimedOut} events were judged without their container's detail, which did not come in time");
        if (session.Engine.Statistics.Correlation.Evicted is > 0 and var evicted)
            to.WriteLine($"  {evicted} beginnings of sequences and counts were forgotten for want of room");
        foreach (var output in session.Outputs.Statistics)
        {
            if (output.Dropped > 0) to.WriteLine($"  {output.Dropped} alerts could not be written to {output.Name}{(output.LastFailure is { } why ? $": {why}" : "")}");
        }

        var state = feed.Host.Statistics;
        if (state.UnknownThreads > 0)
            to.WriteLine($"  {state.UnknownThreads} threads were first met in the middle of their life; {state.ThreadsLookedUp} of them found in /proc");
        if (state.ProcessesEvicted + state.ThreadsEvicted + state.DescriptorsEvicted > 0)
            to.WriteLine($"  left out for want of room: {state.ProcessesEvicted} processes, {state.ThreadsEvicted} threads, {state.DescriptorsEvicted} descriptors");
        if (capture is null) return;
        if (capture.Filtered > 0) to.WriteLine($"  {capture.Filtered} calls of interest were turned away in the kernel by a condition");
        if (capture.HeldBack > 0)
            to.WriteLine($"  {capture.HeldBack} opens were held back in the kernel, as no rule could be true for them; {capture.ToldLater} were told when their descriptor was used");
        if (capture.Dropped == 0) return;
        to.WriteLine($"  dropped: {DropReport.Reasons(capture)}");
        foreach (var (code, count) in capture.DropsByCode.OrderByDescending(d => d.Count).Take(5))
            to.WriteLine($"    {count,10}  {EventTable.Get(code).Name}");
    }
}
