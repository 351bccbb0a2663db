using System.Globalization;
using System.Text;

namespace Lanner.Responses.Processes;

/// <summary>Reads the few facts about a process from /proc. They are read for an action only, so clarity counts more than speed.</summary>
static class ProcFiles
{
    /// <summary>Ticks of the times in /proc: 100 a second on every architecture Linux has a user interface for.</summary>
    const ulong NsPerTick = 10_000_000;

    /// <summary>PF_KTHREAD of the kernel's task flags.</summary>
    const ulong KernelThread = 0x00200000;

    /// <summary>Longer lines of control groups are cut: the kernel gives one page at most for a path, and there are few lines.</summary>
    const int MaxBytes = 64 << 10;

    /// <summary>Null when there is no such process, or it vanished while it was read.</summary>
    public static ProcessFacts? Read(int pid, ulong bootEpochNs)
    {
        if (ReadFile(pid, "stat") is not { } stat || ReadFile(pid, "cgroup") is not { } cgroups) return null;
        if (Parse(stat) is not { } facts || facts.Pid != pid) return null;
        return facts with { StartNs = facts.StartNs + bootEpochNs, Cgroups = cgroups, Executable = Executable(pid) };
    }

    /// <summary>The line of <c>/proc/PID/stat</c>; the start is since boot.</summary>
    internal static ProcessFacts? Parse(ReadOnlySpan<byte> stat)
    {
        // The name stands in brackets and may hold brackets itself; the last one closes it.
        var open = stat.IndexOf((byte)'(');
        var close = stat.LastIndexOf((byte)')');
        if (open < 0 || close < open || !int.TryParse(stat[..open].Trim((byte)' '), CultureInfo.InvariantCulture, out var pid)) return null;
        var words = Encoding.ASCII.GetString(stat[(close + 1)..]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // state, parent, group, session, terminal, foreground group, flags, ..., start as the 20th
        if (words.Length < 20 || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var parent) || !ulong.TryParse(words[6], CultureInfo.InvariantCulture, out var flags)
            || !ulong.TryParse(words[19], CultureInfo.InvariantCulture, out var ticks)) return null;
        return new ProcessFacts
        {
            Pid = pid, ParentPid = parent, Name = Printable.Of(stat[(open + 1)..close]), StartNs = ticks * NsPerTick,
            IsKernelThread = (flags & KernelThread) != 0, Cgroups = [],
        };
    }

    static string Executable(int pid)
    {
        try
        {
            var target = new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/exe")).LinkTarget ?? "";
            return Path.GetFileName(target.EndsWith(" (deleted)", StringComparison.Ordinal) ? target[..^10] : target);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    static byte[]? ReadFile(int pid, string name)
    {
        try
        {
            using var file = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{name}"));
            var bytes = new byte[4096];
            var length = 0;
            while (true)
            {
                var read = RandomAccess.Read(file, bytes.AsSpan(length), length);
                if (read == 0 || (length += read) >= MaxBytes) return bytes[..length];
                if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 4);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
