using Lanner.Configuration;
using Lanner.Responses.Planning;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Responses.Processes;

/// <summary>Says which processes are never ended, whatever a rule matches.</summary>
sealed class ProcessGuard(IProcesses processes, ResponseSettings settings)
{
    /// <summary>Ancestors are looked up so far; the kernel's own limit of pid namespaces in one another is less.</summary>
    const int MaxAncestors = 256;

    /// <summary>
    /// What runs containers on the host, and what runs the host, as beginnings of names. Inside containers names are the watched one's
    /// own choice, and protect nobody.
    /// </summary>
    static readonly string[] s_foundations =
    [
        "dockerd", "docker-init", "docker-proxy", "containerd", "runc", "crun", "runsc", "kata-", "conmon", "podman", "crio", "kubelet", "systemd", "init",
    ];

    /// <summary>Why the process must not be ended because of this target's event; null when it may.</summary>
    public string? WhyNot(ProcessFacts facts, ResponseTarget target)
    {
        if (!processes.SeesHost) return "this program is in a pid namespace of its own, where other numbers hold";
        if (facts.Pid <= 1) return "it is the host's first process";
        if (facts.IsKernelThread) return "it is a thread of the kernel";
        if (IsOwn(facts)) return "it is this program, what started it, or what it started";
        // A later process with the number is another one; the one that has it since before the event is the one of the event.
        if (facts.StartNs > target.EventTimeNs) return "its number belongs to another process by now";
        return WhyNotItsPlace(facts, target);
    }

    /// <summary>As <see cref="WhyNot"/>, for one that the target's process started, whenever that was.</summary>
    public string? WhyNotDescendant(ProcessFacts facts, ResponseTarget target)
    {
        if (facts.Pid <= 1 || facts.IsKernelThread || IsOwn(facts)) return "it is protected";
        return WhyNotItsPlace(facts, target);
    }

    string? WhyNotItsPlace(ProcessFacts facts, ResponseTarget target)
    {
        var isInContainer = CgroupPath.TryFindContainer(facts.Cgroups, out var identity);
        if (target.IsHost)
        {
            if (isInContainer) return "it is in a container now";
            if (!settings.AllowHost) return ResponsePolicy.HostIsLeftAlone;
            if (Array.Exists(s_foundations, name => Begins(facts.Name, name) || Begins(facts.Executable, name))) return "the host or its containers hang on it";
        }
        else if (!isInContainer || !identity.FullId.SequenceEqual(target.ContainerKey))
        {
            return "it is not in that container any more";
        }

        return settings.Never.Processes.Any(pattern => NamePattern.IsMatch(facts.Name, pattern)) ? "its name is under responses.never" : null;
    }

    /// <summary>This program, its ancestors and its descendants.</summary>
    bool IsOwn(ProcessFacts facts) => IsInLine(facts.Pid, processes.Self) || IsInLine(processes.Self, facts.Pid);

    /// <summary>The process is that descendant or one of its ancestors.</summary>
    bool IsInLine(int pid, int descendant)
    {
        var at = descendant;
        for (var i = 0; i < MaxAncestors && at > 0; i++)
        {
            if (at == pid) return true;
            using var process = processes.Open(at);
            if (process?.Read() is not { } facts) return false;
            at = facts.ParentPid;
        }

        return false;
    }

    static bool Begins(string name, string beginning) => name.StartsWith(beginning, StringComparison.Ordinal);
}
