using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Containers;

public sealed class CgroupPathTests
{
    const string A = "567ca4516bfb393b9ec80066343e7d968c19434b21ddd61853c1736edd770e66";
    const string B = "eb0cf926bf8d930134775249b2fdab9d579b7c3ac188dd3ea14e8196fc9f479c";
    const string Pod = "pod7f1d4b1e-91fd-4d38-ae4c-6aeb1ac5e2b3";

    [Theory]
    // Docker: cgroupfs, systemd, rootless, a parent of the operator's choice, what runs below a container.
    [InlineData($"/docker/{A}", ContainerEngine.Docker, A)]
    [InlineData($"/docker/{A}/init.scope", ContainerEngine.Docker, A)]
    [InlineData($"/docker/{A}/system.slice/nginx.service", ContainerEngine.Docker, A)]
    [InlineData($"/system.slice/docker-{A}.scope", ContainerEngine.Docker, A)]
    [InlineData($"/system.slice:docker:{A}", ContainerEngine.Docker, A)]
    [InlineData($"/my.slice/docker-{A}.scope", ContainerEngine.Docker, A)]
    [InlineData($"/ci-jobs/{A}", ContainerEngine.Docker, A)]
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/user.slice/docker-{A}.scope", ContainerEngine.Docker, A)]
    [InlineData($"/ecs/0b69d5c0-d655-4695-98cd-5d2d526d9d5a/{A}", ContainerEngine.Docker, A)]
    [InlineData("/docker/buildkit/xh5ebf4v7b8qz0l2m3n4o5p6q", ContainerEngine.Docker, "xh5ebf4v7b8qz0l2m3n4o5p6q")]
    // As a task in a private cgroup namespace sees its neighbours.
    [InlineData($"/../{A}", ContainerEngine.Docker, A)]
    // Kubernetes.
    [InlineData($"/kubepods/burstable/{Pod}/{A}", ContainerEngine.Cri, A)]
    [InlineData($"/kubepods/{Pod}/{A}", ContainerEngine.Cri, A)]
    [InlineData($"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-{Pod}.slice/cri-containerd-{A}.scope", ContainerEngine.Containerd, A)]
    [InlineData($"/kubepods.slice/kubepods-{Pod}.slice/docker-{A}.scope", ContainerEngine.Docker, A)]
    [InlineData($"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-{Pod}.slice/crio-{A}.scope", ContainerEngine.CriO, A)]
    [InlineData($"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-{Pod}.slice/crio-{A}.scope/container", ContainerEngine.CriO, A)]
    [InlineData($"/kubepods/burstable/{Pod}/crio-{A}", ContainerEngine.CriO, A)]
    [InlineData($"/system.slice/containerd.service/kubepods-burstable-{Pod}.slice:cri-containerd:{A}", ContainerEngine.Containerd, A)]
    [InlineData($"/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-{Pod}.slice/cri-containerd-{A}.scope", ContainerEngine.Containerd, A)]
    // containerd by itself.
    [InlineData($"/k8s.io/{A}", ContainerEngine.Containerd, A)]
    [InlineData($"/default/{A}", ContainerEngine.Containerd, A)]
    [InlineData("/default/redis-test", ContainerEngine.Containerd, "redis-test")]
    [InlineData($"/system.slice/nerdctl-{A}.scope", ContainerEngine.Containerd, A)]
    [InlineData($"/user.slice:nerdctl:{A}", ContainerEngine.Containerd, A)]
    [InlineData("/ecs/8f03e41243824aea923aca126495f665/8f03e41243824aea923aca126495f665-2431012973", ContainerEngine.Containerd,
        "8f03e41243824aea923aca126495f665-2431012973")]
    // Podman.
    [InlineData($"/machine.slice/libpod-{A}.scope", ContainerEngine.Podman, A)]
    [InlineData($"/machine.slice/libpod-{A}.scope/container", ContainerEngine.Podman, A)]
    [InlineData($"/machine.slice/machine-libpod_pod_{B}.slice/libpod-{A}.scope", ContainerEngine.Podman, A)]
    [InlineData($"/libpod_parent/libpod-{A}", ContainerEngine.Podman, A)]
    [InlineData($"/libpod_parent/{B}/libpod-{A}", ContainerEngine.Podman, A)]
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{A}.scope/container", ContainerEngine.Podman, A)]
    [InlineData($"/system.slice/web.service/libpod-payload-{A}", ContainerEngine.Podman, A)]
    // LXC and libvirt.
    [InlineData("/lxc/web01", ContainerEngine.Lxc, "web01")]
    [InlineData("/lxc/101/ns/system.slice/cron.service", ContainerEngine.Lxc, "101")]
    [InlineData("/lxc.payload/web01", ContainerEngine.Lxc, "web01")]
    [InlineData("/lxc.payload.web01/init.scope", ContainerEngine.Lxc, "web01")]
    [InlineData("/machine/box.libvirt-lxc", ContainerEngine.LibvirtLxc, "box")]
    [InlineData("/libvirt/lxc/box", ContainerEngine.LibvirtLxc, "box")]
    [InlineData(@"/machine.slice/machine-lxc\x2d12345\x2dbox.scope", ContainerEngine.LibvirtLxc, "box")]
    [InlineData(@"/machine.slice/machine-lxc\x2dbox.scope", ContainerEngine.LibvirtLxc, "box")]
    // systemd-nspawn, BOSH, Garden, a bare OCI runtime.
    [InlineData("/machine.slice/machine-debian.scope", ContainerEngine.Custom, "debian")]
    [InlineData("/machine.slice/systemd-nspawn@debian.service/payload/system.slice", ContainerEngine.Custom, "debian")]
    [InlineData("/system.slice/bpm-JNXW4ZLDORXXE.scope", ContainerEngine.Bpm, "JNXW4ZLDORXXE")]
    [InlineData("/garden/0b69d5c0-d655-4695-98cd-5d2d526d9d5a", ContainerEngine.Custom, "0b69d5c0-d655-4695-98cd-5d2d526d9d5a")]
    [InlineData("/system.slice/runc-mybox.scope", ContainerEngine.Custom, "mybox")]
    // The innermost of several.
    [InlineData($"/docker/{B}/docker/{A}", ContainerEngine.Docker, A)]
    [InlineData($"/docker/{B}/kubelet/kubepods/burstable/{Pod}/{A}", ContainerEngine.Cri, A)]
    [InlineData($"/lxc/node/docker/{A}", ContainerEngine.Docker, A)]
    public void A_runtimes_own_path_names_its_container(string path, ContainerEngine engine, string id)
    {
        foreach (var text in new[] { $"cpuset={path}\0memory={path}\0", $"0::{path}\n", $"name=systemd={path}", $"3:cpu,cpuacct:/\n2:pids:{path}" })
        {
            Assert.True(CgroupPath.TryFindContainer(Encoding.UTF8.GetBytes(text), out var identity), text);
            Assert.Equal(engine, identity.Engine);
            Assert.Equal(id, Encoding.UTF8.GetString(identity.FullId));
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/init.scope")]
    [InlineData("/system.slice/docker.service")]
    [InlineData("/system.slice/containerd.service")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope")]
    [InlineData("/agent_host/165529ac5aab3f57e0e76bae85e4a8f8")]
    [InlineData("/165529ac5aab3f57e0e76bae85e4a8f8")]
    [InlineData($"/{A}")]
    [InlineData($"/docker/{A}0")]
    [InlineData("/docker/567ca4516bfb")]
    [InlineData("/docker/567CA4516BFB393B9EC80066343E7D968C19434B21DDD61853C1736EDD770E66")]
    [InlineData("/docker/buildkit")]
    [InlineData($"/kubepods/burstable/{Pod}")]
    [InlineData($"/kubepods.slice/kubepods-{Pod}.slice/crio-conmon-{A}.scope")]
    [InlineData($"/kubepods/{Pod}/crio-conmon-{A}")]
    [InlineData($"/machine.slice/libpod-conmon-{A}.scope")]
    [InlineData($"/machine.slice/machine-libpod_pod_{A}.slice")]
    [InlineData($"/libpod_parent/{A}")]
    [InlineData($"/libpod_parent/libpod-conmon-{A}")]
    [InlineData($"/kata_overhead/{A}")]
    [InlineData("/lxc")]
    [InlineData("/lxc/")]
    [InlineData("/lxc/..")]
    [InlineData("/lxc.monitor.web01")]
    [InlineData(@"/machine.slice/machine-qemu\x2d3\x2dvm.scope")]
    [InlineData("/machine.slice/systemd-nspawn@debian.service/supervisor")]
    [InlineData("/system.slice/default/thing")]
    [InlineData("/default/thing.service")]
    [InlineData($"/system.slice/something-{A}.scope")]
    [InlineData("/lxc/a name with blanks")]
    public void Other_paths_are_the_hosts(string path)
    {
        foreach (var text in new[] { $"cpuset={path}\0memory={path}\0", $"0::{path}\n" })
            Assert.False(CgroupPath.TryFindContainer(Encoding.UTF8.GetBytes(text), out _), text);
    }

    [Fact]
    public void The_container_around_the_innermost_is_named_too()
    {
        Assert.True(CgroupPath.TryFindContainer(Encoding.UTF8.GetBytes($"0::/docker/{B}/kubelet/kubepods/{Pod}/{A}\n"), out var identity));
        Assert.Equal(B, Encoding.UTF8.GetString(identity.OuterFullId));
        Assert.Equal(ContainerEngine.Docker, identity.OuterEngine);
    }

    [Fact]
    public void A_rootless_containers_owner_is_read_from_the_slice()
    {
        var path = $"0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{A}.scope\n";
        Assert.True(CgroupPath.TryFindContainer(Encoding.UTF8.GetBytes(path), out var identity));
        Assert.Equal(1000u, identity.OwnerUid);
        Assert.True(CgroupPath.TryFindContainer(Encoding.UTF8.GetBytes($"0::/docker/{A}"), out identity));
        Assert.Equal(0u, identity.OwnerUid);
    }

    [Fact]
    public void Hierarchies_without_the_container_are_passed_over()
    {
        var text = $"9:name=systemd:/\n8:pids:/\n4:memory:/agent_host/74417a2dbce38aca82975f0ef907535a\n3:cpuset:/docker/{A}\n0::/\n";
        Assert.True(CgroupPath.TryFindContainer(Encoding.UTF8.GetBytes(text), out var identity));
        Assert.Equal(A, Encoding.UTF8.GetString(identity.FullId));
    }

    [Fact]
    public void Searching_allocates_nothing()
    {
        var host = Encoding.UTF8.GetBytes("9:name=systemd:/\n4:memory:/agent_host/74417a2dbce38aca82975f0ef907535a\n0::/user.slice/user-0.slice\n");
        var inside = Encoding.UTF8.GetBytes($"cpuset=/docker/{A}\0memory=/docker/{A}\0");
        Search(host, inside);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Search(host, inside);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static void Search(byte[] host, byte[] inside)
    {
        if (CgroupPath.TryFindContainer(host, out _) || !CgroupPath.TryFindContainer(inside, out _))
            throw new InvalidOperationException();
    }

    [Fact]
    public void Any_bytes_are_taken_without_a_crash()
    {
        const int seed = 20260;
        var random = new Random(seed);
        string[] pieces =
        [
            "/", "docker", "-", ":", A, B, ".scope", ".slice", "lxc", "libpod-", "crio-", "\0", "\n", "machine-", "\\x2d", "lxc.payload.",
            "systemd-nspawn@", ".service", "payload", "user-", "4294967296", "garden", "bpm-", "=", "default", "kubepods", "ecs", "..",
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new List<byte>();
            for (var part = random.Next(12); part > 0; part--)
            {
                if (random.Next(4) > 0)
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                    continue;
                }
                var noise = new byte[random.Next(8)];
                random.NextBytes(noise);
                bytes.AddRange(noise);
            }
            if (!CgroupPath.TryFindContainer(bytes.ToArray(), out var identity))
                continue;
            Assert.InRange(identity.FullId.Length, 1, 128);
            Assert.False(identity.FullId.ContainsAny("/\0\n"u8), $"seed {seed}, round {round}");
        }
    }
}
