using System.Globalization;

using Lanner.Capture;
using Lanner.Events;
using static Lanner.Metrics.MetricKind;

namespace Lanner.Metrics;

/// <summary>What came from the kernel, what did not have to, and what was lost on the way.</summary>
static class KernelMetrics
{
    const MetricGroups Kernel = MetricGroups.Kernel, PerCpu = MetricGroups.KernelPerCpu;

    /// <summary>Falco's classes of lost events. What is in none of them is <c>other_interest</c>.</summary>
    static readonly (string Class, string[] Events)[] s_classes =
    [
        ("clone_fork", ["clone", "clone3", "fork", "vfork"]),
        ("execve", ["execve", "execveat"]),
        ("connect", ["connect"]),
        ("open", ["open", "openat", "openat2", "creat", "open_by_handle_at"]),
        ("dir_file", ["mkdir", "mkdirat", "rmdir", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "lchown", "fchown", "fchownat"]),
        ("close", ["close"]),
        ("proc", ["procexit"]),
    ];

    public static readonly MetricFamily[] All =
    [
        new("falcosecurity_scap_n_evts_total", Counter, Kernel, "Events that the kernel reported.", static (s, to) =>
        {
            if (s.Capture is { } capture) to.Add(capture.Submitted);
        }) { Field = "scap.n_evts" },
        new("lanner_events_read_total", Counter, Kernel, "Events read, from the kernel or a capture.", static (s, to) => to.Add(s.EventsRead)) { Field = "falco.num_evts" },
        new("lanner_events_total", Counter, Kernel, "Events by type, those that only state needs left out.", static (s, to) =>
        {
            foreach (var (name, count) in s.Events.ByName()) to.Add(count, ("type", name));
        }),
        new("falcosecurity_scap_n_drops_total", Counter, Kernel, "Events lost, for any reason. They were not judged.", static (s, to) =>
        {
            if (s.Capture is { } capture) to.Add(capture.Dropped);
        }) { Field = "scap.n_drops" },
        new("lanner_drops_total", Counter, Kernel, "Events lost by reason: ring_full (events came faster than they were read), too_large, scratch.", static (s, to) =>
        {
            foreach (var (reason, count) in s.Capture?.DropsByReason ?? []) to.Add(count, ("reason", reason));
        }),
        new("lanner_drops_by_type_total", Counter, Kernel, "Events lost by type.", static (s, to) =>
        {
            foreach (var (name, count) in (s.Capture?.DropsByCode ?? []).GroupBy(d => EventTable.Get(d.Code).Name, d => (long)d.Count).Select(d => (d.Key, d.Sum())))
                to.Add(count, ("type", name));
        }),
        new("falcosecurity_scap_n_drops_buffer_total", Counter, Kernel, "Events lost by Falco's classes of calls; dir is always exit.", static (s, to) =>
        {
            if (s.Capture is not { } capture) return;
            foreach (var (name, count) in ByClass(capture)) to.Add(count, name + "_exit", ("dir", "exit"), ("drop", name));
        }) { Field = "scap.n_drops_buffer_" },
        new("falcosecurity_scap_n_drops_scratch_map_total", Counter, Kernel, "Events lost because they were too large, or because the kernel's work area was in use.", static (s, to) =>
        {
            if (s.Capture is { } capture) to.Add(Reason(capture, "too_large") + Reason(capture, "scratch"));
        }) { Field = "scap.n_drops_scratch_map" },
        new("falcosecurity_scap_n_drops_bug_total", Counter, Kernel, "Records of a ring that did not read as an event.", static (s, to) =>
        {
            if (s.Capture is { } capture) to.Add(capture.Rings.Aggregate(0ul, (sum, ring) => sum + ring.Malformed + ring.Corrupt));
        }) { Field = "scap.n_drops_bug" },
        new("lanner_kernel_filtered_total", Counter, Kernel, "Calls of interest that a condition turned away in the kernel.", static (s, to) =>
        {
            if (s.Capture is { } capture) to.Add(capture.Filtered);
        }) { Field = "lanner.kernel_filtered" },
        new("lanner_kernel_held_back_total", Counter, Kernel, "Opens not reported because no rule can be true for them.", static (s, to) =>
        {
            if (s.Capture is { } capture) to.Add(capture.HeldBack);
        }) { Field = "lanner.kernel_held_back" },
        new("lanner_kernel_told_later_total", Counter, Kernel, "Of the opens held back, those reported when their descriptor was used.", static (s, to) =>
        {
            if (s.Capture is { } capture) to.Add(capture.ToldLater);
        }) { Field = "lanner.kernel_told_later" },
        new("lanner_ring_size_bytes", Gauge, Kernel, "Size of each ring between kernel and program.", static (s, to) => EachRing(s, to, ring => ring.SizeBytes)),
        new("lanner_ring_used_bytes", Gauge, Kernel, "Bytes of each ring that wait to be read.", static (s, to) => EachRing(s, to, ring => ring.UsedBytes)),
        new("falcosecurity_scap_n_evts_cpu_total", Counter, PerCpu, "Events that the kernel reported, by processor.", static (s, to) =>
        {
            foreach (var (cpu, counts) in (s.Capture?.ByCpu ?? []).Index()) to.Add(counts.Submitted, Number(cpu), ("cpu", Number(cpu)));
        }) { Field = "scap.n_evts_cpu_" },
        new("falcosecurity_scap_n_drops_cpu_total", Counter, PerCpu, "Events lost, by processor.", static (s, to) =>
        {
            foreach (var (cpu, counts) in (s.Capture?.ByCpu ?? []).Index()) to.Add(counts.Dropped, Number(cpu), ("cpu", Number(cpu)));
        }) { Field = "scap.n_drops_cpu_" },
    ];

    static IEnumerable<(string Class, ulong Count)> ByClass(CaptureStatistics capture)
    {
        var counts = s_classes.Select(c => c.Class).Append("other_interest").ToDictionary(name => name, _ => 0ul, StringComparer.Ordinal);
        foreach (var (code, count) in capture.DropsByCode)
        {
            var name = EventTable.Get(code).Name;
            counts[s_classes.FirstOrDefault(c => c.Events.Contains(name), ("other_interest", [])).Class] += count;
        }

        return counts.Select(c => (c.Key, c.Value));
    }

    static ulong Reason(CaptureStatistics capture, string reason) => capture.DropsByReason.FirstOrDefault(d => d.Reason == reason).Count;

    static void EachRing(WatchSnapshot snapshot, MetricSamples to, Func<RingStatistics, ulong> value)
    {
        foreach (var (index, ring) in (snapshot.Capture?.Rings ?? []).Index()) to.Add(value(ring), ("ring", Number(index)));
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
