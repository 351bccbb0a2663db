using Xunit;

namespace Lanner.Live.Tests;

/// <summary>An engine that does not answer costs names, never alerts.</summary>
public sealed class UnreachableEngineTests
{
    [LiveFact]
    public async Task Alerts_still_carry_the_container_id_and_the_missing_names_are_explained()
    {
        var nowhere = new Dictionary<string, string> { ["DOCKER_HOST"] = "unix:///nonexistent/docker.sock" };
        await using var lanner = await LannerProcess.Watch([], nowhere);

        var container = await ContainerRun.Run(await TestImage.Busybox, "cat", "/etc/shadow");

        var alert = await lanner.Alert("Sensitive file read", container);
        Assert.NotEqual(container.Name, alert.Field("container.name"));
        Assert.Equal(0, await lanner.Stop());
        Assert.Contains("/nonexistent/docker.sock", lanner.Error, StringComparison.Ordinal);
    }
}
