using Lanner.State.Containers;
using Xunit;

namespace Lanner.Engines.Tests;

public sealed class DockerEndpointsTests : IDisposable
{
    readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("lanner-root-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Dockers_socket_is_followed_even_where_it_is_not_there_yet()
    {
        var only = Assert.Single(DockerEndpoints.Discover(null, _root.FullName));
        Assert.Equal(_root.FullName + "/var/run/docker.sock", only.SocketPath);
        Assert.Equal(0u, only.OwnerUid);
    }

    [Theory]
    [InlineData("unix:///tmp/d.sock", "/tmp/d.sock")]
    [InlineData("tcp://10.0.0.1:2375", null)]
    public void DOCKER_HOST_is_honoured_when_it_names_a_socket(string dockerHost, string? path) =>
        Assert.Equal(path ?? _root.FullName + "/var/run/docker.sock", DockerEndpoints.Discover(dockerHost, _root.FullName)[0].SocketPath);

    [Fact]
    public void A_socket_that_nobody_named_is_mentioned_when_it_is_there()
    {
        Assert.False(new DockerEngine(DockerEndpoints.Discover(null, _root.FullName)[0]).IsWorthMention);
        Assert.True(new DockerEngine(DockerEndpoints.Discover("unix:///nowhere.sock", _root.FullName)[0]).IsWorthMention);
        Touch("var/run/docker.sock");
        Assert.True(new DockerEngine(DockerEndpoints.Discover(null, _root.FullName)[0]).IsWorthMention);
    }

    [Fact]
    public void Podman_and_users_engines_are_found()
    {
        Touch("run/podman/podman.sock");
        Touch("run/user/1000/podman/podman.sock");
        Touch("run/user/1001/docker.sock");
        Touch("run/user/nobody/docker.sock");
        Assert.Equal(["docker 0", "podman 0", "podman of user 1000 1000", "docker of user 1001 1001"],
            DockerEndpoints.Discover(null, _root.FullName).Select(found => $"{found.Name} {found.OwnerUid}"));
    }

    [Fact]
    public void A_docker_socket_that_leads_to_Podmans_is_followed_once()
    {
        Touch("run/podman/podman.sock");
        Directory.CreateDirectory(_root.FullName + "/var/run");
        File.CreateSymbolicLink(_root.FullName + "/var/run/docker.sock", _root.FullName + "/run/podman/podman.sock");
        Assert.Single(DockerEndpoints.Discover(null, _root.FullName));
    }

    void Touch(string path)
    {
        var full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "");
    }
}
