using Xunit;

namespace Lanner.Live.Tests;

/// <summary>What `lanner watch` says, with the rules it comes with, about containers that do what each test names.</summary>
public sealed class OwnRulesTests : IClassFixture<DefaultWatch>
{
    readonly LannerProcess lanner;

    public OwnRulesTests(DefaultWatch watch) => lanner = watch.Lanner;

    [LiveFact]
    public async Task Reading_the_password_hashes_names_the_file_the_container_and_its_image()
    {
        var container = await ContainerRun.Run(await TestImage.Busybox, "cat", "/etc/shadow");

        var alert = await lanner.Alert("Sensitive file read", container);

        Assert.Equal("WARNING", alert.Priority, ignoreCase: true);
        Assert.Equal("syscall", alert.Source);
        Assert.Equal("/etc/shadow", alert.Field("fd.name"));
        Assert.Equal("cat", alert.Field("proc.name"));
        Assert.Equal("cat /etc/shadow", alert.Field("proc.cmdline"));
        AssertNames(alert, container);
    }

    [LiveFact]
    public async Task Creating_a_file_among_the_binaries_is_a_write_below_a_binary_directory()
    {
        var container = await ContainerRun.Run(await TestImage.Busybox, "touch", "/bin/test-file");

        var alert = await lanner.Alert("Write below binary directory", container);

        Assert.Equal("/bin/test-file", alert.Field("fd.name"));
        AssertNames(alert, container);
    }

    [LiveFact]
    public async Task Creating_a_file_among_the_binaries_through_a_linked_folder_is_the_same()
    {
        var container = await ContainerRun.Run(await TestImage.Debian, "touch", "/bin/test-file");

        var alert = await lanner.Alert("Write below binary directory", container);

        Assert.EndsWith("/bin/test-file", alert.Field("fd.name"), StringComparison.Ordinal);
        AssertNames(alert, container);
    }

    [LiveFact]
    public async Task A_shell_under_a_server_process_is_a_shell_and_an_unexpected_child()
    {
        var container = await ContainerRun.Run(await TestImage.Busybox, "act", "run", "nginx", "sh", "-c", "true");

        var shell = await lanner.Alert("Shell spawned in container", container);
        var child = await lanner.Alert("Server process started an unexpected child", container);

        Assert.Equal("nginx", shell.Field("proc.pname"));
        Assert.Equal("sh -c true", child.Field("proc.cmdline"));
        AssertNames(shell, container);
    }

    [LiveFact]
    public async Task A_shell_with_a_terminal_is_somebody_typing()
    {
        var container = await ContainerRun.Run(await TestImage.Busybox, ["--tty"], "sh", "-c", "true");

        var alert = await lanner.Alert("Interactive terminal in container", container);

        Assert.NotEqual("0", alert.Field("proc.tty"));
        AssertNames(alert, container);
    }

    [LiveFact]
    public async Task A_privileged_container_is_told_from_any_other()
    {
        var plain = await ContainerRun.Run(await TestImage.Busybox, "true");
        var privileged = await ContainerRun.Run(await TestImage.Busybox, ["--privileged", "--runtime", "lanner-test"], "true");

        AssertNames(await lanner.Alert("Privileged container started", privileged), privileged);
        Assert.DoesNotContain(lanner.Alerts, alert => alert.IsAbout(plain));
    }

    [LiveFact]
    public async Task A_mount_of_the_hosts_configuration_is_named()
    {
        var container = await ContainerRun.Run(await TestImage.Busybox, ["--volume", "/etc:/host/etc:ro"], "true");

        var alert = await lanner.Alert("Sensitive host path mounted", container);

        Assert.Contains("/etc", alert.Field("container.mounts"), StringComparison.Ordinal);
        AssertNames(alert, container);
    }

    [LiveFact]
    public async Task A_plain_file_among_the_devices_is_found()
    {
        var container = await ContainerRun.Run(await TestImage.Busybox, "touch", "/dev/not-a-device");

        var alert = await lanner.Alert("File written below /dev", container);

        Assert.Equal("/dev/not-a-device", alert.Field("fd.name"));
        AssertNames(alert, container);
    }

    [LiveFact]
    public async Task Bash_that_connects_to_another_container_is_a_system_binary_connecting_out()
    {
        await using var server = ContainerRun.Start(
            await TestImage.Busybox, [], "sh", "-c", "httpd -p 8080 && echo listening && exec sleep 600");
        await server.WaitForLine("listening");
        var address = await server.Address();

        var client = await ContainerRun.Run(await TestImage.Debian, "bash", "-c", $"exec 3<>/dev/tcp/{address}/8080");

        var alert = await lanner.Alert("System binary connected out", client);
        Assert.Contains($"->{address}:8080", alert.Field("fd.name"), StringComparison.Ordinal);
        AssertNames(alert, client);
    }

    [LiveFact]
    public async Task A_container_that_minds_its_business_gives_no_alert()
    {
        var quiet = await ContainerRun.Run(await TestImage.Busybox, "cat", "/etc/passwd", "/etc/group");
        var marker = await ContainerRun.Run(await TestImage.Busybox, "cat", "/etc/shadow");

        await lanner.Alert("Sensitive file read", marker);

        Assert.DoesNotContain(lanner.Alerts, alert => alert.IsAbout(quiet));
    }

    static void AssertNames(Alert alert, ContainerRun container)
    {
        Assert.Equal(container.Name, alert.Field("container.name"));
        Assert.Equal(container.Image, $"{alert.Field("container.image.repository")}:{alert.Field("container.image.tag")}");
        Assert.Contains(container.ShortId, alert.Output, StringComparison.Ordinal);
    }
}
