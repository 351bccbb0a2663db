using System.Text.Json;

namespace Lanner.Live.Tests;

/// <summary>One line of `lanner watch --json`.</summary>
sealed record Alert(string Line, string Rule, string Priority, string Output, string Source, string Time, JsonElement Fields)
{
    /// <summary>Throws when the line is not an alert as the contract has it: every member present and of its kind.</summary>
    public static Alert Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var text = (string name) => root.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null: {line}");
        _ = text("hostname");
        var hasTags = root.TryGetProperty("tags", out var tags) ? tags.ValueKind == JsonValueKind.Array : text("source") == "internal";
        if (!hasTags) throw new FormatException("tags is no array: " + line);
        var fields = root.GetProperty("output_fields");
        if (fields.ValueKind != JsonValueKind.Object) throw new FormatException("output_fields is no object: " + line);
        return new Alert(line, text("rule"), text("priority"), text("output"), text("source"), text("time"), fields.Clone());
    }

    /// <summary>A field's value as text, or null when the alert does not carry it.</summary>
    public string? Field(string name) =>
        Fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    /// <summary>Whether it is about this container, by the id that `container.id` shows.</summary>
    public bool IsAbout(ContainerRun container) => Field("container.id") == container.ShortId;
}
