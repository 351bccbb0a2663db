using System.Diagnostics;
using System.Text;

using Lanner.Responses.Planning;
using Lanner.Responses.Processes;

namespace Lanner.Responses.Tests;

/// <summary>Against the running kernel, with a process of our own.</summary>
public sealed class HostProcessesTests
{
    [Fact]
    public void What_is_held_is_read_signalled_and_seen_to_end()
    {
        var processes = new HostProcesses(bootEpochNs: 1_000_000_000_000_000_000);
        using var child = Process.Start("sleep", "1000");
        using var held = processes.Open(child.Id)!;
        var facts = held.Read()!;
        Assert.Equal((child.Id, Environment.ProcessId, "sleep", false), (facts.Pid, facts.ParentPid, facts.Executable, facts.IsKernelThread));
        var uptime = ulong.Parse(File.ReadAllText("/proc/uptime").Split('.')[0]) * 1_000_000_000;
        Assert.InRange(facts.StartNs - 1_000_000_000_000_000_000, uptime - 30_000_000_000, uptime + 2_000_000_000);
        Assert.Contains((child.Id, Environment.ProcessId), processes.List());
        Assert.False(held.WaitForEnd(TimeSpan.FromMilliseconds(10)));
        Assert.True(held.Signal(9));
        Assert.True(held.WaitForEnd(TimeSpan.FromSeconds(10)));
        child.WaitForExit();
        Assert.False(held.Signal(9));
        Assert.Null(processes.Open(child.Id));
    }

    [Fact]
    public void The_kernels_threads_are_known_as_such() => Assert.True(!Directory.Exists("/proc/2") || ProcFiles.Read(2, 0) is not { Name: "kthreadd" } facts || facts.IsKernelThread);

    [Theory]
    [InlineData("7 (a) b) (c) S 3 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 250 0", "7 3 a) b) (c 2500000000 False")]
    [InlineData("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 1 0", "2 0 kthreadd 10000000 True")]
    [InlineData("7 (a) S 3 1", "")]
    [InlineData("7 a S 3 1", "")]
    [InlineData("x (a) S 3 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 250 0", "")]
    [InlineData("", "")]
    public void The_line_of_a_process_is_read(string line, string expected)
    {
        var facts = ProcFiles.Parse(Encoding.UTF8.GetBytes(line));
        Assert.Equal(expected, facts is null ? "" : $"{facts.Pid} {facts.ParentPid} {facts.Name} {facts.StartNs} {facts.IsKernelThread}");
    }

    [Theory]
    [InlineData("0::/docker/" + FakeProcesses.Id + "\n", "", true)]
    [InlineData("0::/\n", "1 2 0:3 /var/lib/docker/containers/" + FakeProcesses.Id + "/hostname /etc/hostname rw\n", true)]
    [InlineData("0::/\n", "1 2 0:3 /run/containers/storage/overlay-containers/" + FakeProcesses.Id + "/userdata/resolv.conf /etc/resolv.conf rw\n", true)]
    [InlineData("0::/init.scope\n", "1 2 0:3 /var/lib/docker/containers/short/hostname /x rw\n", false)]
    [InlineData("", "", false)]
    public void The_container_of_this_program_is_found(string cgroups, string mounts, bool isFound) => Assert.Equal(isFound,
        new OwnContainer(Encoding.UTF8.GetBytes(cgroups), Encoding.UTF8.GetBytes(mounts)).Is(Encoding.UTF8.GetBytes(FakeProcesses.Id)));
}
