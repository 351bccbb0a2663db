using System.Buffers;
using System.Text;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>Writes an alert's fields as a JSON object: numbers as numbers, truth as truth, what is missing as null.</summary>
static class AlertFieldsJson
{
    public static void Write(IReadOnlyList<AlertField> fields, IBufferWriter<byte> to)
    {
        to.Write("{"u8);
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0) to.Write(","u8);
            SafeText.WriteJson(Encoding.UTF8.GetBytes(fields[i].Name), to);
            to.Write(":"u8);
            WriteValue(fields[i], to);
        }

        to.Write("}"u8);
    }

    public static void WriteValue(AlertField field, IBufferWriter<byte> to)
    {
        switch (field.Kind)
        {
            case AlertValueKind.Text: SafeText.WriteJson(field.Text, to); break;
            case AlertValueKind.Bool: to.Write(field.Number != 0 ? "true"u8 : "false"u8); break;
            case AlertValueKind.Integer: WriteNumber(field.Number, to); break;
            case AlertValueKind.Unsigned: WriteNumber(unchecked((ulong)field.Number), to); break;
            case AlertValueKind.Real when double.IsFinite(field.Real): WriteNumber(field.Real, to); break;
            case AlertValueKind.Object: Write(field.Items, to); break;
            case AlertValueKind.List: WriteList(field.Items, to); break;
            default: to.Write("null"u8); break;
        }
    }

    static void WriteList(IReadOnlyList<AlertField> items, IBufferWriter<byte> to)
    {
        to.Write("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) to.Write(","u8);
            WriteValue(items[i], to);
        }

        to.Write("]"u8);
    }

    static void WriteNumber<T>(T number, IBufferWriter<byte> to) where T : IUtf8SpanFormattable
    {
        var span = to.GetSpan(32);
        number.TryFormat(span, out var written, default, null);
        to.Advance(written);
    }
}
