using static Lanner.Metrics.MetricKind;

namespace Lanner.Metrics;

/// <summary>What the program is, and whether it sees.</summary>
static class ProgramMetrics
{
    const MetricGroups Base = MetricGroups.Base;

    public static readonly MetricFamily[] All =
    [
        new("lanner_build_info", Info, Base, "Lanner's version.", static (s, to) => to.AddFact(s.Facts.Version, "", ("version", s.Facts.Version))) { Field = "lanner.version" },
        new("falcosecurity_falco_version_info", Info, Base, "Falco's version whose configuration, command line and rules are understood.",
            static (s, to) => to.AddFact(s.Facts.FalcoVersion, "", ("version", s.Facts.FalcoVersion))) { Field = "falco.version" },
        new("falcosecurity_scap_engine_name_info", Info, Base, "Where events come from: modern_bpf (this host), savefile (a capture), nodriver.",
            static (s, to) => to.AddFact(s.Facts.Source, "", ("engine_name", s.Facts.Source), ("evt_source", "syscall"))) { Field = "scap.engine_name" },
        new("falcosecurity_falco_kernel_release_info", Info, Base, "The kernel's release.",
            static (s, to) => to.AddFact(s.Facts.KernelRelease, "", ("kernel_release", s.Facts.KernelRelease))) { Field = "falco.kernel_release" },
        new("falcosecurity_evt_hostname_info", Info, Base, "The host's name, as alerts have it.",
            static (s, to) => to.AddFact(s.Facts.HostName, "", ("hostname", s.Facts.HostName))) { Field = "evt.hostname" },
        new("falcosecurity_falco_sha256_rules_files_info", Info, Base, "SHA-256 of each rule file as it was loaded.",
            static (s, to) => AddFiles(to, s.Engine.Rules.Files.Select(f => new LoadedFile(Path.GetFileName(f.Name), f.Sha256)))) { Field = "falco.sha256_rules_file." },
        new("falcosecurity_falco_sha256_config_files_info", Info, Base, "SHA-256 of each file of the configuration as it was loaded.",
            static (s, to) => AddFiles(to, s.Facts.ConfigurationFiles)) { Field = "falco.sha256_config_file." },
        new("falcosecurity_falco_start_timestamp_nanoseconds", Gauge, Base, "When the program was started, since the epoch.",
            static (s, to) => to.Add(Nanoseconds(s.Facts.Started))) { Field = "falco.start_ts" },
        new("falcosecurity_falco_host_boot_timestamp_nanoseconds", Gauge, Base, "When the host was started, since the epoch.",
            static (s, to) => to.Add(Nanoseconds(s.Facts.Booted))) { Field = "falco.host_boot_ts" },
        new("falcosecurity_falco_host_num_cpus_total", Gauge, Base, "Processors of the host that the program may use.",
            static (s, to) => to.Add(s.Facts.Processors)) { Field = "falco.host_num_cpus" },
        new("falcosecurity_falco_duration_seconds_total", Counter, Base, "Since the watch began.",
            static (s, to) => to.Add((long)s.Elapsed.TotalSeconds)) { Field = "falco.duration_sec" },
        new("lanner_reloads_total", Counter, Base, "Reloads of configuration and rules: done, or failed (something in them was wrong, and nothing changed).", static (s, to) =>
        {
            to.Add(s.Reloads.Done, "done", ("result", "done"));
            to.Add(s.Reloads.Failed, "failed", ("result", "failed"));
        }) { Field = "lanner.reloads." },
        new("lanner_reload_failed", Gauge, Base, "1 after a reload that failed: what is at work is older than what is in the files.",
            static (s, to) => to.Add(s.Reloads.LastFailed)) { Field = "lanner.reload_failed" },
        new("falcosecurity_falco_reload_timestamp_nanoseconds", Gauge, Base, "When the configuration and rules at work were loaded, since the epoch.",
            static (s, to) => to.Add(s.Reloads.LastDoneNs != 0 ? (ulong)s.Reloads.LastDoneNs : Nanoseconds(s.Facts.Started))) { Field = "falco.reload_ts" },
        new("lanner_healthy", Gauge, Base, "1 while /healthz answers 200: the watch sees what happens and can tell of it.",
            static (s, to) => to.Add(s.Blindness is null)) { Field = "lanner.healthy" },
        new("lanner_event_thread_age_seconds", Gauge, Base, "Since the thread that reads events last looked around; all other numbers are as old.",
            static (s, to) => to.Add(s.SinceTurn.TotalSeconds)),
    ];

    static void AddFiles(MetricSamples to, IEnumerable<LoadedFile> files)
    {
        foreach (var file in files.Take(MetricSamples.Most)) to.AddFact(file.Sha256, MetricSamples.Name(file.Name), ("file_name", file.Name), ("sha256", file.Sha256));
    }

    static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
