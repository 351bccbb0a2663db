using System.Text;
using System.Text.Json;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.Engines.Tests;

public sealed class DockerInspectTests
{
    static readonly string s_id = FakeAnswers.Id(1);

    [Fact]
    public void An_inspection_gives_the_whole_detail()
    {
        var detail = Parse(FakeAnswers.Inspect(s_id, "web"));
        Assert.Equal("web", Text(detail.Name));
        Assert.Equal("registry.local:5000/shop/web:2.1", Text(detail.Image));
        Assert.Equal("registry.local:5000/shop/web", Text(detail.ImageRepository));
        Assert.Equal("2.1", Text(detail.ImageTag));
        Assert.Equal(FakeAnswers.ImageId, Text(detail.ImageId));
        Assert.True(detail.Privileged);
        Assert.True(detail.ReadOnlyRoot);
        Assert.True(detail.HostPid);
        Assert.False(detail.HostNetwork);
        Assert.False(detail.HostIpc);
        Assert.Equal(4711, detail.Pid);
        Assert.Equal(3, detail.RestartCount);
        Assert.Equal("healthy", Text(detail.HealthStatus));
        Assert.Equal("wget -q localhost || exit 1", Text(detail.HealthcheckCommand));
        Assert.Equal("172.18.0.5", Text(detail.Ip));
        Assert.Equal("1000:1000", Text(detail.User));
        Assert.Equal(["X=Y", "PATH=/bin"], detail.Env.Select(Text));
        Assert.Equal(["NET_ADMIN"], detail.CapabilitiesAdded.Select(Text));
        Assert.Equal(["MKNOD", "CHOWN"], detail.CapabilitiesDropped.Select(Text));
        Assert.Equal(512, detail.CpuShares);
        Assert.Equal(150_000, detail.CpuQuota);
        Assert.Equal(100_000, detail.CpuPeriod);
        Assert.Equal(2, detail.CpusetCount);
        Assert.Equal(67108864, detail.MemoryLimit);
        Assert.Equal(-1, detail.SwapLimit);
        Assert.Equal("/var/lib/docker/overlay2/30ce/merged", Text(detail.MergedRoot));
        // To the nearest 100 ns.
        Assert.Equal(1795562988_816695000UL, detail.CreatedNs);
        Assert.Equal(1795562989_000000000UL, detail.StartedNs);
        var mount = Assert.Single(detail.Mounts);
        Assert.Equal("/tmp:/mnt:ro:False:rprivate",
            $"{Text(mount.Source)}:{Text(mount.Destination)}:{Text(mount.Mode)}:{mount.ReadWrite}:{Text(mount.Propagation)}");
        Assert.Equal(["127.0.0.1:8080->80/tcp", "::1:8080->80/tcp"],
            detail.PortMappings.Select(port => $"{Text(port.HostIp)}:{port.HostPort}->{port.ContainerPort}/{Text(port.Protocol)}"));
        Assert.True(detail.TryGetLabel("a"u8, out var label));
        Assert.Equal("b", Text(label.ToArray()));
        Assert.False(detail.TryGetLabel("A"u8, out _));
        Assert.False(detail.IsPartial);
    }

    [Fact]
    public void Labels_of_Kubernetes_and_Compose_become_fields()
    {
        var detail = Parse(FakeAnswers.Inspect(s_id, "k8s_web", labels: """
            ,"io.kubernetes.pod.name":"web-0","io.kubernetes.pod.namespace":"shop","io.kubernetes.pod.uid":"7f1d","io.kubernetes.container.name":"web",
            "io.kubernetes.docker.type":"podsandbox","io.kubernetes.sandbox.id":"5a","com.docker.compose.service":"front","com.docker.compose.project":"store"
            """));
        Assert.Equal(["web-0", "shop", "7f1d", "web", "5a", "front", "store"], new[]
        {
            detail.PodName, detail.PodNamespace, detail.PodUid, detail.PodContainerName, detail.PodSandboxId, detail.ComposeService,
            detail.ComposeProject,
        }.Select(Text));
        Assert.True(detail.IsPodSandbox);
    }

    [Theory]
    [InlineData("9042f4191f21")]
    [InlineData("sha256:" + FakeAnswers.ImageId)]
    public void A_container_started_by_image_id_gets_the_images_first_tag(string image)
    {
        var detail = DockerImage.Parse(Encoding.UTF8.GetBytes(FakeAnswers.Image)).Complete(Parse(FakeAnswers.Inspect(s_id, "web", image)));
        Assert.Equal("registry.local:5000/shop/web:2.1", Text(detail.Image));
        Assert.Equal("registry.local:5000/shop/web", Text(detail.ImageRepository));
        Assert.Equal("sha256:bb", Text(detail.ImageDigest));
    }

    [Fact]
    public void The_digest_is_the_one_of_the_images_own_repository()
    {
        var image = DockerImage.Parse(Encoding.UTF8.GetBytes(FakeAnswers.Image));
        Assert.Equal("sha256:aa", Text(image.Complete(Parse(FakeAnswers.Inspect(s_id, "web", "docker.io/library/other"))).ImageDigest));
        Assert.Equal("sha256:cc", Text(image.Complete(Parse(FakeAnswers.Inspect(s_id, "web", "shop@sha256:cc"))).ImageDigest));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Name":7,"Config":[],"HostConfig":null,"State":"x","Mounts":{"a":1},"NetworkSettings":{"Ports":[1],"Networks":[]}}""")]
    [InlineData("""{"Mounts":[null,1,"x"],"Config":{"Env":[1,null],"Labels":[],"Healthcheck":{"Test":[1]}},"State":{"Pid":1e99,"StartedAt":"soon"}}""")]
    [InlineData("""{"NetworkSettings":{"Ports":{"99999/tcp":[{"HostPort":"1"}],"x":[{}],"80":[{"HostPort":"-1"}]}},"State":{"Pid":-5}}""")]
    public void Missing_or_odd_members_read_as_empty(string json)
    {
        var detail = Parse(json);
        Assert.Empty(detail.Name);
        Assert.Empty(detail.PortMappings);
        Assert.Equal(0, detail.Pid);
        Assert.Equal(0UL, detail.StartedNs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{"Name":"\ud800"}""")]
    public void What_is_no_container_is_refused_with_one_kind_of_error(string json) =>
        Assert.ThrowsAny<JsonException>(() => Parse(json));

    [Fact]
    public void Every_beginning_of_an_answer_is_refused_the_same_way()
    {
        var whole = Encoding.UTF8.GetBytes(FakeAnswers.Inspect(s_id, "web").TrimEnd());
        for (var length = 0; length < whole.Length; length++)
            Assert.ThrowsAny<JsonException>(() => DockerInspect.Parse(whole.AsMemory(0, length)));
    }

    [Fact]
    public void Damaged_answers_are_read_or_refused_but_never_crash()
    {
        const int seed = 4;
        var random = new Random(seed);
        var whole = Encoding.UTF8.GetBytes(FakeAnswers.Inspect(s_id, "web"));
        var read = 0;
        for (var round = 0; round < 3000; round++)
        {
            var damaged = whole.ToArray();
            for (var count = random.Next(1, 4); count > 0; count--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                DockerInspect.Parse(damaged);
                read++;
            }
            catch (JsonException)
            {
                // Refused.
            }
        }
        Assert.InRange(read, 1, 2999);
    }

    [Fact]
    public void Long_text_and_long_lists_are_cut()
    {
        var labels = string.Concat(Enumerable.Range(0, 1000).Select(n => $",\"label{n}\":\"{new string('ä', 5000)}\""));
        var detail = Parse(FakeAnswers.Inspect(s_id, "web", labels: labels));
        Assert.Equal(256, detail.Labels.Length);
        Assert.True(detail.TryGetLabel("label7"u8, out var value));
        Assert.Equal(new string('ä', 2048), Text(value.ToArray()));
    }

    static ContainerDetail Parse(string json) => DockerInspect.Parse(Encoding.UTF8.GetBytes(json));

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
