using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;

namespace Lanner.Rules.Loading;

/// <summary>Applies an override or append to a rule defined before.</summary>
sealed class RuleUpdate(RuleDefinition rule, RuleItem item, DiagnosticList diagnostics)
{
    public void Apply()
    {
        if (item.Append)
        {
            ApplyDeprecatedAppend();
            return;
        }

        foreach (var entry in item.Overrides) ApplyOverride(entry);
    }

    void ApplyDeprecatedAppend()
    {
        if (item.Condition is null && item.Exceptions is null)
        {
            diagnostics.Add(LoadCode.ErrValidate, item.Path, "an append to a rule needs a condition or exceptions",
                "name the keys under 'override' instead");
            return;
        }

        if (item.Condition is { } condition) rule.Condition = rule.Condition.Append(condition);
        if (item.Exceptions is { } exceptions) AppendExceptions(exceptions);
        if (item.Output is not null || item.Description is not null || item.Tags is not null || item.Priority is not null
            || item.Enabled is not null)
            diagnostics.Add(LoadCode.DeprecatedItem, item.Path, "'append: true' takes only condition and exceptions; other keys are ignored",
                "name the keys under 'override' instead");
    }

    void ApplyOverride(OverrideEntry entry)
    {
        var append = entry.Kind == OverrideKind.Append;
        switch (entry.Key)
        {
            case "condition": rule.Condition = append ? rule.Condition.Append(item.Condition!) : item.Condition!; break;
            case "output": rule.Output = append ? rule.Output.Append(item.Output!) : item.Output!; break;
            case "desc": rule.Description = append ? rule.Description.Append(item.Description!) : item.Description!; break;
            case "tags":
                if (!append) rule.Tags.Clear();
                rule.AddTags(item.Tags ?? []);
                break;
            case ResponseReader.Key:
                if (!append) rule.Responses.Clear();
                rule.AddResponses(item.Responses ?? []);
                break;
            case "exceptions" when append: AppendExceptions(item.Exceptions ?? []); break;
            case "exceptions":
                rule.Exceptions.Clear();
                AddExceptions(rule, item.Exceptions ?? [], diagnostics);
                break;
            case "priority": rule.Priority = item.Priority!.Value; break;
            case "enabled": rule.IsEnabled = item.Enabled!.Value; break;
            case "warn_evttypes": rule.WarnEvttypes = item.WarnEvttypes!.Value; break;
            case "skip-if-unknown-filter": rule.SkipIfUnknownFilter = item.SkipIfUnknownFilter!.Value; break;
            case "capture": rule.Capture = item.Capture!.Value; break;
            case "capture_duration": rule.CaptureDuration = item.CaptureDuration; break;
            case "times": rule.Correlation.Times = item.Correlation.Times; break;
            case "distinct": rule.Correlation.Distinct = item.Correlation.Distinct; break;
            case "within": rule.Correlation.Within = item.Correlation.Within; break;
            case "by": rule.Correlation.By = item.Correlation.By; break;
            case "after" when append: rule.Correlation.After = [.. rule.Correlation.After ?? [], .. item.Correlation.After!]; break;
            case "after": rule.Correlation.After = item.Correlation.After; break;
        }
    }

    void AppendExceptions(IReadOnlyList<ExceptionItem> exceptions)
    {
        foreach (var exception in exceptions)
        {
            if (rule.Exceptions.Find(e => e.Name == exception.Name) is not { } known)
            {
                if (exception.Values is null or { Count: 0 } && exception.Fields is not null)
                    diagnostics.Add(LoadCode.ErrValidate, exception.Path, $"the new exception '{exception.Name}' has no values",
                        "an exception added by append must bring its values");
                else AddExceptions(rule, [exception], diagnostics);
                continue;
            }

            if (exception.Fields is { } fields) FailShape(fields, exception.Name, "fields");
            else if (exception.Comparisons is { } comparisons) FailShape(comparisons, exception.Name, "comps");
            else known.Values.AddRange(exception.Values ?? []);
        }
    }

    void FailShape(ExceptionCell cell, string name, string key) =>
        diagnostics.Add(LoadCode.ErrValidate, cell.Path, $"the rule has the exception '{name}' already; an append adds values only",
            $"remove '{key}', or use another exception name");

    public static void AddExceptions(RuleDefinition rule, IReadOnlyList<ExceptionItem> exceptions, DiagnosticList diagnostics)
    {
        foreach (var exception in exceptions)
        {
            if (exception.Fields is not { } fields)
                diagnostics.Add(LoadCode.ErrValidate, exception.Path, $"the exception '{exception.Name}' is new to the rule but has no fields",
                    "name the field or the list of fields it compares");
            else
                rule.Exceptions.Add(new ExceptionDefinition(
                    exception.Name, exception.Path, fields, exception.Comparisons, [.. exception.Values ?? []]));
        }
    }
}
