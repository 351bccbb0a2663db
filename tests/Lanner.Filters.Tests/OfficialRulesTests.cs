using Lanner.Events;
using Lanner.Filters.Fields;
using YamlDotNet.RepresentationModel;

namespace Lanner.Filters.Tests;

/// <summary>The conditions and outputs of Falco's own rules, where a copy of them lies beside the checkout.</summary>
public sealed class OfficialRulesTests
{
    readonly Dictionary<string, IReadOnlyList<ValueText>> _lists = new(StringComparer.Ordinal);
    readonly Dictionary<string, Expression> _macros = new(StringComparer.Ordinal);
    readonly List<(string Name, string Condition, string Output)> _rules = [];
    readonly FieldCatalogue _catalogue = new(AllFields.Definitions);

    [Fact]
    public void All_conditions_parse_compile_and_name_the_events_they_need()
    {
        Load();
        var set = new PredicateSet();
        var compiler = new FilterCompiler(_catalogue, set);
        Assert.Equal(93, _rules.Count);

        foreach (var (name, condition, _) in _rules)
        {
            var result = compiler.Compile(Expand(condition));
            Assert.True(result.Filter is not null, $"{name}: {string.Join("; ", result.Diagnostics)}");
            // A rule whose list of namespaces is left empty for users to fill matches nothing.
            var isNever = result.Filter.Constant == false;
            Assert.True(isNever == (name == "Network Connection outside Local Subnet"), name);
            Assert.True(isNever || result.Filter.EventCodes.Count is > 0 and < 100, $"{name}: {result.Filter.EventCodes.Count} codes");
            foreach (var info in EventTable.All)
                Assert.Equal(result.Filter.EventCodes.Contains(info.Code), info.Status != EventStatus.Unused && result.Filter.For(info.Code) is not null);
        }

        // The point of sharing: fewer comparisons than are written.
        Assert.True(set.Count * 3 < set.Describe().Sum(p => p.Uses) * 2, $"{set.Count} of {set.Describe().Sum(p => p.Uses)}");
    }

    [Fact]
    public void All_outputs_compile()
    {
        Load();
        foreach (var (name, _, output) in _rules)
        {
            var result = OutputFormat.Compile(output, _catalogue);
            Assert.True(result.Format is not null, $"{name}: {string.Join("; ", result.Diagnostics)}");
            Assert.NotEmpty(result.Format.Fields);
        }
    }

    Expression Expand(string condition)
    {
        var parsed = FilterParser.Parse(condition);
        Assert.Empty(parsed.Diagnostics);
        Assert.Equal(parsed.Expression!.ToString(), FilterParser.Parse(parsed.Expression.ToString()!).Expression!.ToString());
        var lists = Rewriting.ReplaceLists(parsed.Expression, _lists.GetValueOrDefault);
        Assert.Empty(lists.Diagnostics);
        var macros = Rewriting.ReplaceMacros(lists.Expression!, _macros.GetValueOrDefault, _macros.Keys);
        Assert.Empty(macros.Diagnostics);
        return macros.Expression!;
    }

    void Load()
    {
        var files = Files();
        Assert.SkipWhen(files.Length == 0, "not here: the official rules (set LANNER_TEST_DATA)");
        var items = files.SelectMany(ReadItems).ToArray();
        foreach (var item in items)
        {
            if (Text(item, "list") is { } list) _lists[list] = [.. Items(item).SelectMany(text => FilterParser.ParseListItem(text).Values)];
        }

        foreach (var item in items)
        {
            if (Text(item, "macro") is { } macro) _macros[macro] = Expand(Text(item, "condition")!);
            else if (Text(item, "rule") is { } rule && Text(item, "condition") is { } condition) _rules.Add((rule, condition, Text(item, "output")!.Trim()));
        }
    }

    static string[] Files()
    {
        var data = Environment.GetEnvironmentVariable("LANNER_TEST_DATA");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); data is null && folder is not null; folder = folder.Parent)
        {
            var beside = Path.Combine(folder.FullName, "..", "shared", "data");
            if (File.Exists(Path.Combine(folder.FullName, "Lanner.slnx")) && Directory.Exists(beside)) data = beside;
        }

        var rules = Path.Combine(data ?? "", "falco-rules");
        string[] names = ["falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml"];
        return data is not null && Directory.Exists(rules) ? [.. names.Select(name => Path.Combine(rules, name)).Where(File.Exists)] : [];
    }

    static IEnumerable<YamlMappingNode> ReadItems(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(file);
        yaml.Load(reader);
        return yaml.Documents.SelectMany(document => ((YamlSequenceNode)document.RootNode).Children.OfType<YamlMappingNode>());
    }

    static string? Text(YamlMappingNode item, string key) => item.Children.TryGetValue(key, out var node) ? ((YamlScalarNode)node).Value : null;

    static IEnumerable<string> Items(YamlMappingNode item) => ((YamlSequenceNode)item["items"]).Children.Select(node => ((YamlScalarNode)node).Value!);
}
