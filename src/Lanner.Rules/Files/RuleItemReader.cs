using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>Reads one rule item.</summary>
sealed class RuleItemReader(SourceFile file, ItemKeys keys, DiagnosticList diagnostics)
{
    static readonly string[] s_appendable = ["condition", "output", "desc", "tags", "exceptions", "after", ResponseReader.Key];

    static readonly string[] s_replaceable =
    [
        .. s_appendable, "priority", "enabled", "warn_evttypes", "skip-if-unknown-filter", "capture", "capture_duration", "times", "distinct",
        "within", "by",
    ];

    public void Read(List<RuleFileItem> items)
    {
        var start = keys.Path.Offset;
        if (keys.Required("rule") is not { } name) return;
        keys.Path = ItemPath.Of(file).Into(ItemTypes.Rule, name.Text, start);
        var item = new RuleItem { Path = keys.Path, Name = name.Text };
        item.Append = OverrideReader.ReadDeprecatedAppend(keys, diagnostics);
        item.Overrides = OverrideReader.Read(keys, s_appendable, s_replaceable);
        item.HasOverride = keys.Has("override");
        if (item.Append && item.HasOverride) OverrideReader.FailBoth(keys);
        ReadKeys(item);
        CheckKeys(item);
        keys.WarnUnknown();
        item.IsBroken = keys.HasErrors;
        items.Add(item);
    }

    void ReadKeys(RuleItem item)
    {
        item.Condition = keys.Optional("condition");
        item.Output = keys.Optional("output")?.Trim();
        item.Description = keys.Optional("desc");
        item.Source = keys.Optional("source")?.Text;
        item.Enabled = keys.Bool("enabled");
        item.WarnEvttypes = keys.Bool("warn_evttypes");
        item.SkipIfUnknownFilter = keys.Bool("skip-if-unknown-filter");
        item.Capture = keys.Bool("capture");
        item.CaptureDuration = keys.Milliseconds("capture_duration");
        item.Responses = new ResponseReader(file, keys, diagnostics).Read();
        item.Tags = keys.Texts("tags")?.ConvertAll(t => t.Text);
        if (keys.Optional("priority") is { } priority)
        {
            if (RulePriorities.TryParse(priority.Text.Trim(), out var parsed)) item.Priority = parsed;
            else
                keys.Fail(keys.Path.Into(ItemTypes.RulePriority, "", keys.Node("priority")!),
                    $"'{ItemKeys.Shorten(priority.Text)}' is no priority", $"one of {RulePriorities.All}");
        }

        new CorrelationReader(file, keys, diagnostics).Read(item.Correlation);
        if (keys.Node("exceptions") is { IsNull: false } exceptions)
            item.Exceptions = new ExceptionReader(file, keys, diagnostics, IsUpdate(item)).Read(exceptions);
    }

    static bool IsUpdate(RuleItem item) => item.Append || item.Overrides.Any(o => o.Key == "exceptions");

    void CheckKeys(RuleItem item)
    {
        if (item.Append) return;
        if (item.HasOverride)
        {
            CheckOverrides(item);
            return;
        }

        string[] required = ["condition", "output", "desc", "priority"];
        if (required.Any(keys.Has))
        {
            foreach (var key in required)
            {
                if (!keys.Has(key)) keys.Required(key);
            }
        }
        else if (!keys.Has("enabled"))
        {
            keys.Fail(keys.Path, "the rule has no condition, output, desc and priority",
                "give all four for a new rule, or 'enabled' alone to switch a rule defined before");
        }
        else
        {
            diagnostics.Add(LoadCode.DeprecatedItem, keys.PathOf("enabled", keys.Node("enabled")!),
                "'enabled' alone is the old way to switch a rule", "add override: {enabled: replace}");
        }
    }

    void CheckOverrides(RuleItem item)
    {
        foreach (var entry in item.Overrides)
        {
            if (!keys.Has(entry.Key))
                keys.Fail(keys.Path.Into(ItemTypes.Overrides, entry.Key, entry.Offset),
                    $"an override of '{entry.Key}' is given but not the key itself");
        }

        foreach (var key in s_replaceable)
        {
            if (keys.Has(key) && !item.Overrides.Any(o => o.Key == key) && !IsNamedUnderOverride(key))
                keys.Fail(keys.Path.Into(ItemTypes.Overrides, key, keys.OffsetOf(key)),
                    $"key '{key}' is given but has no entry under 'override'", $"add override: {{{key}: replace}}");
        }
    }

    /// <summary>With a wrong word, or under an override of the wrong shape; both were reported.</summary>
    bool IsNamedUnderOverride(string key) =>
        keys.Node("override") is not YamlMapping mapping || mapping.Entries.Any(e => e.Key is YamlScalar scalar && scalar.Text == key);
}
