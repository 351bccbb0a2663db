namespace Lanner.Configuration.Tests;

public sealed class ContainerEngineSettingsTests : IDisposable
{
    readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_are_asked_at_the_usual_places_where_nothing_is_said()
    {
        var engines = _folder.Load("").Configuration!.ContainerEngines;
        Assert.True(engines.Docker.IsAsked && engines.Podman.IsAsked && engines.Cri.IsAsked);
        Assert.Empty(engines.Cri.Sockets);
    }

    [Fact]
    public void Falcos_keys_are_taken_as_they_stand()
    {
        var result = _folder.Load("""
            container_engines:
              docker: {enabled: false}
              cri:
                enabled: true
                sockets: [/run/containerd/containerd.sock, "unix:///run/crio/crio.sock"]
                disable_async: false
              containerd: {sockets: [/run/k3s/containerd/containerd.sock]}
              podman: {enabled: true}
              lxc: {enabled: true}
            """);
        var engines = result.Configuration!.ContainerEngines;
        Assert.False(engines.Docker.IsAsked);
        Assert.True(engines.Podman.IsAsked);
        Assert.Equal(["/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/k3s/containerd/containerd.sock"], engines.Cri.Sockets);
    }

    [Fact]
    public void A_socket_is_a_whole_path()
    {
        var result = _folder.Load("container_engines:\n  cri:\n    sockets: [containerd.sock]\n");
        Assert.Contains(result.Problems, problem => problem.ToString().Contains("not the whole path of a socket", StringComparison.Ordinal));
    }

    [Fact]
    public void One_socket_can_be_named_on_the_command_line() =>
        Assert.Equal("/x.sock", Assert.Single(_folder.Load("", "container_engines.cri.sockets[]=/x.sock").Configuration!.ContainerEngines.Cri.Sockets));
}
