using Xunit;

namespace Lanner.Live.Tests;

/// <summary>The smallest rule file a person would write: one rule, neither macro nor tag.</summary>
public sealed class OneRuleTests
{
    const string rules = """
        - rule: Detect bash in a container
          desc: somebody runs bash
          condition: container.id != host and proc.name = bash
          output: "bash ran (user=%user.name cmd=%proc.cmdline %container.info)"
          priority: WARNING
        """;

    [LiveFact]
    public async Task Bash_in_a_container_fires_and_bash_on_the_host_does_not()
    {
        await using var lanner = await LannerProcess.WatchRules(rules);
        (await Command.Run("bash", ["-c", "true"])).Expect("bash on this host");
        var other = await ContainerRun.Run(await TestImage.Busybox, "true");
        var container = await ContainerRun.Run(await TestImage.Debian, "bash", "-c", "true");

        var alert = await lanner.AlertSuchThat(alert => alert.Output.Contains(container.ShortId, StringComparison.Ordinal));

        Assert.Equal("Detect bash in a container", alert.Rule);
        Assert.Contains("bash ran (user=root cmd=bash -c true", alert.Output, StringComparison.Ordinal);
        Assert.Contains(container.Name, alert.Output, StringComparison.Ordinal);
        Assert.Equal(0, await lanner.Stop());
        Assert.All(lanner.Alerts, seen => Assert.Contains(container.ShortId, seen.Output, StringComparison.Ordinal));
        Assert.DoesNotContain(lanner.Alerts, seen => seen.Output.Contains(other.ShortId, StringComparison.Ordinal));
    }
}
