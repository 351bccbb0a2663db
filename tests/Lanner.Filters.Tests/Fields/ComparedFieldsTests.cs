using System.Net;

using Lanner.Events;
using Lanner.Filters.Fields;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

/// <summary>Fields whose comparison means more than their value says.</summary>
public sealed class ComparedFieldsTests
{
    static bool Matches(FieldCatalogue catalogue, string condition, EventView view, FileDescriptor? descriptor = null)
    {
        var set = new PredicateSet();
        var result = new FilterCompiler(catalogue, set).Compile(condition);
        Assert.True(result.Filter is not null, string.Join('\n', result.Diagnostics));
        var process = new Process(42);
        var context = new EventContext(view, new HostState(), new EventSubject(new ProcessThread(42, process), descriptor), 1, new FieldScratch());
        return result.Filter.Matches(in context, new Evaluator(set));
    }

    static EventView Read(ulong timeNs)
    {
        Assert.True(EventView.TryRead(new EventBuilder(EventCode.ReadExit, timeNs, 42).Add(0).Build(), default, out var view));
        return view;
    }

    [Theory]
    [InlineData(400, true), InlineData(500, true), InlineData(600, false)]
    public void Around_keeps_what_is_no_farther(int milliseconds, bool expected)
    {
        var catalogue = new FieldCatalogue(AllFields.Definitions);
        var view = Read(Scene.Time + (ulong)milliseconds * 1_000_000);
        Assert.Equal(expected, Matches(catalogue, $"evt.around[{Scene.Time}] = 500", view));
    }

    [Fact]
    public async Task A_rule_with_a_host_name_has_it_resolved()
    {
        var asked = new TaskCompletionSource<string>();
        await using var names = new HostNames(new HostNamesOptions
        {
            Resolve = (name, _) =>
            {
                asked.TrySetResult(name);
                return Task.FromResult<IPAddress[]>([IPAddress.Parse("10.96.0.1")]);
            },
        });
        var catalogue = new FieldCatalogue(HostNameFields.All(names));
        const string condition = "fd.sip.name = \"kubernetes.default.svc.cluster.local\"";
        Assert.True(IpAddress.TryParse("10.96.0.1", out var address));
        var descriptor = new FileDescriptor { Kind = DescriptorKind.IPv4Connection, Role = SocketRole.Client, DestinationAddress = address };
        Assert.False(Matches(catalogue, condition, Read(Scene.Time), new FileDescriptor { Kind = DescriptorKind.File }));
        Assert.Equal("kubernetes.default.svc.cluster.local",
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await names.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.True(Matches(catalogue, condition, Read(Scene.Time), descriptor));
    }
}
