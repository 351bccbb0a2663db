using Xunit;

namespace Lanner.Live.Tests.Rules;

/// <summary>One `lanner watch` with the built-in rules and one container to connect to, for all cases.</summary>
public sealed class RuleWatch : IAsyncLifetime
{
    /// <summary>A file whose creation ends every script.</summary>
    internal const string EndMark = "/dev/case-end";

    LannerProcess? lanner;
    ContainerRun? server;
    string address = "";

    public async ValueTask InitializeAsync()
    {
        // Fixtures are made for skipped tests too.
        if (Machine.CannotWatch is not null) return;
        server = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", "httpd -p 8080 && echo listening && exec sleep 600");
        await server.WaitForLine("listening");
        address = await server.Address();
        lanner = await LannerProcess.Watch([]);
    }

    /// <summary>Runs a case's container to its end and returns the alerts about it, without that of the end mark.</summary>
    internal async Task<(ContainerRun Container, IReadOnlyList<Alert> Alerts)> Run(RuleCase rule)
    {
        var image = await (rule.Image == Image.Busybox ? TestImage.Busybox : TestImage.Debian);
        var script = $"{rule.Script.Replace("{server}", address, StringComparison.Ordinal)}\n: >{EndMark}";
        string[] options = rule.Options.Length > 0 ? rule.Options : ["--network", "none"];
        var container = await ContainerRun.Run(image, options, "sh", "-e", "-c", script);
        var watch = lanner ?? throw new InvalidOperationException("this machine cannot watch");
        var alerts = await watch.Until(seen => seen.Any(alert => alert.IsAbout(container) && IsEnd(alert)) ? seen : null);
        return (container, [.. alerts.Where(alert => alert.IsAbout(container) && !IsEnd(alert))]);
    }

    public async ValueTask DisposeAsync()
    {
        if (lanner is not null) await lanner.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }

    static bool IsEnd(Alert alert) => alert.Field("fd.name") == EndMark;
}
