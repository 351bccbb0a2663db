using System.Text;

using Lanner.State.Containers;

using Xunit;

namespace Lanner.Engines.Tests.Podman;

public sealed class PodmanFilesTests : IDisposable
{
    const string Id = "963472fc2913d57aef6c2f4abb43b1d5b1e79218d749555b3820fd704c337c35";

    const string List = """
        [{"id":"963472fc2913d57aef6c2f4abb43b1d5b1e79218d749555b3820fd704c337c35","names":["web"],"image":"fd15","layer":"990b",
        "metadata":"{\"image-name\":\"localhost/shop/web:2.1\",\"image-id\":\"fd15d8ad2527\",\"name\":\"web\",\"created-at\":1795576396}",
        "created":"2026-11-25T03:13:16.614869555Z"}]
        """;

    const string Spec = """
        {"annotations":{"io.podman.annotations.privileged":"TRUE"},"process":{"user":{"uid":5},"env":["A=b"]},"root":{"readonly":true},
        "mounts":[{"type":"bind","source":"/srv","destination":"/mnt","options":["rbind","ro","rprivate"]},
          {"type":"bind","source":"/store/overlay-containers/x/userdata/hosts","destination":"/etc/hosts","options":["bind"]}],
        "linux":{"namespaces":[{"type":"pid"},{"type":"ipc"}]}}
        """;

    readonly string _root = Directory.CreateTempSubdirectory("lanner-podman-").FullName;

    string Store => _root + "/var/lib/containers/storage";

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("overlay")]
    [InlineData("vfs")]
    public void List_and_specification_tell_all_but_labels(string driver)
    {
        Write($"{Store}/{driver}-containers/containers.json", List);
        Write($"{Store}/{driver}-containers/{Id}/userdata/config.json", Spec);
        var detail = PodmanFiles.OfHost(_root).TryRead(Id)!;
        Assert.False(detail.IsPartial);
        Assert.Equal("web", Text(detail.Name));
        Assert.Equal("localhost/shop/web", Text(detail.ImageRepository));
        Assert.Equal("2.1", Text(detail.ImageTag));
        Assert.Equal("fd15d8ad2527", Text(detail.ImageId));
        Assert.True(detail.Privileged);
        Assert.True(detail.ReadOnlyRoot);
        Assert.True(detail.HostNetwork);
        Assert.False(detail.HostPid);
        Assert.Equal("/mnt", Text(Assert.Single(detail.Mounts).Destination));
        Assert.Equal(1_795_576_396_614_869_600UL, detail.CreatedNs);
    }

    [Fact]
    public void One_that_was_not_started_yet_is_known_in_part()
    {
        Write($"{Store}/overlay-containers/containers.json", List);
        var detail = PodmanFiles.OfHost(_root).TryRead(Id)!;
        Assert.True(detail.IsPartial);
        Assert.Equal("web", Text(detail.Name));
    }

    [Fact]
    public void The_store_may_be_configured_elsewhere()
    {
        Write(_root + "/etc/containers/storage.conf", "[storage]\n# graphroot = \"/no\"\ndriver = \"overlay\"\ngraphroot = \"/other/\"\n");
        Write($"{_root}/other/overlay-containers/containers.json", List);
        Assert.NotNull(PodmanFiles.OfHost(_root).TryRead(Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[7,null,[]]")]
    [InlineData("""[{"id":"963472fc2913d57aef6c2f4abb43b1d5b1e79218d749555b3820fd704c337c35","metadata":"{{"}]""")]
    [InlineData("""[{"id":"another"}]""")]
    public void A_list_that_is_none_tells_nothing(string list)
    {
        Write($"{Store}/overlay-containers/containers.json", list);
        Assert.Null(PodmanFiles.OfHost(_root).TryRead(Id));
    }

    [Fact]
    public void A_list_that_is_too_long_is_not_read()
    {
        Write($"{Store}/overlay-containers/containers.json", List + new string(' ', 5 << 20));
        Assert.Null(PodmanFiles.OfHost(_root).TryRead(Id));
    }

    [Fact]
    public async Task Without_a_service_the_files_answer()
    {
        Write($"{Store}/overlay-containers/containers.json", List);
        Write($"{Store}/overlay-containers/{Id}/userdata/config.json", Spec);
        Directory.CreateDirectory(_root + "/run/podman");
        var options = Assert.Single(DockerEndpoints.Discover(null, _root), found => found.Name == "podman");
        await using var engine = new DockerEngine(options);
        var table = new ContainerTable(null, engine);
        table.Start();
        await table.ReadinessTask.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var container = table.Find(Encoding.UTF8.GetBytes($"0::/machine.slice/libpod-{Id}.scope\n"), Now());
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(20);
        while (container.State == DetailState.Pending && DateTime.UtcNow < deadline)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            table.Drain(Now());
        }

        Assert.Equal(DetailState.Known, container.State);
        Assert.Equal("web", Text(container.Detail!.Name));
        Assert.Equal(ContainerEngine.Podman, container.Engine);
        Assert.Contains("names and images come from its files", engine.Status, StringComparison.Ordinal);
    }

    static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    static string Text(byte[] text) => Encoding.UTF8.GetString(text);

    static ulong Now() => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
