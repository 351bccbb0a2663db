using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Loading;

/// <summary>An output with the configuration's additions.</summary>
sealed record CompiledOutput(OutputFormat Format, IReadOnlyList<OutputField> ExtraFields, IReadOnlyList<(string Name, OutputFormat Format)> ExtraTexts);

/// <summary>Compiles the outputs of rules, with what the configuration adds to them.</summary>
sealed class OutputCompiler(FieldCatalogue catalogue, RuleSetOptions options, DiagnosticList diagnostics)
{
    /// <summary>Consumers of alerts expect it, whether the text prints it or not.</summary>
    const string TimeField = "evt.time";

    readonly HashSet<string> _wrongAdditions = new(StringComparer.Ordinal);

    /// <summary>Null when it is wrong, which is reported.</summary>
    /// <param name="fields">The fields that its outputs can name.</param>
    /// <param name="always">Fields that its alerts always have.</param>
    public CompiledOutput? Compile(RuleDefinition rule, FieldCatalogue fields, IEnumerable<string> always)
    {
        if (CompileText(rule, rule.Output, 0, fields) is not { } plain) return null;
        WarnOfOldFields(rule, plain);
        var text = rule.Output;
        var extra = new List<OutputField>();
        var texts = new List<(string Name, OutputFormat Format)>();
        AddField(TimeField, plain, extra, fields);
        foreach (var field in always) AddField(field, plain, extra, fields);
        foreach (var addition in options.Additions)
        {
            if (!addition.Meets(rule.Name, rule.Source, rule.Tags)) continue;
            if (addition.ExtraOutput is { Length: > 0 } more) text = Extend(text, more);
            foreach (var field in addition.ExtraFields) AddField(field, plain, extra, fields);
            foreach (var (name, own) in addition.ExtraTexts) AddText(name, own, texts, fields);
            foreach (var (key, field) in addition.Suggestions)
            {
                if (Find(plain, field) is null && IsField(field)) text = Extend(text, $"{key}=%{field}");
            }
        }

        var format = ReferenceEquals(text, rule.Output) ? plain : CompileText(rule, text, rule.Output.Text.Length, fields);
        if (format is null) return null;
        return new CompiledOutput(format, [.. extra.Where(e => Find(format, e.Name) is null)], texts);
    }

    void WarnOfOldFields(RuleDefinition rule, OutputFormat plain)
    {
        foreach (var field in plain.Fields.SelectMany(field => field.Fields))
        {
            if (!FalcoFields.IsGone(field.Text, catalogue)) continue;
            // Inside of a transformer there is no sign before it.
            var offset = rule.Output.Text.IndexOf($"%{field.Text}", StringComparison.Ordinal);
            if (offset < 0) offset = Math.Max(0, rule.Output.Text.IndexOf(field.Text, StringComparison.Ordinal));
            diagnostics.Add(LoadCode.DeprecatedItem, rule.Path, ItemTypes.RuleOutputExpression, rule.Output, offset, field.Text.Length,
                FalcoFields.Message(field.Text), FalcoFields.Hint);
        }
    }

    /// <param name="from">What lies before was compiled and reported already.</param>
    OutputFormat? CompileText(RuleDefinition rule, LocatedText text, int from, FieldCatalogue fields)
    {
        var result = OutputFormat.Compile(ContainerInfo.Expand(text.Text), fields);
        var skip = rule.SkipIfUnknownFilter && result.Diagnostics.All(d => d.Severity == DiagnosticSeverity.Warning || RuleCompiler.IsUnknown(d));
        foreach (var fault in result.Diagnostics.Where(d => d.Span.Offset >= from))
        {
            // An addition's fault would come again with every rule.
            if (from > 0 && !_wrongAdditions.Add(fault.Message)) continue;
            var code = fault switch
            {
                { Code: DiagnosticCodes.DeprecatedField, Severity: DiagnosticSeverity.Warning } => LoadCode.DeprecatedItem,
                { Severity: DiagnosticSeverity.Warning } => LoadCode.CompileCondition,
                _ => skip ? LoadCode.UnknownFilter : LoadCode.ErrCompileOutput,
            };
            var offset = ContainerInfo.OffsetBefore(text.Text, fault.Span.Offset);
            diagnostics.Add(code, rule.Path, ItemTypes.RuleOutputExpression, text, offset, fault.Span.Length, fault.Message, fault.Hint);
        }

        return result.Format;
    }

    void AddField(string name, OutputFormat plain, List<OutputField> extra, FieldCatalogue fields)
    {
        if (Find(plain, name) is not null || extra.Exists(e => e.Name == name)) return;
        var result = OutputFormat.Compile("%" + name, fields);
        if (result.Format is { Fields: [var field], } && field.Name == name) extra.Add(field);
        else if (name != TimeField && _wrongAdditions.Add(name))
            diagnostics.Add(LoadCode.ErrCompileOutput, ItemPath.Of(Configuration(name)), $"the configuration adds '{name}' to outputs, which is no field");
    }

    void AddText(string name, string text, List<(string Name, OutputFormat Format)> texts, FieldCatalogue fields)
    {
        if (texts.Exists(t => t.Name == name)) return;
        var result = OutputFormat.Compile(ContainerInfo.Expand(text), fields);
        if (result.Format is { } format) texts.Add((name, format));
        foreach (var fault in result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error && _wrongAdditions.Add(d.Message)))
            diagnostics.Add(LoadCode.ErrCompileOutput, ItemPath.Of(Configuration(text), fault.Span.Offset), $"the field '{name}' of the configuration: {fault.Message}", fault.Hint);
    }

    bool IsField(string name) => OutputFormat.Compile("%" + name, catalogue).Format is not null;

    static OutputField? Find(OutputFormat format, string name) => format.Fields.FirstOrDefault(f => f.Name == name);

    static LocatedText Extend(LocatedText text, string more) => LocatedText.Join(text, " ", LocatedText.At(Configuration(more), 0, more));

    static SourceFile Configuration(string text) => new("(configuration)", text);
}
