using System.Globalization;

namespace Lanner.Metrics;

/// <summary>What this process and its host use, from /proc. What cannot be read is 0.</summary>
public sealed record ResourceUse
{
    /// <summary>Of the kernel's clock, in which times of processes are told: 100 on every system there is.</summary>
    const double TicksPerSecond = 100;

    public double CpuSeconds { get; init; }

    /// <summary>CPU time over life time.</summary>
    public double CpuRatio { get; init; }

    public long ResidentBytes { get; init; }

    public long VirtualBytes { get; init; }

    public long ProportionalBytes { get; init; }

    public long ManagedBytes { get; init; }

    public int Threads { get; init; }

    public int OpenDescriptors { get; init; }

    /// <summary>By generation.</summary>
    public IReadOnlyList<int> Collections { get; init; } = [];

    /// <summary>Of all processors, since the host was started.</summary>
    public double HostCpuRatio { get; init; }

    public long HostMemoryUsedBytes { get; init; }

    public long HostRunning { get; init; }

    public long HostOpenFiles { get; init; }

    /// <summary>Takes a millisecond or two; not for the event thread.</summary>
    /// <param name="life">How long the process has run.</param>
    /// <param name="proc">Where /proc is.</param>
    public static ResourceUse Read(TimeSpan life, string proc = "/proc")
    {
        var status = Lines(proc + "/self/status");
        var memory = Lines(proc + "/meminfo");
        var host = Lines(proc + "/stat");
        var cpu = CpuTime(proc);
        return new ResourceUse
        {
            CpuSeconds = cpu,
            CpuRatio = life > TimeSpan.Zero ? cpu / life.TotalSeconds : 0,
            ResidentBytes = Kibibytes(status, "VmRSS:"),
            VirtualBytes = Kibibytes(status, "VmSize:"),
            ProportionalBytes = Kibibytes(Lines(proc + "/self/smaps_rollup"), "Pss:"),
            ManagedBytes = GC.GetTotalMemory(forceFullCollection: false),
            Threads = (int)Number(status, "Threads:"),
            OpenDescriptors = CountDescriptors(proc),
            Collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
            HostCpuRatio = HostRatio(host),
            HostMemoryUsedBytes = Math.Max(0, Kibibytes(memory, "MemTotal:") - Kibibytes(memory, "MemAvailable:")),
            HostRunning = Number(host, "procs_running "),
            HostOpenFiles = Lines(proc + "/sys/fs/file-nr") is [var line, ..] ? Parse(line.Split('\t')[0]) : 0,
        };
    }

    static double CpuTime(string proc)
    {
        if (Lines(proc + "/self/stat") is not [var line, ..]) return 0;
        // The name before it may hold anything, a parenthesis as well. Behind it are state and ten others, then user and system time.
        var parts = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 13 ? 0 : (Parse(parts[11]) + Parse(parts[12])) / TicksPerSecond;
    }

    /// <summary>What was neither idle nor waiting for disks.</summary>
    static double HostRatio(string[] stat)
    {
        if (stat is not [var line, ..]) return 0;
        var times = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Parse).ToArray();
        var all = times.Sum();
        return times.Length < 5 || all == 0 ? 0 : (double)(all - times[3] - times[4]) / all;
    }

    static int CountDescriptors(string proc)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(proc + "/self/fd").Count();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    static long Kibibytes(string[] lines, string name) => Number(lines, name) * 1024;

    /// <summary>The number behind a name at the beginning of a line.</summary>
    static long Number(string[] lines, string name)
    {
        var line = Array.Find(lines, l => l.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : Parse(line[name.Length..].Trim().Split(' ')[0]);
    }

    static long Parse(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
