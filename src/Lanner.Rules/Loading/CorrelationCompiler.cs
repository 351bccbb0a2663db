using Lanner.Filters;
using Lanner.Rules.Correlating;
using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>
/// Checks and compiles what makes a rule count or follow a sequence. What is wrong is reported, all of it.
/// </summary>
sealed class CorrelationCompiler(FieldCatalogue catalogue, DiagnosticList diagnostics, RuleDefinition rule)
{
    readonly CorrelationItem _item = rule.Correlation;
    readonly List<CorrelationKey?[]> _by = [];
    readonly List<Field?> _distinct = [];
    bool _isBroken;

    IReadOnlyList<StepItem> After => _item.After ?? [];

    int Times => _item.Times?.Value ?? 1;

    /// <summary>The rule looks at more than one event.</summary>
    public bool IsCorrelated => Times > 1 || After.Count > 0;

    /// <summary>What the output can name.</summary>
    public RecalledFields Recalled { get; } = new((rule.Correlation.After ?? []).Select(step => step.Name));

    /// <summary>Fields that alerts always have.</summary>
    public IEnumerable<string> AlertFields => !IsCorrelated || rule.IsBroken ? []
        : [.. Times > 1 ? ["count.times"] : Array.Empty<string>(), "count.first_time", .. After.Select(step => $"after.{step.Name}.evt.rawtime")];

    /// <summary>Whether the keys go together. To be called for every rule.</summary>
    public bool Check()
    {
        // One key that is wrong would make others look wrong.
        if (rule.IsBroken) return false;
        if (!IsCorrelated)
        {
            // One that was switched off by times: 1 may keep the rest.
            if (_item.Times is null) FailAlone();
            return !_isBroken;
        }

        if (_item.Within is null)
            Fail(rule.Path, "the rule looks at several events but does not say within which time", "add within: 30s, or another time");
        foreach (var twice in After.GroupBy(step => step.Name).Where(same => same.Count() > 1))
            Fail(twice.Last().Path, $"two steps have the name '{ItemKeys.Shorten(twice.Key)}'", "give one of them another name");
        CheckKeys();
        return !_isBroken;
    }

    /// <summary>What must be equal and what must differ, of each step and then of the rule.</summary>
    void CheckKeys()
    {
        CorrelationKey?[] by = _item.By is { } written ? [.. written.Select(Key)] : [CorrelationKey.OfWord("container")];
        foreach (var step in After)
        {
            CorrelationKey?[] own = step.By is { } other ? [.. other.Select(Key)] : by;
            CheckAgainst(by, own, step);
            _by.Add(own);
            _distinct.Add(Distinct(step.Distinct, step.Times));
        }

        _by.Add(by);
        _distinct.Add(Distinct(_item.Distinct, Times));
    }

    Field? Distinct(LocatedText? text, int times)
    {
        if (text is not null && times == 1) Fail(text, "'distinct' says nothing without 'times'", "add times: N");
        return text is null ? null : Field(text, "distinct");
    }

    /// <summary>The whole, once the output is compiled. For a rule that passed the check.</summary>
    /// <param name="last">The rule's own condition, compiled.</param>
    /// <param name="earlier">Those of the earlier steps, compiled.</param>
    public Correlation Compile((AssembledCondition Condition, CompiledFilter Filter) last, IReadOnlyList<(AssembledCondition Condition, CompiledFilter Filter)> earlier)
    {
        var steps = After.Select((step, i) => Step(i, step.Name, step.Condition, step.Times, [.. Recalled.Kept[i]], earlier[i]));
        return new Correlation { Within = _item.Within!.Value.Value, Steps = [.. steps, Step(After.Count, "", rule.Condition, Times, [], last)] };
    }

    CorrelationStep Step(
        int at, string name, LocatedText text, int times, IReadOnlyList<Field> kept, (AssembledCondition Condition, CompiledFilter Filter) compiled) => new()
    {
        Name = name, ConditionText = text.Text, Condition = compiled.Condition.Whole, Written = compiled.Condition.Written, Filter = compiled.Filter,
        Times = times, Distinct = _distinct[at], By = [.. _by[at].OfType<CorrelationKey>()], Kept = kept,
    };

    void CheckAgainst(CorrelationKey?[] by, CorrelationKey?[] own, StepItem step)
    {
        if (own.Length != by.Length)
        {
            Fail(step.Path, $"the step has {own.Length} keys under 'by', the rule {by.Length}", "they are compared one by one, in order");
            return;
        }

        for (var i = 0; i < own.Length; i++)
        {
            if (own[i] is not { } key || by[i] is not { } other || key.IsComparableWith(other)) continue;
            Fail(step.Path, $"'{key}' of the step can never equal '{other}' of the rule", "the keys under 'by' are compared one by one, in order");
        }
    }

    CorrelationKey? Key(LocatedText text) => CorrelationKey.OfWord(text.Text.Trim()) is { } word ? word
        : Field(text, "by") is { } field ? new CorrelationKey(KeyKind.Field, field) : null;

    Field? Field(LocatedText text, string key)
    {
        var result = OutputFormat.Compile("%" + text.Text.Trim(), catalogue);
        if (result.Format is { Fields: [{ Fields: [var field] } output] } && output.Name == field.Text && output.Name == text.Text.Trim())
        {
            if (!field.IsList) return field;
            Fail(text, $"'{key}' takes a field that has one value; {field.Text} stands for several");
            return null;
        }

        var name = text.Text.Trim();
        var words = key == "by" ? CorrelationKey.Words : [];
        var near = NearestWord.Of(name, words.Concat(catalogue.Definitions.Select(definition => definition.Name)));
        Fail(text, $"'{ItemKeys.Shorten(name)}' under '{key}' is no field{(key == "by" ? $" and none of {string.Join(", ", CorrelationKey.Words)}" : "")}",
            near is null ? null : $"did you mean {near}?");
        return null;
    }

    void FailAlone()
    {
        var (key, text) = _item switch
        {
            { Within: { } within } => ("within", within.Text),
            { By: { } by } => ("by", by[0]),
            { Distinct: { } distinct } => ("distinct", distinct),
            _ => ("", null),
        };
        if (text is not null) Fail(text, $"'{key}' says nothing without 'times' or 'after'", "add times: N to count, or after: to name what must have happened before");
    }

    void Fail(LocatedText text, string message, string? hint = null)
    {
        _isBroken = true;
        diagnostics.Add(LoadCode.ErrValidate, rule.Path, ItemTypes.ValueFor, text, 0, Math.Max(1, text.Text.Length), message, hint);
    }

    void Fail(ItemPath path, string message, string? hint)
    {
        _isBroken = true;
        diagnostics.Add(LoadCode.ErrValidate, path, message, hint);
    }
}
