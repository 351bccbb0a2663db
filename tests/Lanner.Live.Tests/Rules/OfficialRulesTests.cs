using Xunit;

namespace Lanner.Live.Tests.Rules;

/// <summary>Falco's own rule file, unmodified, against real containers.</summary>
public sealed class OfficialRulesTests(OfficialWatch watch) : IClassFixture<OfficialWatch>
{
    static readonly string[] noNetwork = ["--network", "none"];

    static readonly (string Rule, string[] Options, string Script)[] cases =
    [
        ("Read sensitive file untrusted", noNetwork, "/bin/cat /etc/shadow"),
        ("Terminal shell in container", [.. noNetwork, "--tty"], "true"),
        ("Packet socket created in container", noNetwork, "act packet"),
        ("Drop and execute new binary in container", noNetwork, "cp /bin/act /srv/tool; /srv/tool nothing"),
        ("Fileless execution via memfd_create", noNetwork, "act memfd payload"),
        ("PTRACE attached to process", [.. noNetwork, "--cap-add", "SYS_PTRACE"], "act ptrace"),
        ("PTRACE anti-debug attempt", noNetwork, "act traceme"),
        ("Redirect STDOUT/STDIN to Network Connection in Container", ["--network", "bridge"], "act reverse {server} 8080"),
        ("Create Symlink Over Sensitive Files", noNetwork, "/bin/ln -s /etc/shadow /srv/data"),
        ("Create Hardlink Over Sensitive Files", noNetwork, "/bin/ln /etc/shadow /etc/copy"),
        ("Clear Log Activities", noNetwork, "mkdir -p /var/log; : >/var/log/syslog"),
        ("Search Private Keys or Passwords", noNetwork, "/bin/find / -xdev -name id_rsa >/dev/null"),
        ("Remove Bulk Data from Disk", noNetwork, "echo text >/srv/data; ln -s /bin/act /srv/shred; /srv/shred nothing /srv/data"),
        ("Netcat Remote Code Execution in Container", ["--network", "bridge"], "/bin/nc -w 1 {server} 8080 -e /bin/true"),
        ("Execution from /dev/shm", [.. noNetwork, "--tmpfs", "/dev/shm:exec"], "cp /bin/act /dev/shm/tool; /dev/shm/tool nothing"),
        ("Run shell untrusted", noNetwork, "act run nginx /bin/sh -c true"),
        ("Debugfs Launched in Privileged Container", [.. noNetwork, "--privileged", "--runtime", "lanner-test"],
            "ln -s /bin/act /srv/debugfs; /srv/debugfs nothing"),
        ("Detect release_agent File Container Escapes", [.. noNetwork, "--privileged", "--runtime", "lanner-test"],
            "mkdir /srv/group; act write /srv/group/release_agent t"),
    ];

    public static TheoryData<string> Names => [.. cases.Select(each => each.Rule)];

    [LiveTheory, MemberData(nameof(Names))]
    public async Task Fires(string rule)
    {
        Assert.SkipWhen(watch.Lanner is null, "not here: falco_rules.yaml (set LANNER_TEST_DATA)");
        var (_, options, script) = cases.Single(each => each.Rule == rule);
        var address = await watch.Server!.Address();

        var container = await ContainerRun.Run(await TestImage.Busybox, options,
            "sh", "-e", "-c", script.Replace("{server}", address, StringComparison.Ordinal) + "\ntrue");

        // The official outputs do not name the container themselves; the watch adds it.
        var alert = await watch.Lanner!.Alert(rule, container);
        Assert.Equal(container.Name, alert.Field("container.name"));
        Assert.Equal(container.Image, $"{alert.Field("container.image.repository")}:{alert.Field("container.image.tag")}");
        Assert.False(alert.Field("proc.cmdline") is null or "");
    }

    [LiveFact]
    public async Task A_container_that_minds_its_business_fires_none()
    {
        Assert.SkipWhen(watch.Lanner is null, "not here: falco_rules.yaml (set LANNER_TEST_DATA)");

        var container = await ContainerRun.Run(await TestImage.Busybox, noNetwork, "sh", "-e", "-c",
            "cat /etc/passwd; ls /; echo text >/srv/file; /bin/sh -c true; touch /tmp/x\n/bin/cat /etc/shadow");

        await watch.Lanner!.Alert("Read sensitive file untrusted", container);
        Assert.Equal(["Read sensitive file untrusted"], watch.Lanner.Alerts.Where(alert => alert.IsAbout(container)).Select(alert => alert.Rule));
    }
}
