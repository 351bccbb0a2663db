using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.Engines.Tests;

public sealed class DockerEngineTests : IAsyncDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"lanner-{Guid.NewGuid():N}.sock");
    readonly DockerEngine _engine;
    readonly ContainerTable _table;
    FakeDaemon? _daemon;

    public DockerEngineTests()
    {
        _engine = new DockerEngine(new DockerEngineOptions
        {
            SocketPath = _path,
            RequestTimeout = TimeSpan.FromSeconds(1),
            FirstReconnect = TimeSpan.FromMilliseconds(10),
            MaxReconnect = TimeSpan.FromMilliseconds(50),
            MaxAnswerBytes = 100_000,
            MaxEventBytes = 4096,
            Concurrency = 3,
        });
        _table = new ContainerTable(null, _engine);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_daemon is not null)
            await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task Containers_that_run_already_are_known_when_it_is_ready()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        daemon["/containers/json"] = new FakeAnswer(200, FakeAnswers.List((FakeAnswers.Id(1), "web"), (FakeAnswers.Id(2), "db")));
        daemon.Inspect(1, "web");
        daemon.Inspect(2, "db");
        await StartAsync();
        _table.Drain(Now());
        Assert.Equal(2, _table.KnownCount);
        Assert.Equal("web", NameOf(1));
        Assert.True(Find(1).Detail!.Privileged);
        Assert.Equal("sha256:bb", Encoding.UTF8.GetString(Find(1).Detail!.ImageDigest));
        Assert.Equal("docker: connected, API 1.41, 2 containers", _engine.Status);
        Assert.Equal(0, _engine.Warnings);
        Assert.Single(daemon.Asked, path => path.StartsWith("/images/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_is_inspected_when_created_and_again_when_started()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        await StartAsync();
        daemon.Inspect(1, "web");
        await daemon.SendAsync(FakeAnswers.Event("create", FakeAnswers.Id(1), "web"));
        await Until(() => _table.TryGet(Utf8(1), out var web) && web.State == DetailState.Known);
        Assert.False(Find(1).Detail!.IsPartial);
        daemon[$"/containers/{FakeAnswers.Id(1)}/json"] = new FakeAnswer(200, FakeAnswers.Inspect(FakeAnswers.Id(1), "web", pid: 99));
        await daemon.SendAsync(FakeAnswers.Event("start", FakeAnswers.Id(1), "web"));
        await Until(() => Find(1).Detail!.Pid == 99);
        await daemon.SendAsync(FakeAnswers.Event("die", FakeAnswers.Id(1), "web"));
        await Until(() => Find(1).Detail!.Pid == 0);
        await daemon.SendAsync(FakeAnswers.Event("destroy", FakeAnswers.Id(1), "web"));
        await Until(() => Find(1).RemovedNs != 0);
        Assert.Equal("web", NameOf(1));
    }

    [Theory]
    [InlineData("rename")]
    [InlineData("update")]
    [InlineData("health_status: unhealthy")]
    public async Task A_change_is_looked_up(string action)
    {
        var daemon = _daemon = new FakeDaemon(_path);
        daemon["/containers/json"] = new FakeAnswer(200, FakeAnswers.List((FakeAnswers.Id(1), "web")));
        daemon.Inspect(1, "web");
        await StartAsync();
        daemon.Inspect(1, "web2");
        await daemon.SendAsync(FakeAnswers.Event(action, FakeAnswers.Id(1), "web2"));
        await Until(() => NameOf(1) == "web2");
    }

    [Fact]
    public async Task One_that_is_gone_before_it_was_inspected_keeps_what_its_event_said()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        await StartAsync();
        await daemon.SendAsync(FakeAnswers.Event("create", FakeAnswers.Id(1), "brief"));
        await daemon.SendAsync(FakeAnswers.Event("destroy", FakeAnswers.Id(1), "brief"));
        await Until(() => _table.TryGet(Utf8(1), out var brief) && brief.State == DetailState.Known);
        var container = Find(1);
        Assert.Equal("brief", NameOf(1));
        Assert.Equal("shop/web", Encoding.UTF8.GetString(container.Detail!.ImageRepository));
        Assert.True(container.Detail.TryGetLabel("tier"u8, out _));
        Assert.True(container.Detail.IsPartial);
        await Until(() => container.RemovedNs != 0);
    }

    [Fact]
    public async Task Dockers_own_files_answer_while_the_inspection_waits()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        var root = Directory.CreateTempSubdirectory("lanner-docker-");
        try
        {
            daemon["/info"] = new FakeAnswer(200, $$"""{"DockerRootDir":"{{root.FullName}}"}""");
            daemon[$"/containers/{FakeAnswers.Id(1)}/json"] = new FakeAnswer(404, "{}") { Delay = TimeSpan.FromMilliseconds(300) };
            await StartAsync();
            var folder = root.CreateSubdirectory("containers/" + FakeAnswers.Id(1)).FullName;
            await File.WriteAllTextAsync(folder + "/config.v2.json", $$"""
                {"ID":"{{FakeAnswers.Id(1)}}","Name":"/web","Image":"sha256:00","State":{"Pid":0},"Config":{"Image":"shop/web:2.1","Labels":{"a":"b"} },
                "MountPoints":{"/mnt":{"Source":"/","Destination":"/mnt","RW":false,"Relabel":"ro","Propagation":"rprivate"} } }
                """, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(folder + "/hostconfig.json", """{"Privileged":true,"NetworkMode":"host"}""", TestContext.Current.CancellationToken);
            await daemon.SendAsync(FakeAnswers.Event("create", FakeAnswers.Id(1), "web"));
            await Until(() => _table.TryGet(Utf8(1), out var web) && web.State == DetailState.Known);
            var detail = Find(1).Detail!;
            Assert.True(detail is { Privileged: true, HostNetwork: true, IsPartial: false });
            Assert.Equal("/", Encoding.UTF8.GetString(Assert.Single(detail.Mounts).Source));
            // The inspection comes back empty-handed, and does not take it away.
            await Until(() => Find(1).RemovedNs != 0);
            Assert.True(Find(1).Detail!.Privileged);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Broken_answers_and_events_are_counted_and_the_next_ones_are_read()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        daemon["/containers/json"] = new FakeAnswer(200, FakeAnswers.List((FakeAnswers.Id(1), "odd"), (FakeAnswers.Id(2), "cut"), (FakeAnswers.Id(3), "good")));
        daemon[$"/containers/{FakeAnswers.Id(1)}/json"] = new FakeAnswer(200, "{\"Name\":");
        daemon[$"/containers/{FakeAnswers.Id(2)}/json"] = new FakeAnswer(200, FakeAnswers.Inspect(FakeAnswers.Id(2), "cut")) { Cut = 100 };
        daemon.Inspect(3, "good");
        await StartAsync();
        Assert.Equal(2, _engine.Warnings);
        await daemon.SendAsync("{\"Type\":\"container\"");
        await daemon.SendAsync("[]");
        await daemon.SendAsync(new string('x', 10_000));
        await daemon.SendAsync("""{"Type":"container","Action":"create","Actor":{"ID":"../../images"}}""");
        daemon.Inspect(4, "after");
        await daemon.SendAsync(FakeAnswers.Event("create", FakeAnswers.Id(4), "after"));
        await Until(() => NameOf(4) == "after" && Find(4).State == DetailState.Known);
        Assert.Equal(5, _engine.Warnings);
        Assert.Equal("good", NameOf(3));
        Assert.Equal("odd", NameOf(1));
        Assert.DoesNotContain(daemon.Asked, path => path.Contains("..", StringComparison.Ordinal));
        // What was never read properly is settled with what the listing said.
        await Until(() => Find(1).State == DetailState.Known && Find(2).State == DetailState.Known);
        Assert.True(Find(1).Detail!.IsPartial);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_read()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        await StartAsync();
        daemon[$"/containers/{FakeAnswers.Id(1)}/json"] = new FakeAnswer(200, new string(' ', 200_000) + "{}");
        var container = Find(1);
        await Until(() => _engine.Warnings > 0);
        await Until(() => container.State == DetailState.Unavailable);
        Assert.Equal("docker could not be asked", container.Reason);
    }

    [Fact]
    public async Task A_slow_answer_gives_up_and_holds_up_no_other()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        await StartAsync();
        daemon[$"/containers/{FakeAnswers.Id(1)}/json"] = new FakeAnswer(200, "{}") { Delay = TimeSpan.FromMinutes(1) };
        daemon.Inspect(2, "quick");
        var slow = Find(1);
        var quick = Find(2);
        await Until(() => quick.State == DetailState.Known);
        Assert.Equal(DetailState.Pending, slow.State);
        await Until(() => slow.State == DetailState.Unavailable);
        Assert.Contains("did not answer", slow.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_seen_before_the_API_knows_it_is_asked_for_until_it_does()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        await StartAsync();
        var container = Find(1);
        await Until(() => daemon.Asked.Count(path => path.StartsWith("/containers/5", StringComparison.Ordinal)) >= 3);
        Assert.Equal(DetailState.Pending, container.State);
        daemon.Inspect(1, "late");
        await Until(() => container.State == DetailState.Known);
        Assert.Equal("late", NameOf(1));
    }

    [Fact]
    public async Task One_the_engine_never_knows_is_unavailable_with_the_reason()
    {
        _daemon = new FakeDaemon(_path);
        await StartAsync();
        var container = Find(1);
        await Until(() => container.State == DetailState.Unavailable);
        Assert.Equal("docker has no such container", container.Reason);
    }

    [Fact]
    public async Task After_a_restart_of_the_daemon_all_is_listed_again()
    {
        var first = new FakeDaemon(_path);
        first["/containers/json"] = new FakeAnswer(200, FakeAnswers.List((FakeAnswers.Id(1), "old"), (FakeAnswers.Id(2), "stays")));
        first.Inspect(1, "old");
        first.Inspect(2, "stays");
        await StartAsync();
        await Until(() => _table.KnownCount == 2);
        await first.SendAsync("{}");
        await first.DisposeAsync();
        await Until(() => _engine.Status.Contains("no such socket", StringComparison.Ordinal)
            || _engine.Status.Contains("connection lost", StringComparison.Ordinal));

        var second = _daemon = new FakeDaemon(_path);
        second["/containers/json"] = new FakeAnswer(200, FakeAnswers.List((FakeAnswers.Id(2), "stays"), (FakeAnswers.Id(3), "new")));
        second.Inspect(2, "stays");
        second.Inspect(3, "new");
        await Until(() => _table.TryGet(Utf8(3), out var fresh) && fresh.State == DetailState.Known);
        await Until(() => Find(1).RemovedNs != 0);
        Assert.Equal(0UL, Find(2).RemovedNs);
        Assert.StartsWith("docker: connected", _engine.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_comes_later_is_found()
    {
        await StartAsync();
        Assert.Equal($"docker: {_path}: no such socket; container names and images will be empty until there is one", _engine.Status);
        Assert.Equal(DetailState.Pending, Find(1).State);
        var daemon = _daemon = new FakeDaemon(_path);
        daemon["/containers/json"] = new FakeAnswer(200, FakeAnswers.List((FakeAnswers.Id(1), "web")));
        daemon.Inspect(1, "web");
        await Until(() => NameOf(1) == "web");
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(200, "{\"ApiVersion\":\"../..\"}")]
    [InlineData(200, "hello")]
    [InlineData(500, "{}")]
    public async Task What_is_no_container_engine_is_named_and_tried_again(int status, string version)
    {
        var daemon = _daemon = new FakeDaemon(_path);
        daemon["/version"] = new FakeAnswer(status, version);
        await StartAsync();
        Assert.Contains("could not be read", _engine.Status, StringComparison.Ordinal);
        daemon["/version"] = new FakeAnswer(200, FakeAnswers.Version);
        await Until(() => _engine.Status.Contains("connected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Podmans_own_files_tell_of_a_container_that_is_gone_before_it_is_inspected_and_its_event_tells_the_labels()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        var root = Directory.CreateTempSubdirectory("lanner-podman-");
        try
        {
            daemon["/version"] = new FakeAnswer(200, FakeAnswers.PodmanVersion);
            daemon["/info"] = new FakeAnswer(200, $$"""{"DockerRootDir":"{{root.FullName}}"}""");
            await StartAsync();
            var folder = root.CreateSubdirectory("overlay-containers").FullName;
            await File.WriteAllTextAsync(folder + "/containers.json", $$"""
                [{"id":"{{FakeAnswers.Id(1)}}","names":["web"],"metadata":"{\"image-name\":\"shop/web:2.1\"}"}]
                """, TestContext.Current.CancellationToken);
            await daemon.SendAsync(FakeAnswers.Event("create", FakeAnswers.Id(1), "web"));
            await Until(() => _table.TryGet(Utf8(1), out var web) && web.Detail is { IsPartial: true });
            Directory.CreateDirectory($"{folder}/{FakeAnswers.Id(1)}/userdata");
            await File.WriteAllTextAsync($"{folder}/{FakeAnswers.Id(1)}/userdata/config.json",
                """{"annotations":{"io.podman.annotations.privileged":"TRUE"}}""", TestContext.Current.CancellationToken);
            await daemon.SendAsync(FakeAnswers.Event("init", FakeAnswers.Id(1), "web"));
            await Until(() => Find(1).Detail is { IsPartial: false });
            Assert.True(Find(1).Detail!.Privileged);
            Assert.True(Find(1).Detail!.TryGetLabel("tier"u8, out _));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Podman_is_told_by_its_version()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        daemon["/version"] = new FakeAnswer(200, FakeAnswers.PodmanVersion);
        daemon["/containers/json"] = new FakeAnswer(200, FakeAnswers.List((FakeAnswers.Id(1), "web")));
        daemon.Inspect(1, "web");
        await StartAsync();
        _table.Drain(Now());
        Assert.Equal(ContainerEngine.Podman, Find(1).Engine);
        await daemon.SendAsync(FakeAnswers.Event("remove", FakeAnswers.Id(1), "web"));
        await Until(() => Find(1).RemovedNs != 0);
    }

    [Fact]
    public async Task Questions_in_flight_are_bounded()
    {
        var daemon = _daemon = new FakeDaemon(_path);
        await StartAsync();
        for (var number = 1; number <= 40; number++)
        {
            daemon[$"/containers/{FakeAnswers.Id(number)}/json"] =
                new FakeAnswer(200, FakeAnswers.Inspect(FakeAnswers.Id(number), "c")) { Delay = TimeSpan.FromMilliseconds(20) };
            await daemon.SendAsync(FakeAnswers.Event("create", FakeAnswers.Id(number), "c"));
        }
        await Until(() => _table.All.Count(container => container.Detail is { IsPartial: false }) == 40);
        Assert.InRange(daemon.MostAtOnce, 2, 3);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_a_status_not_a_crash()
    {
        await using var engine = new DockerEngine(new DockerEngineOptions { SocketPath = "/" + new string('x', 200) });
        engine.Start(new ContainerInbox());
        await engine.ReadinessTask;
        Assert.Contains("too long", engine.Status, StringComparison.Ordinal);
        Assert.False(engine.Request(Utf8(1)));
    }

    async Task StartAsync()
    {
        _table.Start();
        await _table.ReadinessTask.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    /// <summary>Drains as the event thread would until it is so.</summary>
    async Task Until(Func<bool> isSo)
    {
        for (var tries = 0; tries < 4000; tries++)
        {
            _table.Drain(Now());
            if (isSo())
                return;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"did not happen; {_engine.Status}; {_engine.LastWarning}");
    }

    Container Find(int number) => _table.Find(Encoding.UTF8.GetBytes($"0::/docker/{FakeAnswers.Id(number)}\n"), Now());

    string NameOf(int number) => _table.TryGet(Utf8(number), out var container) && container.Detail is { } detail
        ? Encoding.UTF8.GetString(detail.Name)
        : "";

    static byte[] Utf8(int number) => Encoding.UTF8.GetBytes(FakeAnswers.Id(number));

    static ulong Now() => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
