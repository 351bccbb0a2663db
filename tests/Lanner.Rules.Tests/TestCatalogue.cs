using Lanner.Filters;
using Lanner.Filters.Fields;

namespace Lanner.Rules.Tests;

/// <summary>All fields. No host name has an address, so that nothing is asked of the network.</summary>
static class TestCatalogue
{
    static readonly HostNames s_names = new(new HostNamesOptions { Resolve = (_, _) => Task.FromResult<System.Net.IPAddress[]>([]) });

    public static FieldCatalogue Instance { get; } = Make();

    static FieldCatalogue Make()
    {
        var named = HostNameFields.All(s_names).ToDictionary(d => d.Name);
        return new FieldCatalogue(AllFields.Definitions.Select(d => named.GetValueOrDefault(d.Name, d)));
    }
}
