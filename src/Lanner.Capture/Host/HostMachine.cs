using System.Globalization;
using Lanner.Events;

namespace Lanner.Capture.Host;

/// <summary>The machine itself.</summary>
public static class HostMachine
{
    /// <summary>What cannot be read is 0; the name is the kernel's.</summary>
    public static MachineSnapshot Read() => new(
        CpuCount(ReadText("/sys/devices/system/cpu/online")), MemoryBytes(ReadText("/proc/meminfo")),
        ulong.TryParse(ReadText("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture, out var pid) ? pid : 0,
        ReadText("/proc/sys/kernel/hostname"), BootClock.EpochNsAtBoot());

    /// <summary>From a list such as <c>0-3,6</c>.</summary>
    internal static uint CpuCount(string list)
    {
        uint count = 0;
        foreach (var part in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (!uint.TryParse(ends[0], CultureInfo.InvariantCulture, out var first)) continue;
            var last = ends.Length > 1 && uint.TryParse(ends[1], CultureInfo.InvariantCulture, out var number) ? number : first;
            if (last >= first) count += last - first + 1;
        }

        return count;
    }

    /// <summary>From the line <c>MemTotal: N kB</c>.</summary>
    internal static ulong MemoryBytes(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("MemTotal:")) continue;
            var value = line["MemTotal:".Length..].Trim();
            var end = value.IndexOf(' ');
            return ulong.TryParse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture, out var kib) ? kib * 1024 : 0;
        }

        return 0;
    }

    static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
