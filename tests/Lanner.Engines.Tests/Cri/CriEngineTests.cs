using System.Text;

using Lanner.Engines.Cri;
using Lanner.Engines.Grpc;
using Lanner.State.Containers;

using Xunit;

using static Lanner.Engines.Tests.Cri.CriMessages;

namespace Lanner.Engines.Tests.Cri;

public sealed class CriEngineTests : IAsyncDisposable
{
    const string Runtime = "runtime.v1.RuntimeService/";
    const string Events = Runtime + "GetContainerEvents";
    const string ContainerdEvents = "containerd.services.events.v1.Events/Subscribe";

    readonly string _path = Path.Combine(Path.GetTempPath(), $"lanner-{Guid.NewGuid():N}.sock");
    readonly CriEngine _engine;
    ContainerTable _table;
    FakeRuntime? _runtime;

    public CriEngineTests()
    {
        _engine = new CriEngine(new CriEngineOptions
        {
            SocketPath = _path,
            RequestTimeout = TimeSpan.FromSeconds(1),
            FirstReconnect = TimeSpan.FromMilliseconds(10),
            MaxReconnect = TimeSpan.FromMilliseconds(50),
            PollInterval = TimeSpan.FromMilliseconds(50),
            MaxAnswerBytes = 100_000,
            Concurrency = 3,
        });
        _table = new ContainerTable(null, _engine);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        if (_runtime is not null) await _runtime.DisposeAsync();
        File.Delete(_path);
    }

    [Fact]
    public async Task A_container_has_all_that_it_its_pod_and_its_image_are_asked_for()
    {
        var runtime = await CriO();
        WithOnePod(runtime);
        await StartAsync();
        var container = Find(ContainerId);
        var detail = container.Detail!;
        Assert.Equal(ContainerEngine.CriO, container.Engine);
        Assert.False(detail.IsPartial);
        Assert.Equal("web", Text(detail.Name));
        Assert.Equal("registry.local:5000/shop/web", Text(detail.ImageRepository));
        Assert.Equal("2.1", Text(detail.ImageTag));
        Assert.Equal("sha256:dd", Text(detail.ImageDigest));
        Assert.Equal(ImageId, Text(detail.ImageId));
        Assert.Equal(["app", "tier"], detail.Labels.Select(label => Text(label.Key)));
        Assert.Equal("/srv/www /data False rslave",
            string.Join('|', detail.Mounts.Select(one => $"{Text(one.Source)} {Text(one.Destination)} {one.ReadWrite} {Text(one.Propagation)}")));
        Assert.True(detail.Privileged);
        Assert.True(detail.ReadOnlyRoot);
        Assert.Equal(4711, detail.Pid);
        Assert.Equal("33", Text(detail.User));
        Assert.Equal("A=b", Text(Assert.Single(detail.Env)));
        Assert.Equal((512, 50000, 2, 1048576), (detail.CpuShares, detail.CpuQuota, detail.CpusetCount, detail.MemoryLimit));
        Assert.Equal("10.1.2.3", Text(detail.Ip));
        Assert.Equal("""{"Interfaces":{}}""", Text(detail.CniJson));
        Assert.Equal(("shop-1", "prod", "11-22", SandboxId),
            (Text(detail.PodName), Text(detail.PodNamespace), Text(detail.PodUid), Text(detail.PodSandboxId)));
        Assert.Equal(1_700_000_001_000_000_000UL, detail.StartedNs);
        Assert.False(detail.HostNetwork);

        var pod = Find(SandboxId).Detail!;
        Assert.True(pod.IsPodSandbox);
        Assert.Equal("shop-1", Text(pod.Name));
        Assert.Equal("pause", Text(pod.ImageRepository));
        Assert.Equal(SandboxId, Text(pod.PodSandboxId));
        Assert.Equal("cat /ready", Text(Assert.Single(pod.PodProbes).Command));
        Assert.Equal("cri: connected, CRI of cri-o, 2 containers", _engine.Status);
        Assert.Equal(0, _engine.Warnings);
    }

    [Fact]
    public async Task The_nodes_network_is_known_from_the_pod()
    {
        var runtime = await CriO();
        WithOnePod(runtime);
        runtime.Answer(Runtime + "PodSandboxStatus " + SandboxId, SandboxStatus(networkMode: 2));
        await StartAsync();
        Assert.True(Find(ContainerId).Detail!.HostNetwork);
    }

    [Fact]
    public async Task An_older_runtime_is_asked_by_the_older_name()
    {
        var runtime = _runtime = await FakeRuntime.StartAsync(_path);
        runtime.Answer("runtime.v1alpha2.RuntimeService/Version", Version("cri-o"));
        runtime.Answer("runtime.v1alpha2.RuntimeService/ListPodSandbox", SandboxList());
        runtime.Answer("runtime.v1alpha2.RuntimeService/ListContainers", ContainerList(ContainerId));
        runtime.Answer("runtime.v1alpha2.RuntimeService/ContainerStatus " + ContainerId, ContainerStatus());
        runtime["runtime.v1alpha2.RuntimeService/PodSandboxStatus"] = NotFound;
        await StartAsync();
        Assert.Equal("web", Text(Find(ContainerId).Detail!.Name));
    }

    [Fact]
    public async Task Events_lead_to_questions_and_to_ends()
    {
        var runtime = await CriO();
        runtime.OpenStream(Events);
        await StartAsync();
        WithOnePod(runtime);
        runtime.Send(Events, new FakeReply(Event(ContainerId, 0).ToArray()));
        await Until(() => _table.TryGet(Utf8(ContainerId), out var found) && found.State == DetailState.Known);
        Assert.Equal(4711, Find(ContainerId).Detail!.Pid);
        runtime.Send(Events, new FakeReply(Event(ContainerId, 2).ToArray()));
        await Until(() => Find(ContainerId).Detail!.Pid == 0);
        runtime.Send(Events, new FakeReply(Event(ContainerId, 3).ToArray()));
        await Until(() => Find(ContainerId).RemovedNs != 0);
        Assert.Equal("web", Text(Find(ContainerId).Detail!.Name));
    }

    [Fact]
    public async Task Without_events_the_list_is_read_again_and_again()
    {
        var runtime = await CriO();
        await StartAsync();
        WithOnePod(runtime);
        await Until(() => _table.TryGet(Utf8(ContainerId), out var found) && found.State == DetailState.Known);
        runtime.Answer(Runtime + "ListContainers", ContainerList());
        await Until(() => Find(ContainerId).RemovedNs != 0);
    }

    [Fact]
    public async Task A_container_seen_by_its_path_is_asked_for()
    {
        var runtime = await CriO();
        await StartAsync();
        runtime.Answer(Runtime + "ContainerStatus " + ContainerId, ContainerStatus());
        runtime.Answer(Runtime + "PodSandboxStatus " + SandboxId, SandboxStatus());
        var container = _table.Find(Utf8($"0::/kubepods.slice/kubepods-pod1.slice/crio-{ContainerId}.scope\n"), Now());
        Assert.Equal(DetailState.Pending, container.State);
        await Until(() => container.State == DetailState.Known);
        Assert.Equal("shop-1", Text(container.Detail!.PodName));
    }

    [Fact]
    public async Task One_that_no_runtime_knows_says_so()
    {
        await CriO();
        await StartAsync();
        var container = _table.Find(Utf8($"0::/kubepods.slice/crio-{ContainerId}.scope\n"), Now());
        await Until(() => container.State == DetailState.Unavailable);
        Assert.Equal("cri has no such container", container.Reason);
    }

    [Fact]
    public async Task Containerd_tells_of_its_own_containers_in_every_namespace_but_Dockers()
    {
        const string spec = """
            {"process":{"capabilities":{"bounding":["CAP_SYS_ADMIN"]}},"linux":{"namespaces":[{"type":"pid"}]},
             "mounts":[{"type":"bind","source":"/srv","destination":"/mnt","options":["rbind","ro","rprivate"]},{"type":"proc","source":"proc","destination":"/proc"}]}
            """;
        var runtime = await Containerd("default", "moby", "bad name");
        runtime.Answer("containerd.services.containers.v1.Containers/List default", new ProtoWriter().Message(1, ContainerdContainer("alone", spec)));
        runtime.Answer("containerd.services.images.v1.Images/Get docker.io/library/busybox:1 default",
            new ProtoWriter().Message(1, new ProtoWriter().Message(3, new ProtoWriter().Text(2, "sha256:ee"))));
        await StartAsync();
        var detail = Find("alone").Detail!;
        Assert.Equal(ContainerEngine.Containerd, Find("alone").Engine);
        Assert.Equal("docker.io/library/busybox", Text(detail.ImageRepository));
        Assert.Equal("sha256:ee", Text(detail.ImageDigest));
        Assert.True(detail.TryGetLabel("team"u8, out _));
        Assert.True(detail.Privileged);
        Assert.True(detail.HostNetwork);
        Assert.False(detail.HostPid);
        Assert.Equal("/srv", Text(Assert.Single(detail.Mounts).Source));
        Assert.False(detail.Mounts[0].ReadWrite);
        Assert.Equal(1_700_000_000_000_000_005UL, detail.CreatedNs);
        Assert.DoesNotContain(runtime.Asked, asked => asked.Contains("moby", StringComparison.Ordinal) && asked.Contains("List", StringComparison.Ordinal));
        Assert.Equal("cri: connected, containerd 1.7.0 without CRI, 1 containers", _engine.Status);
    }

    [Fact]
    public async Task Containerd_knows_a_pods_container_before_CRI_does()
    {
        const string spec = """
            {"annotations":{"io.kubernetes.cri.container-type":"container","io.kubernetes.cri.container-name":"web",
             "io.kubernetes.cri.sandbox-id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
             "io.kubernetes.cri.sandbox-name":"shop-1","io.kubernetes.cri.sandbox-namespace":"prod"}}
            """;
        var runtime = await Containerd("k8s.io");
        runtime.Answer(Runtime + "Version", Version("containerd"));
        runtime[Runtime + "ContainerStatus"] = NotFound;
        runtime[Runtime + "PodSandboxStatus"] = NotFound;
        runtime.Answer($"containerd.services.containers.v1.Containers/Get {ContainerId} k8s.io", new ProtoWriter().Message(1, ContainerdContainer(ContainerId, spec)));
        await StartAsync();
        runtime.Send(ContainerdEvents, new FakeReply(ContainerdEvent("k8s.io", "/containers/create", ContainerId, "busybox:1").ToArray()));
        await Until(() => _table.TryGet(Utf8(ContainerId), out var found) && found.Detail is { PodName.Length: > 0 });
        Assert.True(Find(ContainerId).Detail!.IsPartial);
        Assert.Equal(("web", "shop-1", "prod"),
            (Text(Find(ContainerId).Detail!.Name), Text(Find(ContainerId).Detail!.PodName), Text(Find(ContainerId).Detail!.PodNamespace)));
        runtime.Answer(Runtime + "ContainerStatus " + ContainerId, ContainerStatus());
        runtime.Answer(Runtime + "PodSandboxStatus " + SandboxId, SandboxStatus());
        runtime.Send(ContainerdEvents, new FakeReply(ContainerdEvent("k8s.io", "/tasks/start", ContainerId).ToArray()));
        await Until(() => Find(ContainerId).Detail is { IsPartial: false });
        runtime.Send(ContainerdEvents, new FakeReply(ContainerdEvent("k8s.io", "/tasks/exit", ContainerId, "exec-1").ToArray()));
        runtime.Send(ContainerdEvents, new FakeReply(ContainerdEvent("k8s.io", "/containers/delete", ContainerId).ToArray()));
        await Until(() => Find(ContainerId).RemovedNs != 0);
        Assert.Equal(4711, Find(ContainerId).Detail!.Pid);
    }

    [Fact]
    public async Task One_that_is_gone_before_it_was_asked_for_keeps_what_its_event_said()
    {
        var runtime = await Containerd("default");
        runtime["containerd.services.containers.v1.Containers/Get"] = NotFound;
        await StartAsync();
        runtime.Send(ContainerdEvents, new FakeReply(ContainerdEvent("default", "/containers/create", "brief", "shop/web:2.1").ToArray()));
        runtime.Send(ContainerdEvents, new FakeReply(ContainerdEvent("default", "/containers/delete", "brief").ToArray()));
        await Until(() => _table.TryGet(Utf8("brief"), out var found) && found.State == DetailState.Known && found.RemovedNs != 0);
        Assert.Equal("brief", Text(Find("brief").Detail!.Name));
        Assert.Equal("shop/web", Text(Find("brief").Detail!.ImageRepository));
    }

    [Fact]
    public async Task A_slow_answer_ends_in_a_reason_and_others_are_not_held_up()
    {
        var runtime = await CriO();
        WithOnePod(runtime);
        var slow = new string('d', 64);
        await StartAsync();
        runtime[Runtime + "ContainerStatus " + slow] = new FakeReply(ContainerStatus().ToArray()) { Delay = TimeSpan.FromSeconds(30) };
        var waiting = _table.Find(Utf8($"0::/kubepods/crio-{slow}.scope\n"), Now());
        Assert.Equal("web", Text(Find(ContainerId).Detail!.Name));
        await Until(() => waiting.State == DetailState.Unavailable);
        Assert.Equal("cri did not answer in 1 s", waiting.Reason);
    }

    static readonly Dictionary<string, FakeReply> s_lies = new()
    {
        { "an answer that is no message", new FakeReply([0xff, 0xff, 0xff]) },
        { "a field longer than the message", new FakeReply([0x0a, 0x7f, 1]) },
        { "a frame that promises gigabytes", new FakeReply(null) { RawBytes = [0, 0x7f, 0xff, 0xff, 0xff, 1, 2] } },
        { "a frame that ends early", new FakeReply(null) { RawBytes = [0, 0, 0, 1, 0, 1, 2] } },
        { "half a head", new FakeReply(null) { RawBytes = [0, 0] } },
        { "a compressed frame", new FakeReply(null) { RawBytes = [1, 0, 0, 0, 1, 0] } },
        { "two answers", new FakeReply([]) { RawBytes = [0, 0, 0, 0, 0] } },
        { "an answer that is too long", new FakeReply(new byte[200_000]) },
        { "no status", new FakeReply([]) { KeepsStatus = true } },
        { "an error after the answer", new FakeReply([], 13) },
        { "an error", new FakeReply(null, 2) },
        { "another HTTP status", new FakeReply([]) { HttpStatus = 503 } },
        { "information that is no JSON", new FakeReply(ContainerStatus(info: "{{{").ToArray()) },
        { "information of other kinds", new FakeReply(ContainerStatus(info: """{"pid":"x","config":[],"runtimeSpec":7}""").ToArray()) },
    };

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lying_answer_costs_one_container_its_detail_and_nothing_else(string lie)
    {
        _table = new ContainerTable(new ContainerTableOptions { DetailDeadline = TimeSpan.FromMilliseconds(300) }, _engine);
        var runtime = await CriO();
        runtime.OpenStream(Events);
        WithOnePod(runtime);
        var other = new string('e', 64);
        runtime[Runtime + "ContainerStatus " + other] = s_lies[lie];
        runtime[Runtime + "PodSandboxStatus " + other] = NotFound;
        await StartAsync();
        var container = _table.Find(Utf8($"0::/kubepods/crio-{other}.scope\n"), Now());
        await Until(() => container.State != DetailState.Pending);
        if (lie == "information of other kinds")
            Assert.Equal(DetailState.Known, container.State);
        else
            Assert.NotEqual("", container.Reason);
        Assert.Equal("web", Text(Find(ContainerId).Detail!.Name));
        Assert.StartsWith("cri: connected", _engine.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_events_are_counted_and_the_stream_goes_on()
    {
        var runtime = await CriO();
        runtime.OpenStream(Events);
        await StartAsync();
        WithOnePod(runtime);
        runtime.Send(Events, new FakeReply([0x07, 1, 2]));
        runtime.Send(Events, new FakeReply(Event(new string('x', 500), 0).ToArray()));
        runtime.Send(Events, new FakeReply(Event(ContainerId, 77).ToArray()));
        runtime.Send(Events, new FakeReply(Event(ContainerId, 1).ToArray()));
        await Until(() => _table.TryGet(Utf8(ContainerId), out var found) && found.State == DetailState.Known);
        Assert.Equal(1, _engine.Warnings);
        Assert.Contains("event could not be read", _engine.LastWarning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_runtime_is_connected_to_again_and_asked_about_everything()
    {
        var runtime = await CriO();
        WithOnePod(runtime);
        await StartAsync();
        await runtime.DisposeAsync();
        await Until(() => !_engine.Status.Contains("connected,", StringComparison.Ordinal));
        Assert.Contains(_path, _engine.Status, StringComparison.Ordinal);
        runtime = await CriO();
        WithOnePod(runtime);
        runtime.Answer(Runtime + "ContainerStatus " + ContainerId, ContainerStatus(info: """{"pid":99}"""));
        await Until(() => Find(ContainerId).Detail!.Pid == 99);
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_not_mentioned_unless_it_was_named_and_may_come_later()
    {
        await using var guess = new CriEngine(new CriEngineOptions { SocketPath = _path, IsExpected = false });
        guess.Start(new ContainerInbox());
        await guess.ReadinessTask;
        Assert.False(guess.IsWorthMention);
        await StartAsync();
        Assert.True(_engine.IsWorthMention);
        Assert.Equal($"cri: {_path}: no such socket; container names and images will be empty until there is one", _engine.Status);
        WithOnePod(await CriO());
        await Until(() => _table.TryGet(Utf8(ContainerId), out var found) && found.State == DetailState.Known);
    }

    [Fact]
    public async Task What_is_no_runtime_is_named()
    {
        _runtime = await FakeRuntime.StartAsync(_path);
        await StartAsync();
        await Until(() => _engine.Status.Contains("speaks neither CRI nor containerd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_that_no_socket_can_have_is_told()
    {
        await using var engine = new CriEngine(new CriEngineOptions { SocketPath = "/" + new string('x', 200) });
        engine.Start(new ContainerInbox());
        await engine.ReadinessTask;
        Assert.Contains("too long", engine.Status, StringComparison.Ordinal);
    }

    static FakeReply NotFound => new(null, 5);

    async Task<FakeRuntime> CriO()
    {
        var runtime = _runtime = await FakeRuntime.StartAsync(_path);
        runtime.Answer(Runtime + "Version", Version("cri-o"));
        runtime.Answer(Runtime + "ListPodSandbox", SandboxList());
        runtime.Answer(Runtime + "ListContainers", ContainerList());
        runtime[Runtime + "ContainerStatus"] = NotFound;
        runtime[Runtime + "PodSandboxStatus"] = NotFound;
        runtime.Answer("runtime.v1.ImageService/ImageStatus", Image);
        return runtime;
    }

    async Task<FakeRuntime> Containerd(params string[] namespaces)
    {
        var runtime = _runtime = await FakeRuntime.StartAsync(_path);
        runtime.Answer("containerd.services.version.v1.Version/Version", new ProtoWriter().Text(1, "1.7.0"));
        var list = new ProtoWriter();
        foreach (var name in namespaces) list.Message(1, new ProtoWriter().Text(1, name));
        runtime.Answer("containerd.services.namespaces.v1.Namespaces/List", list);
        runtime.Answer("containerd.services.containers.v1.Containers/List", new ProtoWriter());
        runtime.Answer(Runtime + "ListPodSandbox", SandboxList());
        runtime.Answer(Runtime + "ListContainers", ContainerList());
        runtime.OpenStream(ContainerdEvents);
        return runtime;
    }

    static void WithOnePod(FakeRuntime runtime)
    {
        runtime.Answer(Runtime + "PodSandboxStatus " + SandboxId, SandboxStatus());
        runtime.Answer(Runtime + "ContainerStatus " + ContainerId, ContainerStatus());
        runtime.Answer(Runtime + "ListPodSandbox", SandboxList(SandboxId));
        runtime.Answer(Runtime + "ListContainers", ContainerList(ContainerId));
    }

    async Task StartAsync()
    {
        _table.Start();
        await _table.ReadinessTask.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        _table.Drain(Now());
    }

    Container Find(string id)
    {
        Assert.True(_table.TryGet(Utf8(id), out var container), $"{id} is not in the table");
        return container;
    }

    /// <summary>Drains as the event thread does, until it is so.</summary>
    async Task Until(Func<bool> isSo)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(20);
        while (true)
        {
            _table.Drain(Now());
            if (isSo()) return;
            Assert.True(DateTime.UtcNow < deadline, $"nothing came; {_engine.Status}; {_engine.LastWarning}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    static string Text(byte[] text) => Encoding.UTF8.GetString(text);

    static ulong Now() => (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
