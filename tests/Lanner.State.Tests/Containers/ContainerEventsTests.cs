using System.Text;
using Lanner.Events;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Containers;

public sealed class ContainerEventsTests
{
    const string Json = """{"container":{"id":"ad64969c62e5","image":"node:latest","name":"express_server","type":0}}""";

    readonly HostState _state = new();

    [Theory]
    [InlineData(EventCode.ContainerEnter)]
    [InlineData(EventCode.ContainerEnterOld272)]
    public void A_captures_container_gets_its_name(EventCode code)
    {
        Apply(new EventBuilder(code, 5, 1).Add(Json));
        Assert.Equal("express_server node", Describe());
    }

    [Fact]
    public void The_oldest_form_has_fields_of_its_own()
    {
        Apply(new EventBuilder(EventCode.ContainerEnterOld228, 5, 1).Add("ad64969c62e5").Add(0L).Add("express_server").Add("node:latest"));
        Assert.Equal("express_server node", Describe());
    }

    [Fact]
    public void A_plugins_messages_add_and_remove()
    {
        Apply(new EventBuilder(EventCode.AsynceventEnter, 5, 1).Add(9L).Add("container").Add(Encoding.UTF8.GetBytes(Json)));
        Assert.Equal("express_server node", Describe());
        Apply(new EventBuilder(EventCode.AsynceventEnter, 6, 1).Add(9L).Add("container_removed").Add(Encoding.UTF8.GetBytes(Json)));
        Assert.True(_state.Containers.TryGet("ad64969c62e5"u8, out var container));
        Assert.Equal(6UL, container.RemovedNs);
    }

    [Fact]
    public void What_is_no_record_changes_nothing()
    {
        Apply(new EventBuilder(EventCode.ContainerEnter, 5, 1).Add("{"));
        Apply(new EventBuilder(EventCode.ContainerEnter, 5, 1));
        Apply(new EventBuilder(EventCode.AsynceventEnter, 5, 1).Add(9L).Add("other").Add(Encoding.UTF8.GetBytes(Json)));
        Assert.Equal(0, _state.Containers.Count);
    }

    void Apply(EventBuilder builder)
    {
        var bytes = builder.Build();
        Assert.True(EventView.TryRead(bytes, default, out var view));
        _state.Apply(view);
    }

    string Describe() => _state.Containers.TryGet("ad64969c62e5"u8, out var container)
        ? $"{Encoding.UTF8.GetString(container.Detail!.Name)} {Encoding.UTF8.GetString(container.Detail.ImageRepository)}"
        : "";
}
