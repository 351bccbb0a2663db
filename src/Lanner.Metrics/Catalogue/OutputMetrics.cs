using Lanner.Alerts.Outputs;
using static Lanner.Metrics.MetricKind;

namespace Lanner.Metrics;

/// <summary>Where alerts went, and where captures.</summary>
static class OutputMetrics
{
    const MetricGroups Base = MetricGroups.Base;

    public static readonly MetricFamily[] All =
    [
        new("falcosecurity_falco_outputs_queue_num_drops_total", Counter, Base, "Alerts lost because too many waited for an output.",
            static (s, to) => to.Add(s.Outputs.Sum(o => o.DroppedByReason[(int)AlertDropReason.QueueFull]))) { Field = "falco.outputs_queue_num_drops" },
        Each("lanner_output_written_total", Counter, "Alerts delivered by each output.", o => o.Written),
        new("lanner_output_dropped_total", Counter, Base, "Alerts lost by each output, by reason.", static (s, to) =>
        {
            foreach (var output in s.Outputs)
            {
                foreach (var reason in AlertDropReasons.All)
                    to.Add(output.DroppedByReason[(int)reason], MetricSamples.Name(output.Name) + "." + reason.Name(), ("output", output.Name), ("reason", reason.Name()));
            }
        }) { Field = "lanner.output_dropped." },
        Each("lanner_output_queued", Gauge, "Alerts in memory that wait for each output.", o => o.Queued),
        Each("lanner_output_failures_total", Counter, "Attempts of each output that failed; an alert may have several.", o => o.Failures),
        Each("lanner_output_failing", Gauge, "1 while the last attempt of an output failed.", o => o.IsFailing),
        Each("lanner_output_spooled", Gauge, "Alerts on disk that wait for each output.", o => o.Spooled),
        Each("lanner_output_spooled_bytes", Gauge, "Bytes on disk that wait for each output.", o => o.SpooledBytes),
        new("lanner_captures_total", Counter, Base, "Captures around alerts: begun, failed (could not be written), removed (to make room), and alerts skipped because too many were being written.", static (s, to) =>
        {
            if (s.Flight is not { } flight) return;
            foreach (var (what, count) in new[] { ("begun", flight.Captures), ("failed", flight.Failed), ("removed", flight.Removed), ("skipped", flight.Skipped) })
                to.Add(count, what, ("what", what));
        }) { Field = "lanner.captures_" },
        new("lanner_capture_events_lost_total", Counter, Base, "Events lost to captures around alerts.", static (s, to) =>
        {
            if (s.Flight is { } flight) to.Add(flight.EventsLost);
        }) { Field = "lanner.capture_events_lost" },
        new("lanner_capture_memory_bytes", Gauge, Base, "Memory of the events kept for captures.", static (s, to) =>
        {
            if (s.Flight is { } flight) to.Add(flight.MemoryBytes);
        }) { Field = "lanner.capture_memory", Unit = MetricUnit.Bytes },
    ];

    /// <summary>A number of every output.</summary>
    static MetricFamily Each(string name, MetricKind kind, string help, Func<AlertOutputStatistics, MetricValue> value) => new(name, kind, Base, help, (s, to) =>
    {
        foreach (var output in s.Outputs) to.Add(value(output), MetricSamples.Name(output.Name), ("output", output.Name));
    }) { Field = name.Replace("lanner_", "lanner.", StringComparison.Ordinal).Replace("_total", "", StringComparison.Ordinal) + "." };
}
