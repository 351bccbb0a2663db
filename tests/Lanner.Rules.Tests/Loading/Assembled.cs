using System.Text;
using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Rules.Loading;

namespace Lanner.Rules.Tests.Loading;

/// <summary>Rule texts read, merged and put together, without being compiled. Files are named 1.yaml, 2.yaml, ...</summary>
sealed class Assembled
{
    readonly DiagnosticList _diagnostics = new();
    readonly Dictionary<string, string?> _conditions = [];

    Assembled(byte[][] files)
    {
        var reader = new RuleFileReader(_diagnostics);
        for (var i = 0; i < files.Length; i++) reader.Read($"{i + 1}.yaml", files[i]);
        Collector = new RuleCollector(_diagnostics, reader.LostNames);
        foreach (var item in reader.Items) Collector.Add(item);
        var assembler = new RuleAssembler(Collector, reader.LostNames, new TextSpace(), _diagnostics);
        foreach (var rule in Collector.Rules) _conditions[rule.Name] = assembler.Assemble(rule) is { IsBroken: false } whole ? whole.ToString() : null;
        assembler.WarnUnused();
    }

    public RuleCollector Collector { get; }

    public IReadOnlyList<RuleDiagnostic> Diagnostics => _diagnostics.Items;

    public IEnumerable<RuleDiagnostic> Errors => Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);

    public static Assembled Of(params string[] yaml) => new([.. yaml.Select(Encoding.UTF8.GetBytes)]);

    public static Assembled OfBytes(params byte[][] files) => new(files);

    /// <summary>Fails the test when there is any error.</summary>
    public static Assembled WithoutErrors(params string[] yaml)
    {
        var assembled = Of(yaml);
        Assert.Empty(assembled.Errors.Select(e => e.ToString()));
        return assembled;
    }

    /// <summary>The condition of the rule named r with everything put in; null when it is broken.</summary>
    public string? Condition(string rule = "r") => _conditions[rule];

    public RuleDefinition Rule(string name = "r") => Collector.Rules.Single(r => r.Name == name);

    /// <summary>A complete rule named r with that condition and further lines (each with its indentation of two).</summary>
    public static string RuleText(string condition, string more = "") =>
        $"- rule: r\n  desc: d\n  condition: {condition}\n  output: o\n  priority: info\n{more}";

    /// <summary>The only diagnostic of a load must have this code and stand at this line and column.</summary>
    public static RuleDiagnostic Only(LoadCode code, int line, int column, params string[] yaml)
    {
        var assembled = Of(yaml);
        var only = Assert.Single(assembled.Diagnostics);
        Assert.Equal($"{code.Word()} {line}:{column}", $"{only.Code.Word()} {only.Line}:{only.Column}");
        return only;
    }
}
