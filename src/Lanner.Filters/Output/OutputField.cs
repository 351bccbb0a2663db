using System.Buffers;

namespace Lanner.Filters;

/// <summary>A field (or transformer) of an output format.</summary>
public sealed class OutputField
{
    /// <summary>Fields that are text for people but a number in structured output: the time of the event.</summary>
    static readonly HashSet<string> s_times =
        ["evt.time", "evt.time.s", "evt.time.iso8601", "evt.datetime", "evt.datetime.s", "evt.outputtime"];

    readonly ValueSource _source;
    readonly bool _isTime;

    internal OutputField(ValueSource source)
    {
        _source = source;
        _isTime = source is FieldSource && s_times.Contains(source.Text);
        NameUtf8 = System.Text.Encoding.UTF8.GetBytes(source.Text);
    }

    /// <summary>The key in structured output: the field with its argument, as <c>proc.aname[2]</c>.</summary>
    public string Name => _source.Text;

    public byte[] NameUtf8 { get; }

    /// <summary>The fields it reads; more than one only for transformers.</summary>
    public IReadOnlyList<Field> Fields => _source.Fields;

    public bool NeedsContainerDetail => _source.NeedsContainerDetail;

    bool IsProperList => _source.IsList && _source.ListKind != ListKind.AnyOf;

    /// <summary>Tells the value to a structured output. Ancestors are one text, joined with blanks.</summary>
    public void Write(in EventContext context, OutputMemory memory, IOutputFieldWriter writer)
    {
        memory.Working.Reset();
        var value = new FieldValue();
        if (!_source.TryGet(context, memory.Working, 0, ref value))
        {
            writer.Missing(this);
        }
        else if (_isTime)
        {
            writer.Unsigned(this, context.Event.TimeNs);
        }
        else if (!_source.IsList)
        {
            WriteOne(value, memory, writer);
        }
        else if (IsProperList)
        {
            writer.BeginList(this);
            var index = 0;
            do WriteOne(value, memory, writer);
            while (TryNext(context, memory, ++index, ref value));
            writer.EndList(this);
        }
        else
        {
            memory.Column.ResetWrittenCount();
            WriteAll(context, memory, ref value, memory.Column);
            writer.Text(this, memory.Column.WrittenSpan);
        }
    }

    /// <summary>Writes the value as text; <c>&lt;NA></c> and false when it is missing.</summary>
    internal bool WriteText(in EventContext context, OutputMemory memory, int width, IBufferWriter<byte> writer)
    {
        if (width == 0) return WriteText(context, memory, writer);
        memory.Column.ResetWrittenCount();
        var has = WriteText(context, memory, memory.Column);
        OutputColumn.Write(memory.Column.WrittenSpan, width, writer);
        return has;
    }

    bool WriteText(in EventContext context, OutputMemory memory, IBufferWriter<byte> writer)
    {
        memory.Working.Reset();
        var value = new FieldValue();
        if (!_source.TryGet(context, memory.Working, 0, ref value))
        {
            writer.Write("<NA>"u8);
            return false;
        }

        WriteAll(context, memory, ref value, writer);
        return true;
    }

    void WriteAll(in EventContext context, OutputMemory memory, ref FieldValue value, IBufferWriter<byte> writer)
    {
        if (!_source.IsList)
        {
            OutputValue.Write(_source.Type, value, writer, memory);
            return;
        }

        if (IsProperList) writer.Write("("u8);
        for (var index = 0; index == 0 || TryNext(context, memory, index, ref value); index++)
        {
            if (index > 0) writer.Write(IsProperList ? ","u8 : " "u8);
            OutputValue.Write(_source.Type, value, writer, memory);
        }

        if (IsProperList) writer.Write(")"u8);
    }

    bool TryNext(in EventContext context, OutputMemory memory, int index, ref FieldValue value)
    {
        memory.Working.Reset();
        return _source.TryGet(context, memory.Working, index, ref value);
    }

    void WriteOne(in FieldValue value, OutputMemory memory, IOutputFieldWriter writer)
    {
        switch (_source.Type)
        {
            case FieldType.Text:
                writer.Text(this, value.Text);
                break;
            case FieldType.Bool:
                writer.Bool(this, value.Number != 0);
                break;
            case FieldType.Real:
                writer.Real(this, value.Real);
                break;
            case FieldType.Unsigned or FieldType.AbsoluteTime:
                writer.Unsigned(this, (ulong)value.Number);
                break;
            case FieldType.Integer or FieldType.RelativeTime or FieldType.Port:
                writer.Integer(this, value.Number);
                break;
            case FieldType.Bytes:
                memory.Column.ResetWrittenCount();
                OutputValue.Write(FieldType.Bytes, value, memory.Column, memory);
                writer.Text(this, memory.Column.WrittenSpan);
                break;
            default:
                Span<byte> address = stackalloc byte[64];
                value.Address.TryFormat(address, out var length);
                writer.Text(this, address[..length]);
                break;
        }
    }
}
