using System.Text;

using Lanner.Alerts;
using Lanner.Capture;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>
/// Tells during a run that events were lost: how many, why, and whose. At most once in <see cref="s_interval"/>, so that the
/// report of a flood is not one itself.
/// </summary>
sealed class DropReport(LiveSource source, HostState host, TextWriter to)
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    TimeSpan _next = TimeSpan.FromSeconds(1);
    ulong _told;

    public void Tell(TimeSpan now)
    {
        if (now < _next) return;
        _next = now + TimeSpan.FromSeconds(1);
        var statistics = source.ReadStatistics();
        if (statistics.Dropped <= _told) return;
        var lost = statistics.Dropped - _told;
        _told = statistics.Dropped;
        _next = now + s_interval;
        to.WriteLine($"lanner: {Describe(lost, statistics, host)}; what they would have shown was not judged");
    }

    /// <summary>Part of a sentence: how many, the reasons of all since the start, and who lost most.</summary>
    public static string Describe(ulong lost, CaptureStatistics statistics, HostState host)
    {
        var reasons = Reasons(statistics);
        return $"{lost} events were lost{(reasons.Length == 0 ? "" : $" ({reasons})")}{Blame(statistics, host)}";
    }

    /// <summary>The reasons with their counts, most first.</summary>
    public static string Reasons(CaptureStatistics statistics) => string.Join(", ",
        statistics.DropsByReason.Where(d => d.Count > 0).OrderByDescending(d => d.Count).Select(d => $"{d.Reason.Replace('_', ' ')} {d.Count}"));

    /// <summary>Which process lost most, with its container.</summary>
    static string Blame(CaptureStatistics statistics, HostState host)
    {
        if (statistics.DropsByProcess.Count == 0) return "";
        var (pid, count) = statistics.DropsByProcess[0];
        if (host.Processes.FindProcess(pid) is not { } process) return $", most by process {pid} ({count})";
        return $", most by {SafeText.ToString(process.Name)} (process {pid}, container {Encoding.UTF8.GetString(process.Container.Id)}, {count})";
    }
}
