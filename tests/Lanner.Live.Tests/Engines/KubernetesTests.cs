using Xunit;

namespace Lanner.Live.Tests.Engines;

/// <summary>Pods and containers of a real containerd, told through CRI and its own API.</summary>
public sealed class KubernetesTests(ContainerdDaemon containerd) : IClassFixture<ContainerdDaemon>
{
    const string rules = """
        - rule: Password hashes read
          desc: one action of a short life
          condition: evt.type in (open, openat, openat2) and fd.name = /etc/shadow and container.id != host
          output: "%container.name %container.full_id %container.type %container.image.repository %container.image.tag %container.image.digest
            %container.image.id %container.privileged %container.host_network %container.host_pid %container.mounts %container.label.tier
            %k8s.pod.name %k8s.ns.name %k8s.pod.uid %k8s.pod.sandbox_id %k8s.pod.full_sandbox_id %k8s.pod.label.app %k8smeta.pod.name"
          priority: WARNING
        - rule: Only in one namespace
          desc: what is known of the pod decides
          condition: evt.type in (open, openat, openat2) and fd.name = /etc/shadow and k8s.ns.name = prod and k8s.pod.label.app = shop
          output: "%container.full_id"
          priority: WARNING
        - rule: Probe
          desc: by the words the pod was applied with
          condition: evt.type in (open, openat, openat2) and fd.name = /etc/shadow and proc.cmdline = val(container.liveness_probe)
          output: "%container.full_id %container.liveness_probe"
          priority: WARNING
        - rule: Pod begins
          desc: the sandbox is a container of its own
          condition: evt.type = execve and proc.name = sleep and container.full_id = val(k8s.pod.full_sandbox_id)
          output: "%container.full_id %container.name %k8s.pod.name %container.image.repository"
          priority: WARNING
        """;

    const string applied = """
        {"kind":"Pod","spec":{"containers":[{"name":"reader","livenessProbe":{"exec":{"command":["cat","/etc/shadow"]}}}]}}
        """;

    static readonly (string, string)[] shop = [("app", "shop")];
    static readonly (string, string)[] front = [("tier", "front")];

    [ContainerdFact]
    public async Task A_short_container_of_a_pod_is_told_with_all_that_is_known_of_both()
    {
        await using var lanner = await LannerProcess.WatchRules(rules, containerd.Environment);
        var pod = await containerd.Cri.RunPod("shop-1", "prod", shop, applied);

        var id = await containerd.Cri.RunContainer(pod, "reader", ContainerdDaemon.Image, front, "cat", "/etc/shadow");

        var alert = await lanner.AlertSuchThat(one => one.Rule == "Password hashes read" && one.Field("container.full_id") == id);
        Assert.Equal("reader", alert.Field("container.name"));
        Assert.Equal("containerd", alert.Field("container.type"));
        Assert.Equal("docker.io/lanner-test/busybox", alert.Field("container.image.repository"));
        Assert.Equal("1", alert.Field("container.image.tag"));
        Assert.Matches("^[0-9a-f]{12}$", alert.Field("container.image.id"));
        Assert.Equal("False", alert.Field("container.privileged"));
        Assert.Equal("True", alert.Field("container.host_network"));
        Assert.Equal("False", alert.Field("container.host_pid"));
        Assert.Equal("/srv:/mnt::false:private", alert.Field("container.mounts"));
        Assert.Equal("front", alert.Field("container.label.tier"));
        Assert.Equal("shop-1", alert.Field("k8s.pod.name"));
        Assert.Equal("shop-1", alert.Field("k8smeta.pod.name"));
        Assert.Equal("prod", alert.Field("k8s.ns.name"));
        Assert.Equal(pod.Uid, alert.Field("k8s.pod.uid"));
        Assert.Equal(pod.Id, alert.Field("k8s.pod.full_sandbox_id"));
        Assert.Equal(pod.Id[..12], alert.Field("k8s.pod.sandbox_id"));
        Assert.Equal("shop", alert.Field("k8s.pod.label.app"));
        await lanner.AlertSuchThat(one => one.Rule == "Only in one namespace" && one.Field("container.full_id") == id);
        await lanner.AlertSuchThat(one => one.Rule == "Probe" && one.Field("container.liveness_probe") == "cat /etc/shadow");
        var begin = await lanner.AlertSuchThat(one => one.Rule == "Pod begins" && one.Field("container.full_id") == pod.Id);
        Assert.Equal("shop-1", begin.Field("container.name"));
        Assert.Equal("docker.io/lanner-test/pause", begin.Field("container.image.repository"));
    }

    [ContainerdFact]
    public async Task A_rule_about_one_namespace_is_silent_in_others()
    {
        await using var lanner = await LannerProcess.WatchRules(rules, containerd.Environment);
        var test = await containerd.Cri.RunPod("shop-2", "test", shop, applied);
        var prod = await containerd.Cri.RunPod("shop-3", "prod", shop, applied);

        var other = await containerd.Cri.RunContainer(test, "reader", ContainerdDaemon.Image, front, "cat", "/etc/shadow");
        var meant = await containerd.Cri.RunContainer(prod, "reader", ContainerdDaemon.Image, front, "cat", "/etc/shadow");

        await lanner.AlertSuchThat(one => one.Rule == "Only in one namespace" && one.Field("container.full_id") == meant);
        await lanner.AlertSuchThat(one => one.Rule == "Password hashes read" && one.Field("container.full_id") == other);
        Assert.Equal(0, await lanner.Stop());
        Assert.DoesNotContain(lanner.Alerts, one => one.Rule == "Only in one namespace" && one.Field("container.full_id") == other);
    }

    [ContainerdFact]
    public async Task Twenty_short_containers_of_a_pod_all_have_their_names()
    {
        const int count = 20;
        await using var lanner = await LannerProcess.WatchRules(rules, containerd.Environment);
        var pod = await containerd.Cri.RunPod("batch", "jobs", shop, applied);
        List<string> expected = [];
        for (var number = 0; number < count; number++)
        {
            var id = await containerd.Cri.RunContainer(pod, $"job-{number}", ContainerdDaemon.Image, [], "cat", "/etc/shadow");
            expected.Add($"{id} job-{number} batch docker.io/lanner-test/busybox");
            await containerd.Cri.RemoveWhenExited(id);
        }

        await lanner.Until(alerts => alerts.Count(one => one.Rule == "Password hashes read") >= count ? alerts : null);

        Assert.Equal(expected.Order(), lanner.Alerts.Where(one => one.Rule == "Password hashes read").Select(one =>
            $"{one.Field("container.full_id")} {one.Field("container.name")} {one.Field("k8s.pod.name")} {one.Field("container.image.repository")}").Order());
    }

    [ContainerdFact]
    public async Task What_ran_before_the_watch_is_known_too()
    {
        var pod = await containerd.Cri.RunPod("old", "prod", shop, applied);
        var id = await containerd.Cri.RunContainer(pod, "reader", ContainerdDaemon.Image, front, "sleep", "60");
        await using var lanner = await LannerProcess.WatchRules(rules, containerd.Environment);

        (await containerd.Ctr("--namespace", "k8s.io", "task", "exec", "--exec-id", "look", id, "cat", "/etc/shadow")).Expect("exec");

        var alert = await lanner.AlertSuchThat(one => one.Rule == "Password hashes read" && one.Field("container.full_id") == id);
        Assert.Equal("reader", alert.Field("container.name"));
        Assert.Equal("old", alert.Field("k8s.pod.name"));
    }

    [ContainerdFact]
    public async Task A_container_of_containerd_alone_has_its_image_and_labels()
    {
        await using var lanner = await LannerProcess.WatchRules(rules, containerd.Environment);

        (await containerd.Ctr("run", "--rm", "--label", "tier=back", ContainerdDaemon.Image, "alone", "cat", "/etc/shadow")).Expect("run");

        var alert = await lanner.AlertSuchThat(one => one.Rule == "Password hashes read" && one.Field("container.full_id") == "alone");
        Assert.Equal("alone", alert.Field("container.name"));
        Assert.Equal("containerd", alert.Field("container.type"));
        Assert.Equal("docker.io/lanner-test/busybox", alert.Field("container.image.repository"));
        Assert.Matches("^sha256:[0-9a-f]{64}$", alert.Field("container.image.digest"));
        Assert.Equal("back", alert.Field("container.label.tier"));
        Assert.Equal("False", alert.Field("container.privileged"));
        Assert.Null(alert.Field("k8s.pod.name"));
    }
}
