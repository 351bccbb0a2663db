using Xunit;

namespace Lanner.Live.Tests;

/// <summary>What is recorded of a live run tells the same when it is judged again.</summary>
public sealed class RecordingTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lanner-recording-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static async Task<List<Alert>> Judge(string file)
    {
        var run = await Command.Run(Machine.Program, ["watch", "--json", "--fold", "off", "-r", file]);
        return [.. run.Expect("judging a recording").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Alert.Parse)];
    }

    /// <summary>What makes an alert the same: when, which rule, about what.</summary>
    static List<string> About(ContainerRun container, IEnumerable<Alert> alerts) =>
        [.. alerts.Where(alert => alert.IsAbout(container)).Select(alert => $"{alert.Time} {alert.Rule} {alert.Output}").Order(StringComparer.Ordinal)];

    static async Task<ContainerRun> Misbehave() => await ContainerRun.Run(
        await TestImage.Busybox, "sh", "-c", "cat /etc/shadow >/dev/null; cp /bin/busybox /tmp/tool; cd /etc && cat ./shadow >/dev/null; echo x >>/etc/crontab; true");

    [LiveFact]
    public async Task A_recording_judged_again_gives_the_alerts_of_the_live_run()
    {
        var file = Path.Combine(folder, "live.scap.gz");
        await using var lanner = await LannerProcess.Watch(["-w", file]);
        var first = await Misbehave();
        var second = await Misbehave();
        await lanner.Alert("Sensitive file read", first);
        await lanner.Alert("Sensitive file read", second);
        Assert.Equal(0, await lanner.Stop());

        var again = await Judge(file);

        Assert.NotEmpty(About(first, lanner.Alerts));
        Assert.Equal(About(first, lanner.Alerts), About(first, again));
        Assert.Equal(About(second, lanner.Alerts), About(second, again));
        Assert.Matches("recorded in .* bytes, 1 file", lanner.Error);
    }

    [LiveFact]
    public async Task A_recorder_that_is_killed_leaves_a_file_that_tells_what_was_before()
    {
        var file = Path.Combine(folder, "killed.scap.gz");
        await using var lanner = await LannerProcess.Watch(["-w", file]);
        var container = await Misbehave();
        await lanner.Alert("Sensitive file read", container);
        // What is recorded is on disk a second later; what the next container does is later.
        await ContainerRun.Run(await TestImage.Busybox, "sleep", "2");
        await lanner.StopByKill();

        var again = await Judge(file);

        Assert.Equal(About(container, lanner.Alerts), About(container, again));
        Assert.NotEmpty(About(container, again));
    }

    [LiveFact]
    public async Task The_flight_recorder_keeps_what_a_container_did_around_an_alert()
    {
        var captures = Path.Combine(folder, "captures");
        await using var lanner = await LannerProcess.Watch(["--flight-recorder", "60s", "--capture-on", "warning", "--capture-dir", captures]);
        var quiet = await ContainerRun.Run(await TestImage.Busybox, "true");
        var container = await ContainerRun.Run(
            await TestImage.Busybox, "sh", "-c", "echo 1 >/tmp/before; cat /etc/shadow >/dev/null; echo 1 >/tmp/afterwards");
        await lanner.Alert("Sensitive file read", container);
        Assert.Equal(0, await lanner.Stop());

        var file = Assert.Single(Directory.GetFiles(captures, $"*_{container.ShortId}.scap.gz"));
        Assert.Contains("Sensitive-file-read", file, StringComparison.Ordinal);
        // The capture begins with the container, so the runtime is in it, which is excused by what it is and by its ancestors on the host.
        Assert.NotEmpty(About(container, lanner.Alerts));
        // Live the alert names its capture; who judges the capture makes none.
        var named = $" capture={Path.GetFileName(file)}";
        Assert.Contains(About(container, lanner.Alerts), line => line.Contains(named, StringComparison.Ordinal));
        Assert.Equal(About(container, lanner.Alerts).Select(line => line.Replace(named, "", StringComparison.Ordinal)), About(container, await Judge(file)));
        var opened = (await Command.Run(Machine.Program, ["events", "-r", file, "-p", "%container.name %fd.name", "evt.is_open_write=true"]))
            .Expect("listing a capture").Split('\n');
        Assert.Equal([$"{container.Name} /tmp/before", $"{container.Name} /tmp/afterwards"],
            opened.Where(line => line.Contains("/tmp/", StringComparison.Ordinal)));
        Assert.Empty(Directory.GetFiles(captures, $"*_{quiet.ShortId}.scap.gz"));
        Assert.Contains(Path.GetFileName(file), await File.ReadAllTextAsync(Path.Combine(captures, "index.jsonl")), StringComparison.Ordinal);
    }

    [LiveFact]
    public async Task Record_writes_everything_a_container_does()
    {
        var file = Path.Combine(folder, "all.scap");
        using var process = Command.Start(Machine.Program, ["record", "-w", file]);
        while (await process.StandardError.ReadLineAsync() is { } line && !line.StartsWith("READY", StringComparison.Ordinal))
        {
        }

        var container = await ContainerRun.Run(await TestImage.Busybox, "sh", "-c", "echo canary-4711; cat /etc/passwd >/dev/null");
        (await Command.Run("kill", ["-TERM", $"{process.Id}"])).Expect("ending the recorder");
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);

        var events = (await Command.Run(Machine.Program, ["events", "-r", file, "-p", "*%evt.type %fd.name %evt.args", "container.id=" + container.ShortId]))
            .Expect("listing a recording").Split('\n');
        Assert.Contains(events, e => e.StartsWith("write ", StringComparison.Ordinal) && e.Contains("canary-4711", StringComparison.Ordinal));
        Assert.Contains(events, e => e.StartsWith("read /etc/passwd", StringComparison.Ordinal));
        Assert.Contains(events, e => e.StartsWith("close /etc/passwd", StringComparison.Ordinal));
    }
}
