using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Filters.Tests.Fields;

public sealed class ContainerFieldsTests
{
    const string FullId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const string SandboxId = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

    static readonly ContainerDetail s_detail = new()
    {
        Name = Scene.Utf8("web"),
        Image = Scene.Utf8("docker.io/library/nginx:1.27"),
        ImageId = Scene.Utf8("aaaabbbbccccddddeeee"),
        ImageRepository = Scene.Utf8("docker.io/library/nginx"),
        ImageTag = Scene.Utf8("1.27"),
        ImageDigest = Scene.Utf8("sha256:ab"),
        Privileged = true,
        Ip = Scene.Utf8("172.17.0.2"),
        StartedNs = Scene.Time - 2_000,
        Labels = [new ContainerLabel(Scene.Utf8("app.kubernetes.io/name"), Scene.Utf8("shop")), new ContainerLabel(Scene.Utf8("tier"), Scene.Utf8("front"))],
        Mounts =
        [
            new ContainerMount(Scene.Utf8("/srv/www"), Scene.Utf8("/data"), Scene.Utf8("ro"), false, Scene.Utf8("rprivate")),
            new ContainerMount(Scene.Utf8("/proc"), Scene.Utf8("/host/proc"), [], true, Scene.Utf8("rslave")),
        ],
        HealthcheckCommand = Scene.Utf8("curl -f http://localhost"),
        PodName = Scene.Utf8("shop-1"),
        PodNamespace = Scene.Utf8("prod"),
        PodUid = Scene.Utf8("11-22"),
        PodSandboxId = Scene.Utf8(SandboxId),
    };

    static Scene Inside(ContainerDetail? detail = null)
    {
        var scene = new Scene();
        scene.Process.Container =
            scene.Host.Containers.Define(Scene.Utf8(FullId), ContainerEngine.Docker, detail ?? s_detail, 0);
        return scene;
    }

    [Fact]
    public void Outside_of_containers_only_id_name_and_type_are_known()
    {
        var scene = new Scene();
        Assert.Equal("host", scene.Read("container.id"));
        Assert.Equal("host", scene.Read("container.name"));
        Assert.Equal("host", scene.Read("container.type"));
        foreach (var field in new[]
        {
            "container.image", "container.image.repository", "container.privileged", "container.mounts", "container.mount[0]",
            "container.labels", "container.duration", "k8s.pod.name", "container.ip",
        })
        {
            Assert.Null(scene.Read(field));
        }
    }

    [Fact]
    public void The_engine_tells_image_and_name()
    {
        var scene = Inside();
        Assert.Equal("0123456789ab", scene.Read("container.id"));
        Assert.Equal(FullId, scene.Read("container.full_id"));
        Assert.Equal("web", scene.Read("container.name"));
        Assert.Equal("docker", scene.Read("container.type"));
        Assert.Equal("docker.io/library/nginx:1.27", scene.Read("container.image"));
        Assert.Equal("docker.io/library/nginx", scene.Read("container.image.repository"));
        Assert.Equal("1.27", scene.Read("container.image.tag"));
        Assert.Equal("sha256:ab", scene.Read("container.image.digest"));
        Assert.Equal("aaaabbbbcccc", scene.Read("container.image.id"));
        Assert.Equal("true", scene.Read("container.privileged"));
        Assert.Equal("172.17.0.2", scene.Read("container.ip"));
        Assert.Equal("2000", scene.Read("container.duration"));
    }

    [Fact]
    public void While_only_the_name_is_known_the_rest_is_missing_rather_than_no()
    {
        var scene = Inside(new ContainerDetail { IsPartial = true, Name = Scene.Utf8("web") });
        Assert.Equal("web", scene.Read("container.name"));
        Assert.Null(scene.Read("container.privileged"));
        Assert.Null(scene.Read("container.mounts"));
        Assert.Null(scene.Read("container.mount.dest[/x]"));
    }

    [Fact]
    public void Labels_are_found_by_their_whole_key()
    {
        var scene = Inside();
        Assert.Equal("front", scene.Read("container.label.tier"));
        Assert.Equal("shop", scene.Read("container.label[app.kubernetes.io/name]"));
        Assert.Equal("shop", scene.Read("container.label.app.kubernetes.io/name"));
        Assert.Null(scene.Read("container.label.app"));
        Assert.Equal("app.kubernetes.io/name:shop, tier:front", scene.Read("container.labels"));
    }

    [Fact]
    public void Mounts_are_chosen_by_number_or_pattern()
    {
        var scene = Inside();
        Assert.Equal("/srv/www:/data:ro:false:rprivate /proc:/host/proc::true:rslave", scene.Read("container.mounts"));
        Assert.Equal("/srv/www:/data:ro:false:rprivate", scene.Read("container.mount[0]"));
        Assert.Equal("none", scene.Read("container.mount[2]"));
        Assert.Equal("/host/proc", scene.Read("container.mount.dest[/proc*]"));
        Assert.Equal("none", scene.Read("container.mount.dest[/host/proc]"));
        Assert.Equal("/proc", scene.Read("container.mount.source[/host/*]"));
        Assert.Equal("true", scene.Read("container.mount.rdwr[/proc]"));
        Assert.Equal("ro", scene.Read("container.mount.mode[/srv/*]"));
        Assert.Equal("rslave", scene.Read("container.mount.propagation[1]"));
    }

    [Fact]
    public void The_health_check_is_what_the_engine_starts_inside()
    {
        var scene = Inside();
        scene.Process.Exe = Scene.Utf8("curl");
        scene.Process.Args = Scene.Zeros("-f", "http://localhost");
        scene.Process.VirtualPid = 30;
        Assert.Equal("true", scene.Read("proc.is_container_healthcheck"));
        var child = new Process(43) { Parent = scene.Process, Container = scene.Process.Container };
        Assert.Equal("true", new Scene { Process = child, Thread = new ProcessThread(43, child) }.Read("proc.is_container_healthcheck"));
        scene.Process.VirtualPid = 1;
        Assert.Equal("false", scene.Read("proc.is_container_healthcheck"));
        Assert.Equal("false", new Scene().Read("proc.is_container_healthcheck"));
    }

    [Fact]
    public void Pods_are_known_by_their_runtime_and_their_labels_by_the_sandbox()
    {
        var scene = Inside();
        Assert.Equal("shop-1", scene.Read("k8s.pod.name"));
        Assert.Equal("prod", scene.Read("k8s.ns.name"));
        Assert.Equal("11-22", scene.Read("k8s.pod.id"));
        Assert.Equal("fedcba987654", scene.Read("k8s.pod.sandbox_id"));
        Assert.Null(scene.Read("k8s.pod.label.team"));
        scene.Host.Containers.Define(Scene.Utf8(SandboxId), ContainerEngine.Containerd, new ContainerDetail
        {
            IsPodSandbox = true, Labels = [new ContainerLabel(Scene.Utf8("team"), Scene.Utf8("blue"))],
        }, 0);
        Assert.Equal("blue", scene.Read("k8s.pod.label.team"));
        Assert.Equal("team:blue", scene.Read("k8s.pod.labels"));
        Assert.Null(scene.Read("k8s.deployment.name"));
        Assert.Null(scene.Read("k8smeta.svc.name"));
        Assert.Equal("shop-1", scene.Read("k8smeta.pod.name"));
        Assert.Equal("11-22", scene.Read("k8smeta.pod.uid"));
        Assert.Equal("prod", scene.Read("k8smeta.ns.name"));
        Assert.Equal("blue", scene.Read("k8smeta.pod.label[team]"));
        Assert.Null(scene.Read("k8smeta.pod.label[other]"));
        Assert.Equal("team:blue", scene.Read("k8smeta.pod.labels"));
        Assert.Null(scene.Read("k8smeta.ns.uid"));
    }

    [Fact]
    public void Probes_are_the_commands_of_the_pod_for_this_container()
    {
        var scene = Inside(s_detail with { PodContainerName = Scene.Utf8("web") });
        Assert.Null(scene.Read("container.liveness_probe"));
        scene.Host.Containers.Define(Scene.Utf8(SandboxId), ContainerEngine.Containerd, new ContainerDetail
        {
            IsPodSandbox = true,
            PodProbes =
            [
                new ContainerProbe(Scene.Utf8("other"), false, Scene.Utf8("true")),
                new ContainerProbe(Scene.Utf8("web"), false, Scene.Utf8("cat /healthy")),
                new ContainerProbe(Scene.Utf8("web"), true, Scene.Utf8("cat /ready")),
            ],
        }, 0);
        Assert.Equal("cat /healthy", scene.Read("container.liveness_probe"));
        Assert.Equal("cat /ready", scene.Read("container.readiness_probe"));
        scene.Process.Exe = Scene.Utf8("cat");
        scene.Process.Args = Scene.Zeros("/ready");
        scene.Process.VirtualPid = 30;
        Assert.Equal("false", scene.Read("proc.is_container_liveness_probe"));
        Assert.Equal("true", scene.Read("proc.is_container_readiness_probe"));
        Assert.Equal("false", scene.Read("proc.is_container_healthcheck"));
    }

    [Fact]
    public void A_network_plugins_result_is_the_pods_and_its_containers()
    {
        var scene = Inside(s_detail with { CniJson = Scene.Utf8("""{"Interfaces":{}}""") });
        Assert.Equal("""{"Interfaces":{}}""", scene.Read("container.cni.json"));
        Assert.Equal("""{"Interfaces":{}}""", scene.Read("k8s.pod.cni.json"));
        Assert.Null(Inside().Read("container.cni.json"));
    }

    [Fact]
    public void What_the_engine_tells_is_waited_for()
    {
        Assert.True(Scene.Field("container.image.repository").NeedsContainerDetail);
        Assert.True(Scene.Field("k8s.pod.label.team").NeedsContainerDetail);
        Assert.True(Scene.Field("k8smeta.pod.labels").NeedsContainerDetail);
        Assert.True(Scene.Field("container.liveness_probe").NeedsContainerDetail);
        Assert.True(Scene.Field("proc.is_container_readiness_probe").NeedsContainerDetail);
        Assert.False(Scene.Field("container.id").NeedsContainerDetail);
        Assert.False(Scene.Field("proc.name").NeedsContainerDetail);
        Assert.Equal(Lifetime.Image, Scene.Field("container.id").Lifetime);
    }
}
