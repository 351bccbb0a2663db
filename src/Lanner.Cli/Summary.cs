using Lanner.Alerts;
using Lanner.Capture;
using Lanner.Events;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>What is said at the end: events, losses by reason and kind, alerts by rule.</summary>
static class Summary
{
    public static void Write(
        TextWriter to, CaptureStatistics capture, HostState host, RuleEngine engine, AlertQueue output, TimeSpan elapsed)
    {
        var state = host.Statistics;
        to.WriteLine($"lanner: {capture.EventsRead} events, {capture.Dropped} dropped, {engine.Statistics.Alerts} alerts in {elapsed.TotalSeconds:F1} s");
        if (capture.Filtered > 0) to.WriteLine($"  {capture.Filtered} calls of interest were turned away in the kernel by a condition");
        if (capture.Dropped > 0)
        {
            to.WriteLine($"  dropped: {DropReport.Reasons(capture)}");
            foreach (var (code, count) in capture.DropsByCode.OrderByDescending(d => d.Count).Take(5))
                to.WriteLine($"    {count,10}  {EventTable.Get(code).Name}");
        }

        foreach (var rule in engine.Rules.Rules)
        {
            var matches = engine.Counters(rule).Matches;
            if (matches > 0) to.WriteLine($"  {matches,10}  {rule.Priority.Name()}: {rule.Name}");
        }

        var pending = engine.Statistics;
        if (pending.TimedOut > 0)
            to.WriteLine($"  {pending.TimedOut} events were judged without their container's detail, which did not come in time");
        if (output.Dropped > 0) to.WriteLine($"  {output.Dropped} alerts could not be written");
        if (state.UnknownThreads > 0)
            to.WriteLine($"  {state.UnknownThreads} threads were first met in the middle of their life; {state.ThreadsLookedUp} of them found in /proc");
        if (state.ProcessesEvicted + state.ThreadsEvicted + state.DescriptorsEvicted > 0)
            to.WriteLine($"  left out for want of room: {state.ProcessesEvicted} processes, {state.ThreadsEvicted} threads, {state.DescriptorsEvicted} descriptors");
    }
}
