using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lanner.Filters;

namespace Lanner.Rules.Diagnostics;

/// <summary>
/// Writes diagnostics for programs, in the shape of Falco's validation result: one object a file. As there, lines and columns
/// count from 0.
/// </summary>
public static class DiagnosticJson
{
    /// <param name="files">Names of all files of the load, those without problems too.</param>
    public static string Render(IReadOnlyList<string> files, IReadOnlyList<RuleDiagnostic> diagnostics)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("falco_load_results");
            foreach (var file in files) WriteFile(json, file, [.. diagnostics.Where(d => d.File == file)]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    static void WriteFile(Utf8JsonWriter json, string file, RuleDiagnostic[] diagnostics)
    {
        // A key the schema does not know, and an item of the wrong shape, are what a schema check complains of.
        var schema = diagnostics.Where(d => d.Code is LoadCode.ErrYamlValidate or LoadCode.UnknownKey or LoadCode.UnknownItem).ToArray();
        json.WriteStartObject();
        json.WriteString("name", file);
        json.WriteBoolean("successful", !diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error));
        json.WriteBoolean("schema_valid", schema.Length == 0);
        json.WriteStartArray("schema_warnings");
        foreach (var diagnostic in schema) json.WriteStringValue($"{diagnostic.ItemType} {diagnostic.ItemName}: {diagnostic.Message}");
        json.WriteEndArray();
        WriteList(json, "errors", diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        WriteList(json, "warnings", diagnostics.Where(d => d.Severity == DiagnosticSeverity.Warning));
        json.WriteEndObject();
    }

    static void WriteList(Utf8JsonWriter json, string name, IEnumerable<RuleDiagnostic> diagnostics)
    {
        json.WriteStartArray(name);
        foreach (var diagnostic in diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("code", diagnostic.Code.Word());
            json.WriteString("codedesc", diagnostic.Code.Description());
            json.WriteString("message", diagnostic.Message);
            if (diagnostic.Hint is { } hint) json.WriteString("hint", hint);
            json.WriteStartObject("context");
            json.WriteStartArray("locations");
            foreach (var location in diagnostic.Locations) WriteLocation(json, location);
            json.WriteEndArray();
            json.WriteString("snippet", diagnostic.Snippet.Length == 0 ? ""
                : $"{diagnostic.Snippet}\n{new string(' ', diagnostic.Caret)}{new string('^', diagnostic.CaretLength)}\n");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteLocation(Utf8JsonWriter json, DiagnosticLocation location)
    {
        json.WriteStartObject();
        json.WriteString("item_type", location.ItemType);
        json.WriteString("item_name", location.ItemName);
        json.WriteStartObject("position");
        json.WriteString("name", location.Position.File);
        json.WriteNumber("line", location.Position.Line - 1);
        json.WriteNumber("column", location.Position.Column - 1);
        json.WriteNumber("offset", location.Position.Offset);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
