namespace Lanner.Metrics.Tests;

public sealed class ResourceUseTests : IDisposable
{
    readonly string _proc = Directory.CreateTempSubdirectory("lanner-proc").FullName;

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    [Fact]
    public void This_process_and_host_are_read()
    {
        var use = ResourceUse.Read(TimeSpan.FromSeconds(10));
        Assert.InRange(use.ResidentBytes, 1 << 20, 1L << 40);
        Assert.InRange(use.ProportionalBytes, 1 << 20, use.ResidentBytes + (1 << 24));
        Assert.True(use.VirtualBytes > use.ResidentBytes);
        Assert.InRange(use.Threads, 1, 10_000);
        Assert.InRange(use.OpenDescriptors, 3, 100_000);
        Assert.InRange(use.HostCpuRatio, 0, 1);
        Assert.True(use.CpuSeconds > 0);
        Assert.Equal(use.CpuSeconds / 10, use.CpuRatio, 6);
        Assert.True(use.HostMemoryUsedBytes > 0);
        Assert.True(use.HostRunning > 0);
        Assert.True(use.HostOpenFiles > 0);
    }

    [Fact]
    public void Numbers_are_found_where_the_kernel_writes_them()
    {
        Write("self/stat", "7 (a) b) S 1 7 7 0 -1 4194304 100 0 0 0 250 150 0 0 20 0 9 0 100\n");
        Write("self/status", "Name:\ta\nVmSize:\t  2048 kB\nVmRSS:\t  1024 kB\nThreads:\t9\n");
        Write("self/smaps_rollup", "00400000-7fff Rollup\nRss: 1024 kB\nPss: 512 kB\n");
        Write("meminfo", "MemTotal: 4096 kB\nMemFree: 1 kB\nMemAvailable: 1024 kB\n");
        Write("stat", "cpu  100 0 100 700 100 0 0 0 0 0\nprocs_running 3\n");
        Write("sys/fs/file-nr", "1702\t0\t9223372036854775807\n");
        var use = ResourceUse.Read(TimeSpan.FromSeconds(8), _proc);
        Assert.Equal((4, 0.5), (use.CpuSeconds, use.CpuRatio));
        Assert.Equal((1 << 20, 2 << 20, 1 << 19), ((int)use.ResidentBytes, (int)use.VirtualBytes, (int)use.ProportionalBytes));
        Assert.Equal((9, 0.2, 3 << 20), (use.Threads, use.HostCpuRatio, (int)use.HostMemoryUsedBytes));
        Assert.Equal((3, 1702), (use.HostRunning, use.HostOpenFiles));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("7 (a\n")]
    [InlineData("cpu \n")]
    [InlineData("VmRSS:\nThreads: x\nMemTotal: -5 kB\n")]
    public void What_cannot_be_read_is_0(string content)
    {
        foreach (var name in new[] { "self/stat", "self/status", "self/smaps_rollup", "meminfo", "stat", "sys/fs/file-nr" }) Write(name, content);
        var use = ResourceUse.Read(TimeSpan.Zero, _proc);
        Assert.Equal((0, 0, 0, 0), (use.CpuSeconds, use.ResidentBytes, use.Threads, use.HostMemoryUsedBytes));
        Assert.Equal((0, 0, 0), (use.HostCpuRatio, use.HostOpenFiles, use.OpenDescriptors));
    }

    void Write(string name, string content)
    {
        var path = Path.Combine(_proc, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
