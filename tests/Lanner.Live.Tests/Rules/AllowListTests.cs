using Xunit;

namespace Lanner.Live.Tests.Rules;

/// <summary>The built-in rules, tuned by a file of the user's: what is allowed for one image is still told for another.</summary>
public sealed class AllowListTests
{
    const string allowances = """
        - list: allowed_bash_images
          items: [lanner-test/debian]
          override: {items: append}
        - list: allowed_package_manager_images
          items: [lanner-test/debian]
          override: {items: append}
        - list: allowed_drop_and_execute_images
          items: [lanner-test/debian]
          override: {items: append}
        - list: allowed_host_mount_images
          items: [lanner-test/debian]
          override: {items: append}
        - list: allowed_privileged_images
          items: [lanner-test/debian]
          override: {items: append}
        - list: allowed_offline_network_images
          items: [lanner-test/debian]
          override: {items: append}
        - list: allowed_metadata_images
          items: [lanner-test/debian]
          override: {items: append}
        - list: allowed_kubernetes_api_images
          items: [lanner-test/debian]
          override: {items: append}
        - macro: allowed_shell
          condition: proc.pname = worker
          override: {condition: replace}
        - macro: allowed_server_child
          condition: proc.name = ls
          override: {condition: replace}
        - macro: allowed_sensitive_read
          condition: proc.name = cat
          override: {condition: replace}
        - macro: allowed_binary_write
          condition: fd.name = /usr/bin/tool
          override: {condition: replace}
        - macro: allowed_executable_change
          condition: proc.name in (cp, chmod)
          override: {condition: replace}
        """;

    const string script = """
        mkdir -p /opt
        for name in dpkg ls bash; do ln -s /usr/bin/act /opt/$name; done
        act run worker /bin/sh -c true
        act run nginx /opt/ls nothing
        cat /etc/shadow
        echo text >/usr/bin/tool
        cp /usr/bin/act /srv/tool
        chmod 755 /srv/tool
        /srv/tool nothing
        /opt/dpkg nothing
        /opt/bash nothing
        /opt/ls connect 203.0.113.1 80
        act connect 169.254.169.254 80
        act connect 203.0.113.1 6443
        """;

    [LiveFact]
    public async Task What_is_allowed_for_an_image_is_still_told_for_another()
    {
        var file = Path.Combine(Path.GetTempPath(), $"lanner-test-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, allowances);
        await using var lanner = await LannerProcess.Watch(
            ["--rules", Path.Combine(Machine.Repository, "rules", "lanner.yaml"), "--rules", file]);
        File.Delete(file);
        string[] options = ["--privileged", "--runtime", "lanner-test", "--volume", "/etc:/host/etc:ro"];

        var allowed = await ContainerRun.Run(await TestImage.Debian, options, "sh", "-e", "-c", script);
        var other = await ContainerRun.Run(
            await TestImage.Busybox, options, "sh", "-e", "-c", script.Replace("/usr/bin/act", "/bin/act", StringComparison.Ordinal));

        Assert.Equal(0, await lanner.Stop());
        Assert.Equal("", string.Join('\n', lanner.Alerts.Where(alert => alert.IsAbout(allowed)).Select(alert => alert.Line)));
        string[] expected =
        [
            "Bash in container", "Cloud metadata service contacted", "Kubernetes API contacted",
            "New binary dropped and executed", "Package manager in running container", "Privileged container started",
            "Sensitive host path mounted", "System binary connected out",
        ];
        Assert.Equal(expected, lanner.Alerts.Where(alert => alert.IsAbout(other)).Select(alert => alert.Rule).Distinct().Order());
    }
}
