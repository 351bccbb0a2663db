using Xunit;

namespace Lanner.Engines.Tests;

public sealed class HostEnginesTests
{
    static readonly EngineSockets s_none = new(false, ["/never.sock"]);

    [Fact]
    public void What_is_named_replaces_the_usual_places()
    {
        var engines = HostEngines.Discover(new(true, ["/a.sock"]), new(true, ["/b.sock"]), new(true, ["/c.sock", "/d.sock"]), _ => "unix:///variable.sock");
        Assert.Equal(["docker", "podman", "cri", "cri"], engines.Select(engine => engine.Name));
        Assert.All(engines, engine => Assert.True(engine.IsWorthMention));
    }

    [Fact]
    public void What_is_switched_off_is_not_asked() => Assert.Empty(HostEngines.Discover(s_none, s_none, s_none, _ => null));

    [Fact]
    public void Runtimes_may_come_to_the_usual_places_and_are_not_mentioned_before()
    {
        var engines = HostEngines.Discover(s_none, s_none, EngineSockets.Usual, _ => null);
        Assert.Equal(["containerd", "cri-o", "k3s"], engines.Select(engine => engine.Name));
        Assert.All(engines, engine => Assert.False(engine.IsWorthMention));
    }

    [Fact]
    public void A_variable_names_one_runtime() =>
        Assert.Equal("cri", Assert.Single(HostEngines.Discover(s_none, s_none, EngineSockets.Usual, name =>
            name == "CONTAINER_RUNTIME_ENDPOINT" ? "unix:///x.sock" : null)).Name);
}
