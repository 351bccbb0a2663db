using static Lanner.Live.Tests.Rules.RuleCase;

namespace Lanner.Live.Tests.Rules;

/// <summary>Moves against the kernel and the host.</summary>
static class KernelRuleCases
{
    const string Module = "Kernel module loaded", Namespace = "Namespace changed", Traced = "Process traced",
        Escape = "Escape through a kernel helper file", Mount = "Mount in container", Bpf = "BPF program from container",
        Privileged = "Privileged container started";

    static readonly string[] noNetwork = ["--network", "none"];
    static readonly string[] admin = [.. noNetwork, "--cap-add", "SYS_ADMIN"];
    static readonly string[] privileged = [.. noNetwork, "--privileged", "--runtime", "lanner-test"];

    public static IEnumerable<RuleCase> All =>
    [
        Bad(Module, "refused, but tried", "act module") with { Fields = [("evt.type", "init_module"), ("proc.name", "act")] },
        Good(Module, "listed", "/bin/lsmod >/dev/null 2>&1 || true"),

        Bad(Namespace, "entered", "act setns") with { Options = admin, Fields = [("evt.type", "setns")] },
        Bad(Namespace, "made", "act unshare") with { Options = admin, Fields = [("evt.type", "unshare")] },
        Bad(Namespace, "made for a child", "act clone") with { Options = admin, Fields = [("evt.type", "clone")] },
        Good(Namespace, "refused", "act setns 2>/dev/null || act unshare 2>/dev/null || true"),
        Good(Namespace, "a plain child", "act run worker /bin/true"),

        Bad(Traced, "attached", "act ptrace") with { Options = admin, Fields = [("evt.arg.request", "PTRACE_ATTACH"), ("proc.name", "act")] },
        Bad(Traced, "memory written", "act vmwrite") with { Options = [.. noNetwork, "--cap-add", "SYS_PTRACE"], Fields = [("evt.type", "process_vm_writev")] },
        Bad(Traced, "memory opened for writing", "act mem") with { Fields = [("fd.name", "~/mem")] },
        Good(Traced, "by a debugger", "mkdir /opt; ln -s /bin/act /opt/gdb; /opt/gdb ptrace") with { Options = admin },
        Good(Traced, "asked to be", "act traceme"),

        // Opened only: nothing is written to the host's files.
        Bad(Escape, "core_pattern", "act open /proc/sys/kernel/core_pattern")
            with { Options = privileged, Fields = [("fd.name", "/proc/sys/kernel/core_pattern")], Also = [Privileged] },
        Bad(Escape, "release_agent", "mkdir /srv/group; act write /srv/group/release_agent") with { Fields = [("fd.name", "/srv/group/release_agent")] },
        Good(Escape, "read", "act read /proc/sys/kernel/core_pattern"),
        Good(Escape, "another setting", "act write /srv/core_pattern.txt"),

        Bad(Mount, "by mount", "/bin/mount -t tmpfs none /srv")
            with { Options = admin, Fields = [("proc.name", "mount"), ("evt.arg.dir", "/srv"), ("evt.arg.type", "tmpfs")] },
        Bad(Mount, "by the newer calls", "act newmount /srv") with { Options = admin, Fields = [("evt.type", "move_mount")] },
        Good(Mount, "refused", "/bin/mount -t tmpfs none /srv 2>/dev/null || act newmount /srv 2>/dev/null || true"),
        Good(Mount, "listed", "/bin/mount >/dev/null"),

        Bad(Bpf, "loaded", "act bpf") with { Options = admin, Fields = [("proc.name", "act")] },
        Good(Bpf, "refused", "act bpf 2>/dev/null || true"),
    ];
}
