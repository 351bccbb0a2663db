using Lanner.Alerts.Outputs;
using Lanner.Configuration;

namespace Lanner.Cli;

/// <summary>
/// Gives up what a watch as root never needs, before it begins. Capabilities belong to threads, and the runtime has several before a line of
/// ours runs; so they are taken from the bound of what a program may have, and the program starts itself again: the same process with the
/// same words, and none of its threads ever had them (docs/decisions/0010-capabilities.md).
/// </summary>
static class FewerCapabilities
{
    /// <summary>
    /// Loading and changing probes (BPF, PERFMON, SYS_RESOURCE and SYSLOG on some kernels), reading /proc and the files of containers
    /// whoever owns them, reaching sockets of engines and folders of outputs, ending processes as a response.
    /// </summary>
    static readonly int[] s_needed =
    [
        Capabilities.Bpf, Capabilities.Perfmon, Capabilities.SysResource, Capabilities.Syslog, Capabilities.SysPtrace, Capabilities.DacReadSearch,
        Capabilities.DacOverride, Capabilities.Kill,
    ];

    static readonly Dictionary<int, string> s_names = new()
    {
        [Capabilities.Bpf] = "BPF", [Capabilities.Perfmon] = "PERFMON", [Capabilities.SysResource] = "SYS_RESOURCE", [Capabilities.Syslog] = "SYSLOG",
        [Capabilities.SysPtrace] = "SYS_PTRACE", [Capabilities.DacReadSearch] = "DAC_READ_SEARCH", [Capabilities.DacOverride] = "DAC_OVERRIDE",
        [Capabilities.Kill] = "KILL", [Capabilities.NetBindService] = "NET_BIND_SERVICE", [Capabilities.SysAdmin] = "SYS_ADMIN",
    };

    /// <summary>Returns when there is nothing to give up, or it must not be; else the program has begun anew and this never returns.</summary>
    /// <param name="configuration">What the watch is about to use; null when it cannot be read.</param>
    public static void Enter(Func<LannerConfiguration?> configuration)
    {
        if (!OperatingSystem.IsLinux() || Capabilities.EffectiveUser() != 0 || !Capabilities.RootIsSpecial) return;
        var bound = Capabilities.Bound().ToHashSet();
        // The second time there is nothing left, unless the kernel is older than the two that do without SYS_ADMIN.
        if (bound.Except(s_needed).All(number => number is Capabilities.NetBindService or Capabilities.SysAdmin)) return;
        if (configuration() is not { } settings || !MayGiveUp(settings)) return;
        var keep = Needed(settings, bound);
        // All or nothing: without the right to give up, the first one is refused.
        if (!bound.Except(keep).All(Capabilities.TryDropBound) || !Capabilities.TryHandNothingDown()) return;
        SameProgram.Start();
    }

    /// <summary>What a limited program can do, for the operator; null for one that is not limited.</summary>
    public static string? Note()
    {
        if (!OperatingSystem.IsLinux() || Capabilities.EffectiveUser() != 0) return null;
        var bound = Capabilities.Bound().ToArray();
        var names = bound.Where(s_names.ContainsKey).Select(number => s_names[number]);
        return bound.All(s_names.ContainsKey) ? $"of root's capabilities it has only {string.Join(", ", names)}" : null;
    }

    /// <summary>Programs of an output are the user's own, and may need any of them.</summary>
    internal static bool MayGiveUp(LannerConfiguration settings) =>
        settings.DropCapabilities && settings.Engine.Source == EventSource.Kernel && !settings.Output.Outputs.Any(output => output is ProgramOutputOptions);

    internal static HashSet<int> Needed(LannerConfiguration settings, IReadOnlySet<int> bound)
    {
        var keep = s_needed.ToHashSet();
        if (!bound.Contains(Capabilities.Bpf)) keep.Add(Capabilities.SysAdmin);
        if (settings.WebServer is { IsEnabled: true, Port: < 1024 }) keep.Add(Capabilities.NetBindService);
        return keep;
    }
}
