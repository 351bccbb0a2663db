using System.Buffers;
using System.Text.Json;

using Lanner.Rules;

namespace Lanner.Metrics;

/// <summary>A snapshot as a line of JSON, in the shape of Falco's: the fields, and which snapshot of this run it is.</summary>
public static class SnapshotLine
{
    /// <summary>With its line feed.</summary>
    public static byte[] Write(IReadOnlyList<AlertField> fields, long number)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("output_fields");
            foreach (var field in fields.OrderBy(field => field.Name, StringComparer.Ordinal)) Write(json, field);
            json.WriteEndObject();
            json.WriteNumber("sample", number);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter json, AlertField field)
    {
        switch (field.Kind)
        {
            case AlertValueKind.Text: json.WriteString(field.Name, field.Text); break;
            case AlertValueKind.Unsigned: json.WriteNumber(field.Name, unchecked((ulong)field.Number)); break;
            case AlertValueKind.Real: json.WriteNumber(field.Name, field.Real); break;
            default: json.WriteNumber(field.Name, field.Number); break;
        }
    }
}
