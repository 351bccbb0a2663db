using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;
using Lanner.Rules.Diagnostics;

namespace Lanner.RuleTests.Running;

/// <summary>
/// The rules that the tests of a file are about, loaded twice: as their files have them, and with all switched on, since a test may want one
/// that is off.
/// </summary>
public sealed class TestRules : IAsyncDisposable
{
    readonly HostNames _names;

    TestRules(HostNames names, RuleLoadResult result, RuleSet? all)
    {
        _names = names;
        Result = result;
        AsWritten = result.RuleSet;
        All = all;
    }

    /// <summary>What loading gave, with everything that is wrong with the files.</summary>
    public RuleLoadResult Result { get; }

    /// <summary>Null when the files have errors.</summary>
    public RuleSet? AsWritten { get; }

    internal RuleSet? All { get; }

    /// <param name="addRules">Gives the files to the builder; called twice.</param>
    public static async Task<TestRules> LoadAsync(RuleTestFile file, Action<RuleSetBuilder> addRules)
    {
        var names = new HostNames(new HostNamesOptions { Resolve = (name, _) => Task.FromResult(file.HostNames.GetValueOrDefault(name) ?? []) });
        var named = HostNameFields.All(names).ToDictionary(d => d.Name);
        var catalogue = new FieldCatalogue(AllFields.Definitions.Select(d => named.GetValueOrDefault(d.Name, d)));
        var fields = file.Tests.SelectMany(test => test.Expected).SelectMany(expected => expected.Fields).Select(field => field.Field).Distinct()
            .Where(field => FieldText.IsField(field, catalogue)).ToList();
        var options = new RuleSetOptions { Additions = [OutputAddition.ContainerIdentity, new OutputAddition { ExtraFields = fields }] };
        var result = Build(new RuleSetBuilder(catalogue, options), addRules);
        var all = result.RuleSet is null ? null : Build(new RuleSetBuilder(catalogue, options with { Selectors = [RuleSelector.EnableName("*")] }), addRules).RuleSet;
        await names.RefreshAsync().ConfigureAwait(false);
        return new TestRules(names, result, all);
    }

    public ValueTask DisposeAsync() => _names.DisposeAsync();

    static RuleLoadResult Build(RuleSetBuilder builder, Action<RuleSetBuilder> addRules)
    {
        addRules(builder);
        return builder.Build();
    }
}
