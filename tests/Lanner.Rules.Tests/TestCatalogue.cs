using System.Net;
using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules.Tests.Stable;

namespace Lanner.Rules.Tests;

/// <summary>All fields, with a resolver of host names that knows only the API server of a cluster.</summary>
static class TestCatalogue
{
    public static HostNames Names { get; } = new(new HostNamesOptions
    {
        Resolve = (name, _) => Task.FromResult(name == "kubernetes.default.svc.cluster.local"
            ? new[] { IPAddress.Parse(StableRuleCases.ApiServerAddress) }
            : []),
    });

    public static FieldCatalogue Instance { get; } = Make();

    static FieldCatalogue Make()
    {
        var named = HostNameFields.All(Names).ToDictionary(d => d.Name);
        return new FieldCatalogue(AllFields.Definitions.Select(d => named.GetValueOrDefault(d.Name, d)));
    }
}
