using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

using Lanner.Yaml;

namespace Lanner.Configuration;

/// <summary>The JSON schema of a configuration, for editors and checkers.</summary>
public static class ConfigurationSchema
{
    public static string Write()
    {
        var root = new SchemaNode("object");
        LannerConfiguration.Read(new Section("", new ConfigMap(new SourceFile("", ""), 0, []), new ProblemList(), root), LannerConfiguration.Standard);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
            json.WriteString("title", "Lanner's configuration");
            root.Write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
