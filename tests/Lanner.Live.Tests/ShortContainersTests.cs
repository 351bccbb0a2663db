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
        var expected = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var container = await ContainerRun.Run(image, ["--network", "none"], "cat", "/etc/shadow");
            expected.Add($"read id={container.ShortId} name={container.Name} image={image}");
        }

        await lanner.Until(alerts => alerts.Count >= count ? alerts : null);

        Assert.Equal(0, await lanner.Stop());
        Assert.Equal(expected.Order(), lanner.Alerts.Select(alert => AfterPriority(alert.Output)).Order());
    }

    // An output begins with the time and the priority; the rule's own text is the rest.
    static string AfterPriority(string output) => output[Math.Max(0, output.IndexOf("read id=", StringComparison.Ordinal))..];
}
