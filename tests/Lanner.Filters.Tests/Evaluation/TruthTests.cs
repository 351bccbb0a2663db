using System.Text;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Filters.Tests;

/// <summary>What is known while a container's detail has not arrived, and what is remembered for how long.</summary>
public sealed class TruthTests : IAsyncDisposable
{
    const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    readonly SlowEngine _engine = new();
    readonly TestBench _bench;

    public TruthTests()
    {
        _bench = new TestBench { Host = new HostState(containers: new ContainerTable(sources: _engine)) };
        _bench.Host.Containers.Start();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("container.image = x", Truth.Unknown)]
    [InlineData("not container.image = x", Truth.Unknown)]
    [InlineData("container.image = x and fd.num = 1", Truth.Unknown)]
    [InlineData("container.image = x and fd.num = 2", Truth.False)]
    [InlineData("fd.num = 2 and container.image = x", Truth.False)]
    [InlineData("container.image = x or fd.num = 1", Truth.True)]
    [InlineData("container.image = x or fd.num = 2", Truth.Unknown)]
    [InlineData("not (container.image = x and fd.num = 2)", Truth.True)]
    [InlineData("container.id = x", Truth.False)]
    [InlineData("concat(container.image, proc.name) = x", Truth.Unknown)]
    [InlineData("proc.name = val(container.image)", Truth.Unknown)]
    public void Before_the_detail_what_hangs_on_it_is_unknown(string text, Truth truth)
    {
        _bench.Fields["fd.num"] = 1;
        _bench.Fields["container.image"] = "x";
        var thread = _bench.Seed(50, "sh", cgroups: $"cpu=/docker/{Id}\0");
        Assert.Equal(DetailState.Pending, thread.Process.Container.State);

        Assert.Equal(truth, _bench.Ask(_bench.Compile(text), thread));
    }

    [Fact]
    public void When_the_detail_arrives_the_answer_is_known_and_a_new_detail_is_seen()
    {
        var filter = _bench.Compile("container.image = x");
        var thread = _bench.Seed(50, "sh", cgroups: $"cpu=/docker/{Id}\0");
        Assert.Equal(Truth.Unknown, _bench.Ask(filter, thread));

        Arrive("x");
        Assert.Equal(Truth.True, _bench.Ask(filter, thread));
        _bench.Fields.TakeReads("container.image");
        Assert.Equal(Truth.True, _bench.Ask(filter, thread));
        Assert.Equal(0, _bench.Fields.TakeReads("container.image"));

        Arrive("y");
        Assert.Equal(Truth.False, _bench.Ask(filter, thread));
    }

    [Fact]
    public void On_the_host_and_without_a_process_nothing_waits()
    {
        var filter = _bench.Compile("container.image = x");

        Assert.Equal(Truth.False, _bench.Ask(filter, _bench.Seed(60, "sh")));
        Assert.Equal(Truth.False, _bench.Ask(filter, thread: null));
    }

    [Fact]
    public void A_process_is_asked_once_until_it_runs_another_program()
    {
        var filter = _bench.Compile("proc.name = sh");
        var thread = _bench.Seed(50, "sh");
        _bench.Fields["proc.name"] = "sh";
        Assert.Equal(Truth.True, _bench.Ask(filter, thread));
        Assert.Equal(Truth.True, _bench.Ask(filter, thread));
        Assert.Equal(1, _bench.Fields.TakeReads("proc.name"));

        _bench.Exec(50, 1, "cat");
        _bench.Fields["proc.name"] = "cat";
        Assert.Equal(Truth.False, _bench.Ask(filter, _bench.Find(50)));
        Assert.Equal(1, _bench.Fields.TakeReads("proc.name"));
    }

    [Fact]
    public void Ancestors_are_asked_again_when_one_of_them_changes()
    {
        var filter = _bench.Compile("proc.pname = bash");
        _bench.Seed(40, "bash");
        var child = _bench.Seed(50, "cat", parent: 40);
        _bench.Fields["proc.pname"] = "bash";
        Assert.Equal(Truth.True, _bench.Ask(filter, child));
        Assert.Equal(Truth.True, _bench.Ask(filter, child));
        Assert.Equal(1, _bench.Fields.TakeReads("proc.pname"));

        _bench.Exec(40, 1, "zsh");
        _bench.Fields["proc.pname"] = "zsh";
        Assert.Equal(Truth.False, _bench.Ask(filter, _bench.Find(50)));
    }

    [Fact]
    public void Another_rule_set_does_not_take_the_outcomes_of_the_last()
    {
        var thread = _bench.Seed(50, "sh");
        _bench.Fields["proc.name"] = "sh";
        Assert.Equal(Truth.True, _bench.Ask(_bench.Compile("proc.name = sh"), thread));

        var other = new TestBench { Host = _bench.Host };
        other.Fields["proc.name"] = "sh";
        Assert.Equal(Truth.False, other.Ask(other.Compile("proc.name = bash"), thread));
        Assert.Equal(Truth.True, _bench.Ask(_bench.Compile("proc.name = sh"), thread));
    }

    [Fact]
    public void Within_an_event_a_shared_comparison_is_made_once()
    {
        var first = _bench.Compile("fd.nameraw = a and evt.failed = true");
        var second = _bench.Compile("fd.nameraw = a and evt.failed = false");
        _bench.Fields["fd.nameraw"] = "a";
        _bench.Fields["evt.failed"] = false;

        Assert.Equal(Truth.False, _bench.Ask(first));
        Assert.Equal(Truth.True, _bench.Ask(second, sameEvent: true));
        Assert.Equal(1, _bench.Fields.TakeReads("fd.nameraw"));

        _bench.Fields["fd.nameraw"] = "b";
        Assert.Equal(Truth.False, _bench.Ask(second));
    }

    [Fact]
    public void A_descriptor_is_asked_once_until_it_changes()
    {
        var filter = _bench.Compile("fd.name = /a");
        _bench.Seed(50, "sh");
        var opened = Open("/a");
        _bench.Fields["fd.name"] = "/a";
        Assert.Equal(Truth.True, _bench.Ask(filter, opened.Thread, descriptor: opened.Descriptor));
        Assert.Equal(Truth.True, _bench.Ask(filter, opened.Thread, descriptor: opened.Descriptor));
        Assert.Equal(1, _bench.Fields.TakeReads("fd.name"));

        opened = Open("/b");
        _bench.Fields["fd.name"] = "/b";
        Assert.Equal(Truth.False, _bench.Ask(filter, opened.Thread, descriptor: opened.Descriptor));
    }

    [Fact]
    public void A_constant_of_the_run_is_asked_once()
    {
        var filter = _bench.Compile("evt.hostname = here");
        _bench.Fields["evt.hostname"] = "here";

        Assert.Equal(Truth.True, _bench.Ask(filter));
        Assert.Equal(Truth.True, _bench.Ask(filter));
        Assert.Equal(1, _bench.Fields.TakeReads("evt.hostname"));
    }

    [Fact]
    public void Many_comparisons_on_one_process_keep_apart()
    {
        var thread = _bench.Seed(50, "sh");
        _bench.Fields["proc.name"] = "n77";
        var filters = Enumerable.Range(0, 200).Select(i => _bench.Compile($"proc.name = n{i}")).ToArray();

        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < filters.Length; i++) Assert.Equal(i == 77 ? Truth.True : Truth.False, _bench.Ask(filters[i], thread));
        }

        Assert.Equal(200, _bench.Fields.TakeReads("proc.name"));
    }

    EventSubject Open(string path) =>
        _bench.Apply(new Lanner.Events.EventBuilder(Lanner.Events.EventCode.OpenExit, 3, 50).Add(3).Add(path).Add(1).Add(0).Add(0).Add(0));

    void Arrive(string image)
    {
        _bench.Fields["container.image"] = image;
        _engine.Inbox!.Post(new ContainerNews(NewsKind.Detail, Encoding.ASCII.GetBytes(Id), ContainerEngine.Docker)
        {
            Detail = new ContainerDetail { Name = "web"u8.ToArray(), Image = Encoding.UTF8.GetBytes(image) },
        });
        _bench.Host.Drain(5);
    }

    /// <summary>An engine that answers when the test says so.</summary>
    sealed class SlowEngine : IContainerSource
    {
        public ContainerInbox? Inbox { get; private set; }

        public string Name => "slow";

        public uint OwnerUid => 0;

        public bool IsConnected => true;

        public string Status => "slow";

        public Task ReadinessTask => Task.CompletedTask;

        public void Start(ContainerInbox inbox) => Inbox = inbox;

        public bool Serves(ContainerEngine engine) => true;

        public bool Request(ReadOnlySpan<byte> fullId) => true;

        public ValueTask DisposeAsync() => default;
    }
}
