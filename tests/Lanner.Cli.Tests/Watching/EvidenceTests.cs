using System.Text.Json;

using Lanner.Events;

namespace Lanner.Cli.Tests.Watching;

/// <summary>What alerts carry besides what their rules print.</summary>
public sealed class EvidenceTests : IDisposable
{
    const string Rules = """
        - rule: Shadow
          desc: for tests
          condition: evt.type = openat and fd.name = /etc/shadow
          output: read %fd.name
          priority: ERROR
        """;

    readonly CaptureMaker _files = new();

    public void Dispose() => _files.Dispose();

    static byte[] Exec(string name, ulong second, int pid, int parent, params string[] arguments) => new EventBuilder(EventCode.ExecveExit, SmallCapture.Start + second, pid)
        .Set("res", 0).Set("exe", "/bin/" + name).Set("args", System.Text.Encoding.UTF8.GetBytes(string.Concat(arguments.Select(a => a + '\0')))).Set("tid", pid).Set("pid", pid)
        .Set("ptid", parent).Set("cwd", "/").Set("comm", name).Set("cgroups", []).Set("uid", 0).Build();

    string Capture => _files.Make(Exec("init", 1, 1, 0), Exec("sshd", 2, 50, 1, "-D"), Exec("ba\nsh", 3, 60, 50, new string('x', 2000)), Exec("cat", 4, 100, 60),
        SmallCapture.Open("/etc/shadow", SmallCapture.Start + 5));

    [Fact]
    public void Ancestry_is_short_in_the_text()
    {
        var (code, output, errors) = Program.Run("watch", "--rules", _files.File("rules.yaml", Rules), "-r", Capture, "-o", "evidence=ancestry");
        Assert.True(code == 0, errors);
        // Names are chosen by the watched.
        Assert.EndsWith(" ancestry=ba\\x0Ash<-sshd<-init\n", output);
    }

    [Fact]
    public void Ancestry_is_full_in_a_field()
    {
        var (code, output, errors) = Program.Run("watch", "--json", "--rules", _files.File("rules.yaml", Rules), "-r", Capture, "-c", _files.File("lanner.yaml", "evidence: [ancestry]\n"));
        Assert.True(code == 0, errors);
        using var alert = JsonDocument.Parse(output);
        var ancestors = alert.RootElement.GetProperty("output_fields").GetProperty("evidence.ancestry").EnumerateArray().ToList();
        Assert.Equal([(60, "ba\nsh"), (50, "sshd"), (1, "init")], ancestors.Select(a => (a.GetProperty("pid").GetInt32(), a.GetProperty("name").GetString()!)));
        Assert.Equal(("sshd -D", 0, "root", "host"), (ancestors[1].GetProperty("cmdline").GetString(), ancestors[1].GetProperty("uid").GetInt32(),
            ancestors[1].GetProperty("user").GetString(), ancestors[1].GetProperty("container").GetString()));
        Assert.Equal(515, ancestors[0].GetProperty("cmdline").GetString()!.Length);
        Assert.All(ancestors, a => Assert.Equal(["pid", "name", "exe", "cmdline", "uid", "user", "start", "container"], a.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void Nothing_is_added_that_nobody_asked_for()
    {
        var (_, output, _) = Program.Run("watch", "--json", "--rules", _files.File("rules.yaml", Rules), "-r", Capture);
        Assert.DoesNotContain("ancestry", output);
    }

    [Fact]
    public void An_alert_names_its_capture()
    {
        var folder = Path.Combine(Path.GetDirectoryName(_files.File("rules.yaml", Rules))!, "around");
        string[] arguments = ["watch", "--rules", _files.File("rules.yaml", Rules), "-r", Capture, "--flight-recorder", "60s", "--capture-on", "debug", "--capture-dir", folder];
        var (code, output, errors) = Program.Run([.. arguments, "--json"]);
        Assert.True(code == 0, errors);
        using var alert = JsonDocument.Parse(output);
        var file = alert.RootElement.GetProperty("output_fields").GetProperty("capture.file").GetString()!;
        Assert.Equal([file], Directory.GetFiles(folder, "*.scap.gz"));
        Assert.Contains($"capture={Path.GetFileName(file)}", alert.RootElement.GetProperty("output").GetString());
        // The same moment again, beside what is there.
        Assert.EndsWith("-2.scap.gz\n", Program.Run(arguments).Output);
        Assert.Equal(2, Directory.GetFiles(folder, "*.scap.gz").Length);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(folder, "index.jsonl")).Length);
    }
}
