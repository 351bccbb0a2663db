using Xunit;

namespace Lanner.Live.Tests;

/// <summary>Rules that change while containers are at work.</summary>
public sealed class ReloadTests : IDisposable
{
    const string marked = """
        - rule: Marked file
          desc: what is counted
          condition: evt.type in (open, openat, openat2) and container.id != host and fd.name startswith /tmp/mark-
          output: "%fd.name in %container.name of %container.image.repository"
          priority: WARNING

        """;

    /// <summary>What the kernel reports differs much with and without it.</summary>
    const string wide = """
        - rule: Something of any kind
          desc: of no interest
          condition: proc.aname = nobody
          output: "%proc.name"
          priority: NOTICE
          warn_evttypes: false

        """;

    const string narrow = """
        - rule: Something else
          desc: of no interest
          condition: evt.type in (mkdir, mkdirat) and fd.name startswith /tmp/nothing-
          output: "%proc.name"
          priority: NOTICE

        """;

    readonly string file = Path.Combine(Path.GetTempPath(), $"lanner-reload-{Guid.NewGuid():N}.yaml");

    public void Dispose() => File.Delete(file);

    [LiveFact]
    public async Task No_event_is_missed_or_told_twice_while_rules_are_reloaded_all_the_time()
    {
        const int count = 3000;
        var image = await TestImage.Busybox;
        await File.WriteAllTextAsync(file, marked);
        await using var lanner = await LannerProcess.Watch(["--rules", file]);
        await using var container = ContainerRun.Start(image, ["--network", "none"], "sh", "-c",
            $"i=0; while [ $i -lt {count} ]; do : >/tmp/mark-$i; i=$((i+1)); if [ $((i % 30)) = 0 ]; then usleep 20000; fi; done");
        var end = container.WaitForEnd();
        var reloads = 0;
        while (!end.IsCompleted)
        {
            await File.WriteAllTextAsync(file + ".new", reloads % 2 == 0 ? wide + marked : marked);
            File.Move(file + ".new", file, overwrite: true);
            lanner.Reload();
            reloads++;
            await lanner.Until(_ => lanner.Error.Split("reloaded in").Length > reloads ? "" : null);
        }

        await end;
        await lanner.AlertSuchThat(alert => alert.Field("fd.name") == $"/tmp/mark-{count - 1}");

        Assert.Equal(0, await lanner.Stop());
        Assert.True(reloads >= 5, $"{reloads} reloads");
        var expected = Enumerable.Range(0, count).Select(i => ($"/tmp/mark-{i}", container.Name, image.Split(':')[0]));
        Assert.Equal(expected.Order(), lanner.Alerts.Select(a => (a.Field("fd.name")!, a.Field("container.name")!, a.Field("container.image.repository")!)).Order());
        TestContext.Current.SendDiagnosticMessage($"{reloads} reloads during {count} events");
    }

    [LiveFact]
    public async Task What_is_known_of_processes_and_descriptors_is_known_to_rules_that_come_later()
    {
        await File.WriteAllTextAsync(file, narrow);
        await using var lanner = await LannerProcess.Watch(["--rules", file]);
        await using var container = ContainerRun.Start(await TestImage.Busybox, ["--network", "none"], "sh", "-c",
            "exec 3>/tmp/opened-before; echo ready; while [ ! -e /tmp/go ]; do usleep 20000; done; (echo x >&3; true); true");
        await container.WaitForLine("ready");
        await File.WriteAllTextAsync(file, """
            - rule: Write
              desc: only now
              condition: evt.type = write and container.id != host and fd.name = /tmp/opened-before and proc.name = sh and proc.pname = sh
              output: "%fd.name by %proc.cmdline in %container.name"
              priority: WARNING
            """);
        await lanner.ErrorLine("reloaded in");
        (await Command.Run("docker", ["exec", container.Name, "touch", "/tmp/go"])).Expect("telling the container to go on");

        var alert = await lanner.Alert("Write", container);
        Assert.Contains($" in {container.Name}", alert.Output, StringComparison.Ordinal);
        Assert.Equal(0, await lanner.Stop());
    }
}
