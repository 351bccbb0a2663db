using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;

using Lanner.Alerts;
using Lanner.Configuration;
using Lanner.Responses.Planning;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Responses.Tests;

/// <summary>What becomes of the actions of an alert's rule.</summary>
[SupportedOSPlatform("linux")]
public sealed class ResponderTests : IDisposable
{
    static readonly ulong s_now = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    readonly FakeProcesses _processes = new();
    readonly List<InternalAlert> _records = [];
    readonly List<string> _log = [];
    Responder? _responder;

    public void Dispose() => _responder?.Dispose();

    Responder Start(ResponseSettings settings, bool isLive = true, string own = "") => _responder = new Responder(settings, new ResponderOptions
    {
        IsLive = isLive, Raise = alert => { lock (_records) _records.Add(alert); }, Log = (level, text) => { lock (_log) _log.Add($"{level}: {text}"); }, Hostname = () => "h",
    }, _processes, new OwnContainer(Encoding.ASCII.GetBytes(own), []));

    static readonly ResponseSettings s_on = new() { Mode = ResponseMode.On };

    static string? Said(Alert alert) => alert.Fields.SingleOrDefault(f => f.Name == "response") is { } field ? Encoding.UTF8.GetString(field.Text) : null;

    string? Ask(Alert alert) => Said(_responder!.OnAlert(alert, alert.TimeNs));

    void End() => _responder!.Complete(TimeSpan.FromSeconds(10));

    [Fact]
    public void Done_it_is_in_the_alert_the_log_and_a_record()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Start(s_on);
        Assert.Equal("kill pid 100 (bash)", Ask(MadeAlert.Of("[kill]")));
        End();
        Assert.Equal(["9>100"], _processes.Signals);
        var record = Assert.Single(_records);
        Assert.Equal(("Lanner internal: response", RulePriority.Warning, "kill pid 100 (bash): done, for rule 'r'"),
            (record.RuleName, record.Priority, Encoding.UTF8.GetString(record.Output)));
        Assert.Equal(["Warning: response: kill pid 100 (bash): done, for rule 'r'"], _log);
        Assert.Equal(new ResponseStatistics { Done = 1 }, _responder!.Statistics);
    }

    [Theory]
    [InlineData(ResponseMode.Off, true, null)]
    [InlineData(ResponseMode.DryRun, true, "would kill pid 100 (bash); would pause container web")]
    [InlineData(ResponseMode.DryRun, false, "would kill pid 100 (bash); would pause container web")]
    [InlineData(ResponseMode.On, false, "would kill pid 100 (bash); would pause container web")]
    public void Unless_it_is_on_and_live_nothing_is_done(ResponseMode mode, bool isLive, string? said)
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Start(new ResponseSettings { Mode = mode }, isLive);
        Assert.Equal(said, Ask(MadeAlert.Of("[kill, pause]")));
        End();
        Assert.Empty(_processes.Signals);
        Assert.Empty(_records);
        Assert.Equal(said is null ? 0 : 2, _responder!.Statistics.WouldDo);
    }

    [Fact]
    public void A_rule_that_asks_for_nothing_gets_nothing()
    {
        Start(s_on);
        Assert.Null(Ask(MadeAlert.Of("[]")));
    }

    [Fact]
    public void The_same_is_not_done_twice_until_something_happens_after_it()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id, start: s_now - 1);
        Start(s_on);
        Assert.Equal("kill pid 100 (bash)", Ask(MadeAlert.Of("[kill]", time: s_now)));
        Assert.Equal("kill pid 100 (bash): under way or done already", Ask(MadeAlert.Of("[kill]", time: s_now)));
        Assert.True(SpinWait.SpinUntil(() => _responder!.Statistics.Done == 1, 10_000));
        Assert.Equal("kill pid 100 (bash): under way or done already", Ask(MadeAlert.Of("[kill]", time: s_now + 1)));
        // A minute later that number has done something, so it is no longer the one that was ended.
        Assert.Equal("kill pid 100 (bash)", Ask(MadeAlert.Of("[kill]", time: s_now + 60_000_000_000)));
    }

    [Fact]
    public void A_limit_is_kept_and_told_once()
    {
        Start(s_on with { Limit = 2 });
        for (var pid = 100; pid < 110; pid++) Ask(MadeAlert.Of("[kill]", pid));
        Assert.Equal("kill pid 200 (bash): left out, more than 2 in 60 s were asked for", Ask(MadeAlert.Of("[kill]", 200)));
        End();
        Assert.Equal(9, _responder!.Statistics.LeftOut);
        Assert.Single(_log, line => line.Contains("left out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[pause]", "pause container web: left alone, it is not under responses.allow")]
    [InlineData("[kill]", "kill pid 100 (bash)")]
    public void Only_what_is_allowed_is_done(string respond, string said)
    {
        Start(s_on with { Allow = [ResponseKind.Kill] });
        Assert.Equal(said, Ask(MadeAlert.Of(respond)));
    }

    public static TheoryData<string, string, bool> Scopes() => new()
    {
        { "never", "containers=web", false }, { "never", "containers=we*", false }, { "never", "containers=db", true }, { "never", "images=shop/web", false },
        { "never", "images=shop/web:1", false }, { "never", "images=*:latest", true }, { "never", "namespaces=prod", false }, { "never", "labels=keep", false },
        { "never", "labels=keep=yes", false }, { "never", "labels=keep=no", true }, { "never", "containers=111111111111", false },
        { "only", "containers=web", true }, { "only", "containers=db", false }, { "only", "namespaces=prod", true }, { "only", "namespaces=dev", false }, { "only", "labels=keep=*", true },
        { "only", "images=other", false },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void The_scope_decides_who_is_left_alone(string side, string entry, bool isDone)
    {
        var (key, value) = (entry.Split('=')[0], entry[(entry.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var scope = key switch
        {
            "containers" => new ResponseScope { Containers = [value] }, "images" => new ResponseScope { Images = [value] },
            "namespaces" => new ResponseScope { Namespaces = [value] }, _ => new ResponseScope { Labels = [value] },
        };
        Start(side == "never" ? s_on with { Never = scope } : s_on with { Only = scope });
        var container = MadeAlert.Container(detail: MadeAlert.Named("web", "shop/web:1", "prod", ("keep", "yes")));
        Assert.Equal(isDone ? "kill pid 100 (bash)" : $"kill pid 100 (bash): left alone, it is {(side == "never" ? "under responses.never" : "not under responses.only")}",
            Ask(MadeAlert.Of("[kill]", container: container)));
    }

    [Fact]
    public void A_container_that_is_not_known_yet_is_waited_for_where_that_matters()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Start(s_on with { Never = new ResponseScope { Containers = ["db"] } });
        var (web, db, lost) = (MadeAlert.Container(), MadeAlert.Container(new string('2', 64)), MadeAlert.Container(new string('3', 64)));
        Assert.Equal("kill pid 100 (bash) when its container is known", Ask(MadeAlert.Of("[kill]", container: web)));
        Ask(MadeAlert.Of("[kill]", 101, container: db));
        Ask(MadeAlert.Of("[kill]", 102, container: lost));
        _responder!.Poll(3000);
        Assert.Empty(_processes.Signals);
        (web.Detail, web.State, db.Detail, db.State) = (MadeAlert.Named("web"), DetailState.Known, MadeAlert.Named("db"), DetailState.Known);
        _responder.Poll(3001);
        // Of the third nobody ever tells anything.
        _responder.Poll(20_000_000_000);
        End();
        Assert.Equal(["9>100"], _processes.Signals);
    }

    [Theory]
    [InlineData(ContainerEngine.Docker, "", "pause container web")]
    [InlineData(ContainerEngine.Podman, "", "pause container web")]
    [InlineData(ContainerEngine.CriO, "", "pause container web: left alone, pause is possible for containers of Docker and Podman only, not of cri-o")]
    [InlineData(ContainerEngine.Docker, "cpu=/docker/9999999999999999999999999999999999999999999999999999999999999999/docker/" + FakeProcesses.Id + "\0",
        "pause container web: left alone, it is a container in a container, which the host's engine does not know")]
    public void Engines_are_asked_about_their_own_containers_only(ContainerEngine engine, string cgroups, string said)
    {
        Start(s_on);
        Assert.Equal(said, Ask(MadeAlert.Of("[pause]", container: MadeAlert.Container(detail: MadeAlert.Named("web"), engine: engine), cgroups: cgroups)));
    }

    [Fact]
    public void The_container_of_this_program_is_left_alone()
    {
        Start(s_on, own: $"0::/system.slice/docker-{FakeProcesses.Id}.scope\n");
        Assert.Equal("stop container web: left alone, it is the container of this program", Ask(MadeAlert.Of("[stop]")));
    }

    [Fact]
    public void The_host_itself_is_neither_paused_nor_killed()
    {
        Start(s_on);
        Assert.Equal("kill pid 100 (bash): left alone, processes of the host are left alone (responses.allow_host); pause container host: left alone, it happened outside of containers",
            Ask(MadeAlert.Of("[kill, pause]", container: Container.Host)));
    }

    [Fact]
    public void A_failure_is_told_once_and_has_its_records()
    {
        Start(s_on);
        Ask(MadeAlert.Of("[pause]"));
        Ask(MadeAlert.Of("[pause]", container: MadeAlert.Container(new string('2', 64), MadeAlert.Named("db"))));
        End();
        Assert.Equal(2, _records.Count);
        Assert.All(_records, record => Assert.Equal(RulePriority.Error, record.Priority));
        Assert.Single(_log, line => line.StartsWith("Error:", StringComparison.Ordinal));
        Assert.Contains("(there is no engine to ask)", _log[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_processes_chose_cannot_write_into_the_log()
    {
        Start(s_on with { Mode = ResponseMode.DryRun }, isLive: false);
        Assert.Equal("would kill pid 100 (a?[31m?b?)", Ask(MadeAlert.Of("[kill]", name: "a\e[31m\nb\u202e")));
        Assert.DoesNotContain(_log, line => line.Any(char.IsControl));
    }

    [Fact]
    public void Each_action_is_a_line_of_a_file_that_only_its_owner_reads()
    {
        var path = Path.Combine(Path.GetTempPath(), $"lanner-audit-{Guid.NewGuid():N}.jsonl");
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Start(s_on with { AuditFile = path });
        Ask(MadeAlert.Of("[kill, pause]"));
        End();
        var lines = File.ReadAllLines(path).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["kill done", "pause failed"], lines.Select(l => $"{l.GetProperty("action")} {l.GetProperty("outcome")}").Order());
        Assert.All(lines, line => Assert.Equal((100, "web", "r"), (line.GetProperty("pid").GetInt32(), line.GetProperty("container_name").GetString(), line.GetProperty("rule").GetString())));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.Delete(path);
    }

    [Fact]
    public void An_audit_file_that_cannot_be_written_is_told_at_the_start() =>
        Assert.ThrowsAny<IOException>(() => Start(s_on with { AuditFile = "/nonexistent/folder/audit.jsonl" }));

    [Fact]
    public void Other_settings_hold_from_the_next_alert_on()
    {
        _processes.Add(100, 1, "bash", FakeProcesses.Id);
        Start(s_on with { Mode = ResponseMode.DryRun });
        Assert.Equal("would kill pid 100 (bash)", Ask(MadeAlert.Of("[kill]")));
        Assert.True(SpinWait.SpinUntil(() => _responder!.Statistics.WouldDo == 1, 10_000));
        _responder!.Apply(s_on);
        Assert.Equal("kill pid 100 (bash)", Ask(MadeAlert.Of("[kill]")));
        End();
        Assert.Equal(["9>100"], _processes.Signals);
    }
}
