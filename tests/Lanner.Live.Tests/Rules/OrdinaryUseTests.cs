using Xunit;

namespace Lanner.Live.Tests.Rules;

/// <summary>
/// What people do with containers all day, and what the runtime does for it, gives no alert by the built-in rules. Each test stops
/// its Lanner before it looks: nothing can be still to come.
/// </summary>
public sealed class OrdinaryUseTests
{
    static readonly string[] serve = ["sh", "-c", "echo page >/srv/index.html; httpd -p 8080 -h /srv && echo listening && exec sleep 600"];

    [LiveFact]
    public async Task Containers_that_start_and_end_give_no_alert()
    {
        await using var lanner = await LannerProcess.Watch([]);
        string[][] options =
        [
            [], ["--network", "none"], ["--init"], ["--user", "app"], ["--read-only"], ["--volume", "/srv/data"], ["--tmpfs", "/scratch"],
            ["--workdir", "/srv/made/for/it"], ["--pid", "host"], ["--ipc", "host"], ["--network", "host"],
            ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"], ["--hostname", "name", "--add-host", "other:192.0.2.1"],
            ["--runtime", "lanner-test"], ["--memory", "64m"],
        ];
        var containers = new List<ContainerRun>();
        foreach (var image in new[] { await TestImage.Busybox, await TestImage.Debian })
        {
            foreach (var option in options) containers.Add(await ContainerRun.Run(image, option, "true"));
        }

        Assert.Equal(0, await lanner.Stop());
        Assert.Equal("", Lines(About(lanner, containers)));
    }

    [LiveFact]
    public async Task A_server_that_is_entered_looked_at_and_copied_from_gives_no_alert()
    {
        await using var lanner = await LannerProcess.Watch([]);
        string[] healthy = ["--health-cmd", "wget -q -O /dev/null http://127.0.0.1:8080/", "--health-interval", "1s"];
        await using var server = ContainerRun.Start(await TestImage.Busybox, healthy, serve);
        await server.WaitForLine("listening");
        var address = await server.Address();

        await Exec(server, [], "true");
        await Exec(server, [], "sh", "-c", "ls / >/dev/null; id; /bin/ps; /bin/cat /proc/self/status >/dev/null");
        await Exec(server, ["--user", "app", "--workdir", "/srv"], "ls");
        await Exec(server, [], "wget", "-q", "-O", "/dev/null", $"http://{address}:8080/");
        var client = await ContainerRun.Run(await TestImage.Busybox, "wget", "-q", "-O", "/dev/null", $"http://{address}:8080/");
        await Docker("logs", server.Name);
        await Docker("top", server.Name);
        await Docker("stats", "--no-stream", server.Name);
        var copy = Path.Combine(Path.GetTempPath(), server.Name + ".copy");
        await Docker("cp", $"{server.Name}:/etc/passwd", copy);
        await Docker("cp", copy, $"{server.Name}:/srv/copy");
        File.Delete(copy);
        await Docker("pause", server.Name);
        await Docker("unpause", server.Name);
        await Healthy(server);
        await Docker("stop", "--time", "1", server.Name);

        Assert.Equal(0, await lanner.Stop());
        Assert.Equal("", Lines(About(lanner, [server, client])));
    }

    [LiveFact]
    public async Task Somebody_who_enters_with_a_terminal_is_told_once()
    {
        await using var lanner = await LannerProcess.Watch([]);
        await using var server = ContainerRun.Start(await TestImage.Busybox, [], serve);
        await server.WaitForLine("listening");

        await Exec(server, ["--tty"], "sh", "-c", "/bin/sh -c true; /bin/ls /");

        Assert.Equal(0, await lanner.Stop());
        var alert = Assert.Single(About(lanner, [server]));
        Assert.Equal("Interactive terminal in container", alert.Rule);
        Assert.NotEqual("0", alert.Field("proc.tty"));
        Assert.Equal(server.Name, alert.Field("container.name"));
    }

    static IEnumerable<Alert> About(LannerProcess lanner, IEnumerable<ContainerRun> containers) =>
        lanner.Alerts.Where(alert => containers.Any(alert.IsAbout));

    static string Lines(IEnumerable<Alert> alerts) => string.Join("\n", alerts.Select(alert => alert.Line));

    static Task Exec(ContainerRun container, string[] options, params string[] command) =>
        Docker(["exec", .. options, container.Name, .. command]);

    static async Task Docker(params string[] arguments) =>
        (await Command.Run("docker", arguments)).Expect($"docker {string.Join(' ', arguments)}");

    /// <summary>Awaits that the engine has run the container's health check, and that it was content.</summary>
    static async Task Healthy(ContainerRun container)
    {
        string[] watch = ["events", "--since", "10m", "--filter", $"container={container.Name}", "--filter", "event=health_status"];
        using var events = Command.Start("docker", watch);
        using var expiry = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var line = await events.StandardOutput.ReadLineAsync(expiry.Token);
        events.Kill();
        await events.WaitForExitAsync(expiry.Token);
        Assert.Contains("health_status: healthy", line, StringComparison.Ordinal);
    }
}
