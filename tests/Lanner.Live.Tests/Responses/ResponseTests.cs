using System.Text.Json;
using Xunit;

namespace Lanner.Live.Tests.Responses;

/// <summary>What rules want done happens to real containers, when it is switched on, and to nobody else.</summary>
public sealed class ResponseTests
{
    /// <summary>Whatever else runs on this machine has not asked for it.</summary>
    static readonly string s_ours = $"lanner-test-{Environment.ProcessId}-*";

    static string Rules(string respond, string program = "cat") => $$"""
        - rule: Secret
          desc: for tests
          condition: evt.type in (open, openat) and fd.name = /etc/shadow and proc.name = {{program}} and container.id != host
          output: "secret %proc.name %container.info"
          priority: WARNING
          respond: {{respond}}
        """;

    /// <summary>Reads the file when it is told to by SIGUSR1, and writes down that it goes on.</summary>
    const string Waits = "trap 'cat /etc/shadow >/dev/null' USR1; echo ready; while true; do sleep 0.1; done";

    /// <summary>Reads the file and would live on: tail keeps it open.</summary>
    const string Tail = "echo ready; tail -f /etc/shadow & wait $!; echo ended $?; sleep 60";

    static async Task<LannerProcess> Watch(string rules, params string[] arguments)
    {
        var file = Path.Combine(Path.GetTempPath(), $"lanner-test-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, rules);
        try
        {
            return await LannerProcess.Watch(["--rules", file, "-o", "watch_config_files=false", "-o", $"responses.only.containers=[{s_ours}]", .. arguments]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<string> Ask(ContainerRun container, string format) =>
        (await Command.Run("docker", ["inspect", "--format", format, container.Name])).Expect("inspecting the container").Trim();

    static bool IsRecord(Alert alert, string action, string outcome) =>
        alert.Rule == "Lanner internal: response" && alert.Field("action") == action && alert.Field("outcome") == outcome;

    static async Task Read(ContainerRun container) => await Command.Run("docker", ["kill", "--signal", "USR1", container.Name]);

    [LiveFact]
    public async Task The_process_is_killed_and_its_container_goes_on()
    {
        await using var lanner = await Watch(Rules("[kill]", "tail"), "--respond", "on");
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", Tail);

        await container.WaitForLine("ended 137");

        var record = await lanner.AlertSuchThat(alert => IsRecord(alert, "kill", "done"));
        Assert.Equal("tail", record.Field("proc.name"));
        Assert.Equal(container.ShortId, record.Field("container.id"));
        Assert.Equal("Secret", record.Field("rule"));
        var alert = await lanner.Alert("Secret", container);
        Assert.Equal($"kill pid {record.Field("proc.pid")} (tail)", alert.Field("response"));
        Assert.Equal("running", await Ask(container, "{{.State.Status}}"));
    }

    [LiveFact]
    public async Task What_the_process_started_is_killed_with_it()
    {
        await using var lanner = await Watch(Rules("[kill: {tree: true}]", "sh"), "--respond", "on");
        const string script = "sh -c 'sleep 1000 & sh -c \"sleep 1001; true\" & read line < /etc/shadow; sleep 1002' & wait $!; echo ended $?; ps; echo listed; sleep 60";
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", script);

        await container.WaitForLine("ended 137");

        var record = await lanner.AlertSuchThat(alert => IsRecord(alert, "kill", "done"));
        Assert.Equal("4 processes", record.Field("reason"));
        var top = (await Command.Run("docker", ["top", container.Name])).Expect("listing processes");
        Assert.DoesNotContain("sleep 100", top, StringComparison.Ordinal);
    }

    [LiveFact]
    public async Task The_container_is_paused_once_and_again_when_it_goes_on_and_does_it_again()
    {
        await using var lanner = await Watch(Rules("[pause]"), "--respond", "on");
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", Waits);
        await container.WaitForLine("ready");

        await Read(container);
        await lanner.AlertSuchThat(alert => IsRecord(alert, "pause", "done"));
        Assert.Equal("paused", await Ask(container, "{{.State.Status}}"));

        // The margin within which an event counts as one from before the pause.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        (await Command.Run("docker", ["unpause", container.Name])).Expect("letting it go on");
        await Read(container);
        await lanner.Until(seen => seen.Count(alert => IsRecord(alert, "pause", "done")) == 2 ? seen : null);
        Assert.Equal("paused", await Ask(container, "{{.State.Status}}"));
        (await Command.Run("docker", ["unpause", container.Name])).Expect("letting it go on");
    }

    [LiveFact]
    public async Task The_container_is_stopped()
    {
        await using var lanner = await Watch(Rules("[stop: {grace: 1}]"), "--respond", "on");
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", Waits);
        await container.WaitForLine("ready");
        await Read(container);

        var record = await lanner.AlertSuchThat(alert => IsRecord(alert, "stop", "done"));

        Assert.Equal(container.Name, record.Field("container.name"));
        Assert.NotEqual(0, (await Command.Run("docker", ["exec", container.Name, "true"])).ExitCode);
    }

    [LiveFact]
    public async Task The_container_is_taken_from_its_network()
    {
        await using var lanner = await Watch(Rules("[disconnect]"), "--respond", "on");
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", Waits);
        await container.WaitForLine("ready");
        Assert.Contains("bridge", await Ask(container, "{{json .NetworkSettings.Networks}}"), StringComparison.Ordinal);
        await Read(container);

        var record = await lanner.AlertSuchThat(alert => IsRecord(alert, "disconnect", "done"));

        Assert.Equal("from bridge", record.Field("reason"));
        Assert.Equal("{}", await Ask(container, "{{json .NetworkSettings.Networks}}"));
        Assert.Equal("running", await Ask(container, "{{.State.Status}}"));
    }

    [LiveFact]
    public async Task A_network_that_the_rule_does_not_name_stays()
    {
        await using var lanner = await Watch(Rules("[disconnect: {networks: [elsewhere]}, pause]"), "--respond", "on");
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", Waits);
        await container.WaitForLine("ready");
        await Read(container);

        // Orders about one container are done one after the other.
        await lanner.AlertSuchThat(alert => IsRecord(alert, "pause", "done"));

        Assert.Contains("bridge", await Ask(container, "{{json .NetworkSettings.Networks}}"), StringComparison.Ordinal);
        Assert.DoesNotContain(lanner.Alerts, alert => alert.Field("action") == "disconnect");
        (await Command.Run("docker", ["unpause", container.Name])).Expect("letting it go on");
    }

    [LiveFact]
    public async Task Dry_run_says_what_would_be_done_and_does_nothing()
    {
        var audit = Path.Combine(Path.GetTempPath(), $"lanner-test-{Guid.NewGuid():N}.jsonl");
        await using var lanner = await Watch(Rules("[kill, pause]", "tail"), "--respond", "dry-run", "-o", $"responses.audit_file={audit}");
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", Tail);
        var alert = await lanner.Alert("Secret", container);
        Assert.Matches($@"^would kill pid \d+ \(tail\); would pause container ({container.Name}|{container.ShortId})$", alert.Field("response"));
        Assert.Equal(0, await lanner.Stop());

        Assert.Equal("running", await Ask(container, "{{.State.Status}}"));
        Assert.Contains("tail -f", (await Command.Run("docker", ["top", container.Name])).Output, StringComparison.Ordinal);
        Assert.Contains("lanner: response: would kill pid", lanner.Error, StringComparison.Ordinal);
        Assert.Contains("lanner: response: would pause container", lanner.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(lanner.Alerts, seen => seen.Rule.StartsWith("Lanner internal: response", StringComparison.Ordinal));
        var lines = (await File.ReadAllLinesAsync(audit)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["kill dry-run", "pause dry-run"], lines.Select(l => $"{l.GetProperty("action")} {l.GetProperty("outcome")}").Order());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(audit));
        File.Delete(audit);
    }

    [LiveFact]
    public async Task Without_being_asked_it_does_nothing_and_says_so_once()
    {
        await using var lanner = await Watch(Rules("[kill, stop]", "tail"));
        await using var container = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", Tail);
        var alert = await lanner.Alert("Secret", container);
        Assert.Null(alert.Field("response"));
        Assert.Equal(0, await lanner.Stop());

        Assert.Equal("running", await Ask(container, "{{.State.Status}}"));
        Assert.Contains("tail -f", (await Command.Run("docker", ["top", container.Name])).Output, StringComparison.Ordinal);
        var notes = lanner.Error.Split('\n').Where(line => line.Contains("respon", StringComparison.Ordinal));
        Assert.Equal(["lanner: 1 rule asks for a response; nothing is done, as responses are off (see --respond)"], notes);
    }

    [LiveFact]
    public async Task A_container_under_never_is_left_alone_although_its_name_is_learned_late()
    {
        await using var lanner = await Watch(Rules("[pause]"), "--respond", "on", "-o", "responses.never.labels=[keep=yes]");
        await using var kept = ContainerRun.Start(await TestImage.Busybox, ["--label", "keep=yes"], "sh", "-c", "cat /etc/shadow >/dev/null; " + Waits);
        await using var other = ContainerRun.Start(await TestImage.Busybox, [], "sh", "-c", "cat /etc/shadow >/dev/null; " + Waits);

        await lanner.AlertSuchThat(alert => IsRecord(alert, "pause", "done") && alert.IsAbout(other));
        await lanner.Alert("Secret", kept);
        Assert.Equal("paused", await Ask(other, "{{.State.Status}}"));
        Assert.Equal("running", await Ask(kept, "{{.State.Status}}"));
        Assert.DoesNotContain(lanner.Alerts, alert => IsRecord(alert, "pause", "done") && alert.IsAbout(kept));
        (await Command.Run("docker", ["unpause", other.Name])).Expect("letting it go on");
    }

    /// <summary>The worst rule one could write for a host: who runs the agent and who runs the containers are to be killed with all they started.</summary>
    [LiveFact]
    public async Task Neither_who_started_the_agent_nor_the_engine_is_killed()
    {
        var folder = Path.GetDirectoryName(new Uri(Environment.GetEnvironmentVariable("DOCKER_HOST")!).LocalPath)!;
        var engine = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "pid")));
        var rules = $$"""
            - rule: Host
              desc: for tests
              condition: proc.pid in ({{engine}}, {{Environment.ProcessId}}) and container.id = host
              output: "%proc.pid %proc.name"
              priority: DEBUG
              warn_evttypes: false
              respond: [kill: {tree: true}, stop]
            """;
        var file = Path.Combine(Path.GetTempPath(), $"lanner-test-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, rules);
        await using var lanner = await LannerProcess.Watch(["--rules", file, "--respond", "on", "-o", "responses.allow_host=true"]);
        File.Delete(file);
        (await Command.Run("docker", ["ps"])).Expect("having the engine do something");
        await File.ReadAllTextAsync("/etc/hostname");

        var ofEngine = await lanner.AlertSuchThat(alert => IsRecord(alert, "kill", "spared") && alert.Field("proc.pid") == $"{engine}");
        var ofTests = await lanner.AlertSuchThat(alert => IsRecord(alert, "kill", "spared") && alert.Field("proc.pid") == $"{Environment.ProcessId}");

        Assert.Equal("the host or its containers hang on it", ofEngine.Field("reason"));
        Assert.Equal("it is this program, what started it, or what it started", ofTests.Field("reason"));
        (await Command.Run("docker", ["ps"])).Expect("asking the engine whether it lives");
        Assert.DoesNotContain(lanner.Alerts, alert => IsRecord(alert, "kill", "done") || IsRecord(alert, "stop", "done"));
    }
}
