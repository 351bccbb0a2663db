using System.Globalization;

using static Lanner.Metrics.MetricKind;

namespace Lanner.Metrics;

/// <summary>What the program and its host use.</summary>
static class ResourceMetrics
{
    const MetricGroups Resources = MetricGroups.Resources;

    public static readonly MetricFamily[] All =
    [
        Of("process_cpu_seconds_total", Counter, "CPU time of the program, user and system.", r => r.CpuSeconds, null),
        Of("process_resident_memory_bytes", Gauge, "Memory of the program that is resident.", r => r.ResidentBytes, null),
        Of("process_virtual_memory_bytes", Gauge, "Address space of the program.", r => r.VirtualBytes, null),
        Of("process_open_fds", Gauge, "Descriptors that the program has open.", r => r.OpenDescriptors, "lanner.open_fds"),
        Of("lanner_threads", Gauge, "Threads of the program.", r => r.Threads, "lanner.threads"),
        Of("lanner_managed_memory_bytes", Gauge, "Memory of the program's objects.", r => r.ManagedBytes, "lanner.managed_memory", MetricUnit.Bytes),
        new("lanner_collections_total", Counter, Resources, "Garbage collections by generation.", static (s, to) =>
        {
            foreach (var (generation, count) in (s.Resources?.Collections ?? []).Index()) to.Add(count, ("generation", generation.ToString(CultureInfo.InvariantCulture)));
        }),
        Of("falcosecurity_falco_cpu_usage_ratio", Gauge, "CPU time of the program over its life; 1 is a whole processor. Snapshots have it in percent.", r => r.CpuRatio, null),
        Of("falcosecurity_falco_memory_rss_bytes", Gauge, "Memory of the program that is resident.", r => r.ResidentBytes, "falco.memory_rss", MetricUnit.Kibibytes),
        Of("falcosecurity_falco_memory_vsz_bytes", Gauge, "Address space of the program.", r => r.VirtualBytes, "falco.memory_vsz", MetricUnit.Kibibytes),
        Of("falcosecurity_falco_memory_pss_bytes", Gauge, "Resident memory of the program, what it shares counted in parts.", r => r.ProportionalBytes, "falco.memory_pss", MetricUnit.Kibibytes),
        Of("falcosecurity_falco_host_cpu_usage_ratio", Gauge, "CPU time of the host since it was started; 1 is all its processors. Snapshots have it in percent.", r => r.HostCpuRatio, null),
        Of("falcosecurity_falco_host_memory_used_bytes", Gauge, "Memory of the host that is in use.", r => r.HostMemoryUsedBytes, "falco.host_memory_used", MetricUnit.Kibibytes),
        Of("falcosecurity_falco_host_procs_running_total", Gauge, "Threads of the host that run or are ready to.", r => r.HostRunning, "falco.host_procs_running"),
        Of("falcosecurity_falco_host_open_fds_total", Gauge, "Open files of the host.", r => r.HostOpenFiles, "falco.host_open_fds"),
        new("lanner_web_answers_total", Counter, Resources, "Answers of the web server by status.", static (s, to) =>
        {
            foreach (var (status, count) in s.Web?.Answers ?? []) to.Add(count, ("status", status.ToString(CultureInfo.InvariantCulture)));
        }),
        new("lanner_web_connections_total", Counter, Resources, "Connections to the web server.", static (s, to) =>
        {
            if (s.Web is { } web) to.Add(web.Connections);
        }),
        new("lanner_web_connections_evicted_total", Counter, Resources, "Connections to the web server that were ended early because there were too many.", static (s, to) =>
        {
            if (s.Web is { } web) to.Add(web.Evicted);
        }),
    ];

    static MetricFamily Of(string name, MetricKind kind, string help, Func<ResourceUse, MetricValue> value, string? field, MetricUnit unit = MetricUnit.None) =>
        new(name, kind, Resources, help, (s, to) =>
        {
            if (s.Resources is { } use) to.Add(value(use));
        }) { Field = field, Unit = unit };
}
