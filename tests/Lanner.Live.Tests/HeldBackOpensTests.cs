using Xunit;

namespace Lanner.Live.Tests;

/// <summary>Opens that stay in the kernel must not be missed by anybody: neither by rules on opens nor by rules on what is done with a descriptor.</summary>
public sealed class HeldBackOpensTests
{
    const string rules = """
        - rule: Host name read
          desc: of several thousand opens these
          condition: evt.type in (open, openat) and fd.name = /etc/hostname and proc.name = sh
          output: "read <%evt.rawarg.name>"
          priority: WARNING
        - rule: Version on another descriptor
          desc: the open is of no interest, its duplicate is
          condition: evt.type in (dup, dup2, dup3, fcntl) and fd.name = /proc/version and fd.num = 8
          output: "duplicated %fd.name as %fd.num type=%fd.type"
          priority: WARNING
        - rule: End
          desc: the last thing that happens
          condition: evt.type = chdir and proc.name = sh and evt.arg.path = /usr
          output: "end"
          priority: WARNING

        """;

    /// <summary>/etc/hostname four times by different texts, much else beside it, and a descriptor of a file of no interest.</summary>
    const string script = """
        : </etc/hostname; cd /etc; : <hostname; : <../etc/hostname; : <./hostname
        i=0; while [ $i -lt 500 ]; do : </proc/version; : </dev/null; i=$((i+1)); done
        exec 7</proc/version; exec 8<&7
        cd /usr
        """;

    [LiveTheory, InlineData(true), InlineData(false)]
    public async Task Alerts_are_the_same_whether_conditions_are_pushed_down_or_not(bool pushDown)
    {
        var file = Path.Combine(Path.GetTempPath(), $"lanner-test-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, rules, TestContext.Current.CancellationToken);
        try
        {
            await using var lanner = await LannerProcess.Watch(["--rules", file, .. pushDown ? (string[])[] : ["--no-pushdown"]]);
            (await Command.Run("sh", ["-c", script])).Expect("a shell on this host");
            await lanner.AlertSuchThat(alert => alert.Rule == "End");
            Assert.Equal(0, await lanner.Stop());

            string[] read = [.. lanner.Alerts.Where(alert => alert.Rule == "Host name read").Select(alert => alert.Output)];
            Assert.Equal(4, read.Length);
            Assert.All((string[])["/etc/hostname", "hostname", "../etc/hostname", "./hostname"], text =>
                Assert.Contains(read, output => output.Contains($"read <{text}>", StringComparison.Ordinal)));
            var duplicate = Assert.Single(lanner.Alerts, alert => alert.Rule == "Version on another descriptor");
            Assert.Contains("duplicated /proc/version as 8 type=file", duplicate.Output, StringComparison.Ordinal);
            Assert.Equal(pushDown, lanner.Error.Contains("opens were held back", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
