using System.Buffers;
using Lanner.Filters;

namespace Lanner.Rules;

/// <summary>Makes alerts: renders the output and copies the values. One thread uses it.</summary>
sealed class AlertBuilder(RuleEngineOptions options)
{
    readonly ArrayBufferWriter<byte> _text = new(1024);
    readonly OutputMemory _memory = new() { Base64 = options.Base64Buffers };
    readonly FieldCollector _collector = new();

    public Alert Build(Rule rule, in EventContext context)
    {
        _text.ResetWrittenCount();
        rule.Output.Format(context, _memory, _text);
        _collector.Begin(rule.ExtraFields.Count + rule.Output.Fields.Count);
        foreach (var field in rule.ExtraFields) field.Write(context, _memory, _collector);
        rule.Output.WriteFields(context, _memory, _collector);
        var output = _text.WrittenSpan.ToArray();
        foreach (var (name, format) in rule.ExtraTexts)
        {
            _text.ResetWrittenCount();
            format.Format(context, _memory, _text);
            _collector.Add(new AlertField(name) { Kind = AlertValueKind.Text, Text = _text.WrittenSpan.ToArray() });
        }

        return new Alert
        {
            TimeNs = context.Event.TimeNs,
            Rule = rule,
            EventNumber = context.Number,
            Output = output,
            Fields = _collector.Take(),
            Hostname = context.Host.HostName,
            Container = context.Process?.Container,
            Pid = context.Process?.Pid ?? -1,
            Program = context.Process is not { } process ? [] : process.ExePath.Length > 0 ? process.ExePath : process.Name,
            ProcessName = context.Process?.Name ?? [],
            ProcessCgroups = context.Process?.Cgroups ?? [],
            Process = options.KeepProcess ? context.Process?.Freeze() : null,
        };
    }

    /// <summary>Takes values as owned fields.</summary>
    sealed class FieldCollector : IOutputFieldWriter
    {
        List<AlertField> _fields = [];
        List<AlertField>? _items;

        public void Begin(int capacity)
        {
            _fields = new List<AlertField>(capacity);
            _items = null;
        }

        public List<AlertField> Take() => _fields;

        public void Missing(OutputField output) => Add(new AlertField(output.Name));

        public void Text(OutputField output, ReadOnlySpan<byte> text) =>
            Add(new AlertField(output.Name) { Kind = AlertValueKind.Text, Text = text.ToArray() });

        public void Integer(OutputField output, long number) => Add(new AlertField(output.Name) { Kind = AlertValueKind.Integer, Number = number });

        public void Unsigned(OutputField output, ulong number) =>
            Add(new AlertField(output.Name) { Kind = AlertValueKind.Unsigned, Number = unchecked((long)number) });

        public void Real(OutputField output, double number) => Add(new AlertField(output.Name) { Kind = AlertValueKind.Real, Real = number });

        public void Bool(OutputField output, bool truth) =>
            Add(new AlertField(output.Name) { Kind = AlertValueKind.Bool, Number = truth ? 1 : 0 });

        public void BeginList(OutputField output) => _items = [];

        public void EndList(OutputField output)
        {
            var items = _items!;
            _items = null;
            Add(new AlertField(output.Name) { Kind = AlertValueKind.List, Items = items });
        }

        public void Add(AlertField field) => (_items ?? _fields).Add(field);
    }
}
