using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Containers;

public sealed class ContainerTableTests : IAsyncDisposable
{
    const ulong Second = 1_000_000_000;
    const ulong T0 = 1000 * Second;

    readonly FakeSource _source = new();

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public void A_task_outside_of_containers_is_the_hosts()
    {
        var table = new ContainerTable(null, _source);
        Assert.Same(Container.Host, table.Find("0::/init.scope\n"u8, T0));
        Assert.Equal("host", Container.Host.ToString());
        Assert.True(Container.Host.IsHost);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void An_unknown_container_is_asked_for_and_becomes_known()
    {
        var table = new ContainerTable(null, _source);
        var container = table.Find(Path(1), T0);
        Assert.Equal(DetailState.Pending, container.State);
        Assert.Equal(Id(1)[..12], container.ToString());
        Assert.Equal([Id(1)], _source.Asked);

        Assert.False(table.Drain(T0));
        table.Inbox.Post(News(NewsKind.Detail, 1, Named("web")));
        var version = container.DetailVersion;
        Assert.True(table.Drain(T0));
        Assert.Same(container, Assert.Single(table.Changed));
        Assert.Equal(DetailState.Known, container.State);
        Assert.Equal("web", Encoding.UTF8.GetString(container.Detail!.Name));
        Assert.True(container.DetailVersion > version);
        Assert.Equal(1, table.KnownCount);
        Assert.False(table.Drain(T0));
        Assert.Same(container, table.Find(Path(1), T0));
    }

    [Fact]
    public void Questions_are_repeated_with_growing_pauses_until_the_deadline()
    {
        var table = new ContainerTable(null, _source);
        var container = table.Find(Path(1), T0);
        for (var now = T0; now < T0 + 2 * Second; now += 1_000_000)
        {
            table.Inbox.Post(News(NewsKind.NotFound, 1, null) with { Reason = "docker has no such container" });
            table.Drain(now);
            Assert.Equal(DetailState.Pending, container.State);
        }
        // 0, 20, 60, 140, 300, 620 ms, then every 400.
        Assert.Equal(9, _source.Asked.Count);
        Assert.True(table.Drain(T0 + 2 * Second));
        Assert.Equal(DetailState.Unavailable, container.State);
        Assert.Equal("docker has no such container", container.Reason);

        table.Inbox.Post(News(NewsKind.Detail, 1, Named("late")));
        Assert.True(table.Drain(T0 + 9 * Second));
        Assert.Equal(DetailState.Known, container.State);
        Assert.Equal("", container.Reason);
    }

    [Fact]
    public void A_source_that_cannot_answer_gives_its_status_as_the_reason()
    {
        _source.IsAnswering = false;
        var table = new ContainerTable(null, _source);
        var container = table.Find(Path(1), T0);
        table.Drain(T0 + 3 * Second);
        Assert.Equal(DetailState.Unavailable, container.State);
        Assert.Equal(_source.Status, container.Reason);
    }

    [Fact]
    public void Without_a_source_that_could_know_it_detail_is_unavailable_at_once()
    {
        var table = new ContainerTable(new ContainerTableOptions { NoSourceReason = "the capture does not tell" });
        var container = table.Find(Path(1), T0);
        Assert.Equal(DetailState.Unavailable, container.State);
        Assert.Equal("the capture does not tell", container.Reason);
    }

    [Fact]
    public void A_runtime_that_names_its_paths_needs_no_source()
    {
        var container = new ContainerTable().Find("0::/lxc.payload.my\\x2dbox/init.scope\n"u8, T0);
        Assert.Equal(DetailState.Known, container.State);
        Assert.Equal("my-box", Encoding.UTF8.GetString(container.Detail!.Name));
        Assert.Equal("my-box", container.ToString());
        Assert.Equal(ContainerEngine.Lxc, container.Engine);
    }

    [Fact]
    public void What_a_creation_event_says_is_used_until_the_rest_comes()
    {
        var table = new ContainerTable(null, _source);
        table.Inbox.Post(News(NewsKind.Partial, 1, Named("web") with { IsPartial = true }));
        Assert.True(table.Drain(T0));
        var container = table.Find(Path(1), T0);
        Assert.Equal(DetailState.Pending, container.State);
        Assert.Equal("web", Encoding.UTF8.GetString(container.Detail!.Name));

        table.Drain(T0 + 3 * Second);
        Assert.Equal(DetailState.Known, container.State);
        Assert.True(container.Detail.IsPartial);

        table.Inbox.Post(News(NewsKind.Detail, 1, Named("web") with { Privileged = true }));
        table.Inbox.Post(News(NewsKind.Partial, 1, Named("web") with { IsPartial = true }));
        table.Drain(T0 + 3 * Second);
        Assert.True(container.Detail!.Privileged);
        Assert.Single(table.Changed);
    }

    [Fact]
    public void A_removed_container_keeps_its_detail_for_the_grace_time()
    {
        var table = new ContainerTable(null, _source);
        table.Inbox.Post(News(NewsKind.Detail, 1, Named("web")));
        table.Drain(T0);
        table.Inbox.Post(News(NewsKind.Removed, 1, null));
        table.Drain(T0 + Second);
        Assert.Equal("web", Encoding.UTF8.GetString(table.Find(Path(1), T0 + 20 * Second).Detail!.Name));
        table.Drain(T0 + 31 * Second);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void A_stopped_container_loses_its_process_number()
    {
        var table = new ContainerTable(null, _source);
        table.Inbox.Post(News(NewsKind.Detail, 1, Named("web") with { Pid = 77 }));
        table.Inbox.Post(News(NewsKind.Stopped, 1, null));
        table.Drain(T0);
        Assert.Equal(0, table.Find(Path(1), T0).Detail!.Pid);
    }

    [Fact]
    public void A_full_table_lets_go_of_removed_ones_first_then_of_unknown_ones()
    {
        var table = new ContainerTable(new ContainerTableOptions { Capacity = 3 }, _source);
        foreach (var number in new[] { 1, 2 })
            table.Inbox.Post(News(NewsKind.Detail, number, Named("c")));
        table.Inbox.Post(News(NewsKind.Removed, 2, null));
        table.Drain(T0);
        table.Find(Path(3), T0);
        table.Find(Path(4), T0 + 1);
        Assert.False(table.TryGet(Utf8(2), out _));
        table.Find(Path(5), T0 + 2);
        Assert.False(table.TryGet(Utf8(3), out _));
        Assert.True(table.TryGet(Utf8(1), out _));
        Assert.Equal(3, table.Count);
        Assert.Equal(2, table.Evicted);
    }

    [Fact]
    public void A_flood_of_made_up_ids_stays_within_bounds()
    {
        var table = new ContainerTable(new ContainerTableOptions { Capacity = 100 }, _source);
        for (var number = 0; number < 5000; number++)
            table.Find(Path(number), T0 + (ulong)number);
        Assert.Equal(100, table.Count);
        Assert.Equal(4900, table.Evicted);
        table.Drain(T0 + Second);
        Assert.Equal(100, table.Count);
    }

    [Fact]
    public void A_full_inbox_drops_and_counts()
    {
        var inbox = new ContainerInbox(2);
        Assert.True(inbox.Post(News(NewsKind.Removed, 1, null)));
        Assert.True(inbox.Post(News(NewsKind.Removed, 2, null)));
        Assert.False(inbox.Post(News(NewsKind.Removed, 3, null)));
        Assert.Equal(1, inbox.Dropped);
        Assert.True(inbox.TryTake(out _));
        Assert.True(inbox.Post(News(NewsKind.Removed, 4, null)));
    }

    [Fact]
    public void A_container_within_a_container_knows_the_outer_one()
    {
        var table = new ContainerTable(null, _source);
        var inner = table.Find(Encoding.UTF8.GetBytes($"0::/docker/{Id(1)}/docker/{Id(2)}\n"), T0);
        Assert.Equal(Id(2)[..12], inner.ToString());
        Assert.Same(table.Find(Path(1), T0), inner.Outer);
        Assert.Null(inner.Outer!.Outer);
    }

    [Fact]
    public void A_container_cannot_pass_for_another_one_by_naming_a_cgroup_after_it()
    {
        var table = new ContainerTable(null, _source);
        table.Inbox.Post(News(NewsKind.Detail, 2, Named("trusted")));
        table.Drain(T0);
        var nested = Encoding.UTF8.GetBytes($"0::/docker/{Id(1)}/docker/{Id(2)}\n");
        Assert.Same(table.Find(Path(1), T0), table.Find(nested, T0));
        Assert.Equal(1, table.FalseClaims);

        // Started under the other's cgroup on purpose, it is believed.
        table.Inbox.Post(News(NewsKind.Detail, 2, Named("trusted") with { CgroupParent = Encoding.UTF8.GetBytes("/docker/" + Id(1)) }));
        table.Drain(T0);
        Assert.Equal("trusted", Encoding.UTF8.GetString(table.Find(nested, T0).Detail!.Name));
    }

    [Fact]
    public void A_users_engine_speaks_only_for_that_users_containers()
    {
        var table = new ContainerTable(null, _source);
        var system = table.Find(Path(1), T0);
        var users = table.Find(Encoding.UTF8.GetBytes($"0::/user.slice/user-1000.slice/x/libpod-{Id(2)}.scope\n"), T0);
        foreach (var number in new[] { 1, 2, 3 })
            table.Inbox.Post(News(NewsKind.Detail, number, Named("forged")) with { OwnerUid = 1000 });
        table.Drain(T0);
        Assert.Null(system.Detail);
        Assert.Equal("forged", Encoding.UTF8.GetString(users.Detail!.Name));
        Assert.False(table.TryGet(Utf8(3), out _));
        Assert.Equal(2, table.RefusedNews);

        table.Inbox.Post(News(NewsKind.Detail, 2, Named("true")));
        table.Inbox.Post(News(NewsKind.Detail, 2, Named("forged")) with { OwnerUid = 1000 });
        table.Drain(T0);
        Assert.Equal("true", Encoding.UTF8.GetString(users.Detail!.Name));
    }

    [Fact]
    public void A_captures_record_with_a_short_id_is_found_by_the_full_one()
    {
        var table = new ContainerTable();
        var defined = table.Define(Utf8(1).AsSpan(0, 12), ContainerEngine.Docker, Named("web"), T0);
        Assert.Same(defined, table.Find(Path(1), T0));
        Assert.Equal(Id(1), Encoding.UTF8.GetString(defined.FullId));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A_captures_record_that_comes_after_the_first_path_is_not_a_second_container()
    {
        var table = new ContainerTable();
        var container = table.Find(Path(1), T0);
        Assert.Equal(DetailState.Unavailable, container.State);
        Assert.Same(container, table.Define(Utf8(1).AsSpan(0, 12), ContainerEngine.Docker, Named("web"), T0));
        Assert.Equal(DetailState.Known, container.State);
        Assert.True(table.Drain(T0));
        Assert.Same(container, Assert.Single(table.Changed));
        Assert.False(table.Drain(T0));
    }

    [Fact]
    public void A_step_of_BuildKit_says_why_it_has_no_detail()
    {
        var container = new ContainerTable(null, _source).Find("0::/docker/buildkit/xh5ebf4v7b8qz0l2m3n4o5p6q\n"u8, T0);
        Assert.Equal(DetailState.Unavailable, container.State);
        Assert.Contains("BuildKit", container.Reason, StringComparison.Ordinal);
        Assert.Empty(_source.Asked);
    }

    [Fact]
    public void Finding_a_known_container_allocates_nothing()
    {
        var table = new ContainerTable(null, _source);
        var path = Path(1);
        table.Find(path, T0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            table.Find(path, T0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A name of 64 digits that ends in the number.</summary>
    static string Id(int number) => new string('5', 56) + number.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);

    static byte[] Path(int number) => Encoding.UTF8.GetBytes($"cpu=/docker/{Id(number)}\0");

    static byte[] Utf8(int number) => Encoding.UTF8.GetBytes(Id(number));

    static ContainerDetail Named(string name) => new() { Name = Encoding.UTF8.GetBytes(name) };

    static ContainerNews News(NewsKind kind, int number, ContainerDetail? detail) =>
        new(kind, Utf8(number), ContainerEngine.Docker) { Detail = detail };

    [Theory]
    [InlineData("/lxc/host", "lxc:host")]
    [InlineData("/default/host", "containerd:host")]
    [InlineData("/default/host2", "host2")]
    public void A_container_that_is_called_host_does_not_pass_for_the_host(string path, string id)
    {
        var container = new ContainerTable().Find(Encoding.UTF8.GetBytes(path), 1);
        Assert.Equal(id, Encoding.UTF8.GetString(container.Id));
        Assert.Equal(id, Encoding.UTF8.GetString(container.FullId));
        Assert.False(container.IsHost);
    }

    sealed class FakeSource : IContainerSource
    {
        public List<string> Asked { get; } = [];

        public bool IsAnswering { get; set; } = true;

        public string Name => "fake";

        public uint OwnerUid => 0;

        public bool IsConnected => false;

        public string Status => "fake: not there";

        public Task ReadinessTask => Task.CompletedTask;

        public bool Serves(ContainerEngine engine) => engine is ContainerEngine.Docker or ContainerEngine.Podman;

        public void Start(ContainerInbox inbox)
        {
        }

        public bool Request(ReadOnlySpan<byte> fullId)
        {
            Asked.Add(Encoding.UTF8.GetString(fullId));
            return IsAnswering;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
