using Xunit;

namespace Lanner.Live.Tests;

/// <summary>Containers that are gone before anybody could ask the engine about them.</summary>
public sealed class ShortContainersTests
{
    const string rules = """
        - rule: Password hashes read
          desc: one action of a short life
          condition: evt.type in (open, openat, openat2) and container.id != host and fd.name = /etc/shadow
          output: "read id=%container.id name=%container.name image=%container.image.repository:%container.image.tag"
          priority: WARNING
        """;

    [LiveFact]
    public async Task A_hundred_short_containers_give_a_hundred_alerts_with_image_and_name()
    {
        const int count = 100;
        var image = await TestImage.Busybox;
        await using var lanner = await LannerProcess.WatchRules(rules);
        var expected = new List<(string? Id, string? Name, string? Image)>();
        for (var number = 0; number < count; number++)
        {
            var container = await ContainerRun.Run(image, ["--network", "none"], "cat", "/etc/shadow");
            expected.Add((container.ShortId, container.Name, image));
        }

        await lanner.Until(alerts => alerts.Count >= count ? alerts : null);

        Assert.Equal(0, await lanner.Stop());
        Assert.Equal(expected.Order(), lanner.Alerts.Select(Facts).Order());
    }

    static (string? Id, string? Name, string? Image) Facts(Alert alert) =>
        (alert.Field("container.id"), alert.Field("container.name"),
            $"{alert.Field("container.image.repository")}:{alert.Field("container.image.tag")}");
}
