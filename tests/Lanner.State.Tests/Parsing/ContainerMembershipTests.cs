using Lanner.Events;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Parsing;

public sealed class ContainerMembershipTests
{
    const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const string Cgroups = "cpuset=/docker/" + Id + "\0memory=/docker/" + Id + "\0";

    readonly FakeHost _host = new();

    public ContainerMembershipTests()
    {
        _host.Seed(1);
        _host.Seed(100, 1, "containerd-shim", "/", "cpuset=/\0");
    }

    [Fact]
    public void A_child_that_was_moved_into_a_containers_cgroup_is_in_it()
    {
        _host.CloneInChild(150, 100, FakeHost.InPidNamespace, virtualPid: 1, cgroups: "cpuset=/\0");
        Assert.True(_host.Process(150).Container.IsHost);
        _host.Exec(150, 100, "nginx", cgroups: Cgroups);
        Assert.Equal(Id, FakeHost.Text(_host.Process(150).Container.FullId));
        _host.CloneInChild(151, 150, FakeHost.InPidNamespace, virtualPid: 2, cgroups: Cgroups);
        Assert.Same(_host.Process(150).Container, _host.Process(151).Container);
        Assert.Equal(1, _host.State.Containers.Count);
    }

    [Fact]
    public void Without_cgroups_a_child_is_where_its_parent_is()
    {
        _host.Exec(100, 1, "nginx", cgroups: Cgroups);
        _host.CloneInChild(101, 100);
        Assert.Same(_host.Process(100).Container, _host.Process(101).Container);
        Assert.False(_host.Process(101).Container.IsHost);
        // Equal text is the same memory.
        Assert.Same(_host.Process(100).Cgroups, _host.Process(101).Cgroups);
    }

    [Fact]
    public void A_seeded_process_is_in_its_container()
    {
        Assert.Equal(Id[..12], FakeHost.Text(_host.Seed(300, 1, "x", "/", Cgroups).Container.Id));
    }

    [Fact]
    public void A_captures_record_of_a_container_is_taken()
    {
        var json = $$$"""{"container":{"id":"{{{Id[..12]}}}","full_id":"{{{Id}}}","name":"web","image":"nginx:1","type":0}}""";
        _host.Send(_host.Event(EventCode.ContainerEnter, -1).Add(json));
        var container = _host.Seed(300, 1, "x", "/", Cgroups).Container;
        Assert.Equal("web", FakeHost.Text(container.Detail!.Name));
        _host.Send(_host.Event(EventCode.ContainerEnter, -1).Add("{\"container\":"));
    }
}
