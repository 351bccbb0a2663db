using System.Globalization;
using Xunit;

namespace Lanner.Live.Tests;

/// <summary>What the agent never needs it does not have, in none of its threads.</summary>
public sealed class CapabilityTests
{
    /// <summary>DAC_OVERRIDE, DAC_READ_SEARCH, KILL, SYS_PTRACE, SYS_RESOURCE, SYSLOG, PERFMON, BPF.</summary>
    const ulong Needed = 1ul << 1 | 1ul << 2 | 1ul << 5 | 1ul << 19 | 1ul << 24 | 1ul << 34 | 1ul << 38 | 1ul << 39;

    static List<(string Name, ulong Set)> Sets(int pid) =>
    [
        .. Directory.GetDirectories($"/proc/{pid}/task").SelectMany(Status)
            .Where(line => line.StartsWith("Cap", StringComparison.Ordinal)).Select(line => (line[..6], ulong.Parse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture))),
    ];

    static string[] Status(string thread)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(thread, "status"));
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    [LiveFact]
    public async Task No_thread_has_more_than_it_needs_and_containers_are_seen_as_before()
    {
        await using var lanner = await LannerProcess.Watch([]);
        var container = await ContainerRun.Run(await TestImage.Busybox, "cat", "/etc/shadow");
        var alert = await lanner.Alert("Sensitive file read", container);
        Assert.Equal(container.Name, alert.Field("container.name"));

        var sets = Sets(lanner.ProcessId);
        Assert.True(sets.Count >= 10, "several threads with five sets each");
        // Root in a container or a service may have less to begin with.
        var most = Needed & Sets(Environment.ProcessId).First(set => set.Name == "CapBnd").Set;
        Assert.All(sets, set => Assert.Equal(set.Name is "CapInh" or "CapAmb" ? 0 : most, set.Set));
        Assert.Contains("NoNewPrivs:\t1", await File.ReadAllTextAsync($"/proc/{lanner.ProcessId}/status"), StringComparison.Ordinal);
        Assert.Contains("lanner: of root's capabilities it has only ", lanner.Error, StringComparison.Ordinal);
        Assert.Equal(0, await lanner.Stop());
    }

    [LiveFact]
    public async Task It_keeps_all_when_that_is_asked_for()
    {
        await using var lanner = await LannerProcess.Watch(["-o", "drop_capabilities=false"]);
        var own = Sets(Environment.ProcessId).First(set => set.Name == "CapBnd");
        Assert.All(Sets(lanner.ProcessId).Where(set => set.Name == "CapBnd"), set => Assert.Equal(own.Set, set.Set));
        Assert.DoesNotContain("it has only", lanner.Error, StringComparison.Ordinal);
    }

    /// <summary>Its program may need any of them.</summary>
    [LiveFact]
    public async Task It_keeps_all_for_a_program_that_takes_alerts()
    {
        await using var lanner = await LannerProcess.Watch(["-o", "program_output.enabled=true", "-o", "program_output.program=cat >/dev/null", "-o", "stdout_output.enabled=true"]);
        Assert.Contains(Sets(lanner.ProcessId), set => set.Name == "CapEff" && (set.Set & 1ul << 12) != 0);
    }
}
