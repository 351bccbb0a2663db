using Xunit;

namespace Lanner.Capture.Tests;

public sealed class ProbeRequirementsTests
{
    [Fact]
    public void Either_the_two_capabilities_or_the_old_one_will_do()
    {
        const ulong bpf = 1ul << 39;
        const ulong perfMon = 1ul << 38;
        const ulong sysAdmin = 1ul << 21;

        Assert.Null(ProbeRequirements.Privilege(bpf | perfMon));
        Assert.Null(ProbeRequirements.Privilege(sysAdmin));
        Assert.NotNull(ProbeRequirements.Privilege(bpf));
        Assert.NotNull(ProbeRequirements.Privilege(perfMon));
        Assert.Equal("privilege", ProbeRequirements.Privilege(0)!.Feature);
    }

    [Fact]
    public void Only_the_stricter_lockdown_is_in_the_way()
    {
        Assert.Null(ProbeRequirements.Integrity("[none] integrity confidentiality"));
        Assert.Null(ProbeRequirements.Integrity("none [integrity] confidentiality"));
        Assert.NotNull(ProbeRequirements.Integrity("none integrity [confidentiality]"));
        Assert.Null(ProbeRequirements.Integrity(""));
    }

    [Fact]
    public void A_process_namespace_of_its_own_is_refused_with_the_way_out()
    {
        Assert.Null(ProbeRequirements.Namespace("pid:[4026531836]"));
        Assert.Contains("--pid=host", ProbeRequirements.Namespace("pid:[4026532198]")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_hierarchy_of_containers_is_the_first_version_one_controller_or_the_unified()
    {
        string[] heading = ["#subsys_name\thierarchy\tnum_cgroups\tenabled"];

        Assert.Equal("memory", CgroupHierarchy.VersionOneController([.. heading, "cpuset\t3\t1\t1", "memory\t4\t2\t1"]));
        Assert.Equal("cpuset", CgroupHierarchy.VersionOneController([.. heading, "cpuset\t3\t1\t1", "memory\t0\t2\t1", "pids\t5\t1\t0"]));
        Assert.Equal("", CgroupHierarchy.VersionOneController([.. heading, "cpuset\t0\t1\t1", "memory\t0\t2\t1", "broken"]));
    }

    [Fact]
    public void The_verifiers_last_word_is_found_in_its_log()
    {
        const string log = """
            libbpf: prog 'sys_exit': BPF program load failed: Permission denied
            libbpf: prog 'sys_exit': -- BEGIN PROG LOAD LOG --
            0: R1=ctx() R10=fp0
            ; int x = *p; @ a.c:1
            1: (79) r1 = *(u64 *)(r1 +8)
            R1 invalid mem access 'scalar'
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0
            -- END PROG LOAD LOG --
            libbpf: prog 'sys_exit': failed to load: -13
            libbpf: failed to load object 'lanner'
            """;

        var report = VerifierReport.Parse(log);

        Assert.Equal("sys_exit", report.Program);
        Assert.Equal("R1 invalid mem access 'scalar'", report.Reason);
        Assert.True(report.OmittedLines > 5);
        Assert.Equal("", VerifierReport.Parse("").Reason);
        Assert.Equal("Error in bpf_create_map_xattr", VerifierReport.Parse("libbpf: Error in bpf_create_map_xattr\n").Reason);
    }

    [Fact]
    public void A_file_that_is_no_probe_is_refused_before_anything_is_loaded()
    {
        var error = Assert.Throws<CaptureException>(() => ProbeImage.FromFile("/bin/true"));

        Assert.Equal("probe", error.Problem.Feature);
        Assert.Throws<CaptureException>(() => ProbeImage.FromBytes([], "nothing"));
        Assert.Throws<CaptureException>(() => ProbeImage.FromFile("/no/such/file"));
    }

    [Fact]
    public void Polls_that_bring_nothing_are_spread_out_and_a_mass_of_events_brings_them_back()
    {
        var backoff = new PollBackoff();
        backoff.Polled(0);
        Assert.Equal(0, backoff.DelayMs);
        for (var i = 0; i < 20; i++) backoff.Polled(0);
        Assert.Equal(10, backoff.DelayMs);
        backoff.Polled(3);
        Assert.InRange(backoff.DelayMs, 1, 9);
        backoff.Polled(100_000);
        Assert.Equal(0, backoff.DelayMs);
    }
}
