using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>Reads the keys that make a rule count (<c>times</c>, <c>distinct</c>) or follow a sequence (<c>after</c>).</summary>
sealed class CorrelationReader(SourceFile file, ItemKeys rule, DiagnosticList diagnostics)
{
    /// <summary>Matches that can be counted; each is remembered.</summary>
    const int MaxTimes = 1000;

    const int MaxSteps = 8;

    const int MaxKeys = 8;

    static readonly TimeSpan s_maxWithin = TimeSpan.FromHours(24);

    public void Read(CorrelationItem item)
    {
        item.Times = rule.Number("times", 1, MaxTimes);
        item.Distinct = rule.Optional("distinct");
        item.Within = rule.Duration("within", s_maxWithin);
        item.By = ReadBy(rule);
        item.After = ReadAfter();
    }

    static List<LocatedText>? ReadBy(ItemKeys keys)
    {
        if (keys.OneOrMore("by") is not { } by) return null;
        if (by.Count > MaxKeys) keys.Fail(keys.PathOf("by", keys.Node("by")!), $"'by' has {by.Count} keys; the limit is {MaxKeys}");
        return by;
    }

    List<StepItem>? ReadAfter()
    {
        if (rule.Node("after") is not { } node) return null;
        var path = rule.PathOf("after", node);
        if (node is not YamlSequence { Items.Length: > 0 } sequence)
        {
            rule.Fail(path, $"'after' must be a list of steps, not {(node is YamlSequence ? "empty" : node.Kind)}", "write after: [{name: ..., condition: ...}]");
            return null;
        }

        if (sequence.Items.Length > MaxSteps) rule.Fail(path, $"the rule has {sequence.Items.Length} earlier steps; the limit is {MaxSteps}");
        var steps = new List<StepItem>();
        foreach (var item in sequence.Items)
        {
            if (item is not YamlMapping mapping) rule.Fail(path.Into(ItemTypes.Step, "", item), $"a step must be a mapping, not {item.Kind}");
            else if (ReadStep(mapping, path.Into(ItemTypes.Step, "", item)) is { } step) steps.Add(step);
        }

        return steps;
    }

    StepItem? ReadStep(YamlMapping mapping, ItemPath path)
    {
        var keys = new ItemKeys(file, mapping, path, diagnostics);
        var name = keys.Required("name", "outputs name the step by it: %after.NAME.fd.name");
        if (name is not null)
        {
            keys.Path = rule.Path.Into(ItemTypes.Step, name.Text, path.Offset);
            if (!DefinitionReader.IsMacroName(name.Text))
                keys.Fail(keys.PathOf("name", keys.Node("name")!), $"no output can name the step '{ItemKeys.Shorten(name.Text)}'",
                    "begin with a letter and use only letters, digits and _");
        }

        var condition = keys.Required("condition");
        var times = keys.Number("times", 1, MaxTimes);
        var distinct = keys.Optional("distinct");
        var by = ReadBy(keys);
        keys.WarnUnknown();
        if (keys.HasErrors) rule.Fail();
        if (name is null || condition is null) return null;
        return new StepItem { Path = keys.Path, Name = name.Text, Condition = condition, Times = times?.Value ?? 1, Distinct = distinct, By = by };
    }
}
