using static Lanner.Metrics.MetricKind;

namespace Lanner.Metrics;

/// <summary>What is known of the host, and what had to be given up or asked for.</summary>
static class StateMetrics
{
    const MetricGroups State = MetricGroups.State;

    public static readonly MetricFamily[] All =
    [
        new("falcosecurity_scap_n_threads_total", Gauge, State, "Threads known.", static (s, to) => to.Add(s.State.Threads)) { Field = "falco.n_threads" },
        new("falcosecurity_scap_n_fds_total", Gauge, State, "Descriptors known; one that a forked child still shares with its parent counts once.",
            static (s, to) => to.Add(s.State.Descriptors)) { Field = "falco.n_fds" },
        new("lanner_processes", Gauge, State, "Processes known.", static (s, to) => to.Add(s.State.Processes)) { Field = "lanner.processes" },
        new("lanner_containers", Gauge, State, "Containers known, those that ended not long ago included.", static (s, to) => to.Add(s.State.Containers)) { Field = "lanner.containers" },
        new("lanner_state_bytes", Gauge, State, "Memory of descriptors and of the processes' texts: an estimate.", static (s, to) =>
        {
            to.Add(s.State.DescriptorBytes, "descriptors", ("table", "descriptors"));
            to.Add(s.State.ProcessTextBytes, "process_texts", ("table", "process_texts"));
        }) { Field = "lanner.state_bytes." },
        new("lanner_state_evicted_total", Counter, State, "Entries given up because their table was full.", static (s, to) =>
        {
            foreach (var (table, count) in new[]
            {
                ("processes", s.State.ProcessesEvicted), ("threads", s.State.ThreadsEvicted), ("descriptors", s.State.DescriptorsEvicted), ("containers", s.ContainersEvicted),
            }) to.Add(count, table, ("table", table));
        }) { Field = "lanner.state_evicted." },
        new("falcosecurity_scap_n_drops_full_threadtable_total", Counter, State, "Threads given up because there were too many.",
            static (s, to) => to.Add(s.State.ThreadsEvicted)) { Field = "falco.n_drops_full_threadtable" },
        new("falcosecurity_scap_n_noncached_thread_lookups_total", Counter, State, "Events of threads whose birth was not seen.",
            static (s, to) => to.Add(s.State.UnknownThreads)) { Field = "falco.n_noncached_thread_lookups" },
        new("falcosecurity_scap_n_failed_thread_lookups_total", Counter, State, "Of these, those of which nothing could be learnt: gone when asked for, or not asked for because too many were.",
            static (s, to) => to.Add(s.State.LookupsFailed + s.State.LookupsSkipped)) { Field = "falco.n_failed_thread_lookups" },
        new("lanner_stale_threads_replaced_total", Counter, State, "Threads found under a number that was given out again: their end was lost.",
            static (s, to) => to.Add(s.State.StaleThreadsReplaced)) { Field = "lanner.stale_threads_replaced" },
        new("lanner_container_engine_connected", Gauge, State, "1 while a container engine can be asked; engines that are not there are left out.", static (s, to) =>
        {
            foreach (var (name, isConnected) in s.Engines) to.Add(isConnected, MetricSamples.Name(name), ("engine", name));
        }) { Field = "lanner.container_engine_connected." },
    ];
}
