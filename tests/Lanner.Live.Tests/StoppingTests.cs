using Xunit;

namespace Lanner.Live.Tests;

/// <summary>However the agent ends, the kernel is as it was before.</summary>
public sealed class StoppingTests
{
    static readonly TimeSpan limit = TimeSpan.FromSeconds(10);

    [LiveFact]
    public async Task Terminated_it_says_what_it_did_exits_with_0_and_leaves_nothing_in_the_kernel()
    {
        await using var lanner = await LannerProcess.Watch([]);
        var container = await ContainerRun.Run(await TestImage.Busybox, "cat", "/etc/shadow");
        await lanner.Alert("Sensitive file read", container);
        var objects = KernelObjects.HeldBy(lanner.ProcessId);
        var before = lanner.Error;

        Assert.Equal(0, await lanner.Stop());

        Assert.Contains(objects, one => one.StartsWith("link", StringComparison.Ordinal));
        Assert.Contains(objects, one => one.StartsWith("program", StringComparison.Ordinal));
        Assert.Empty(await KernelObjects.StillThere(objects, limit));
        var summary = lanner.Error[before.Length..];
        Assert.Matches("(?i)events?", summary);
        Assert.Matches("(?i)alerts?", summary);
        Assert.Matches("(?i)drop", summary);
    }

    [LiveFact]
    public async Task Interrupted_it_exits_with_0_too()
    {
        await using var lanner = await LannerProcess.Watch([]);

        Assert.Equal(0, await lanner.StopByInterrupt());
    }

    [LiveFact]
    public async Task Killed_it_leaves_nothing_in_the_kernel()
    {
        await using var lanner = await LannerProcess.Watch([]);
        var objects = KernelObjects.HeldBy(lanner.ProcessId);
        Assert.NotEmpty(objects);

        await lanner.StopByKill();

        Assert.Empty(await KernelObjects.StillThere(objects, limit));
    }
}
