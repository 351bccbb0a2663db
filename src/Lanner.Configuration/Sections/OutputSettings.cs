using Lanner.Alerts;
using Lanner.Alerts.Outputs;

namespace Lanner.Configuration;

/// <summary>Keys <c>*_output</c> and those about the look of alerts: where they go and how.</summary>
public sealed record OutputSettings
{
    const int DefaultQueueCapacity = 16_384;

    /// <summary>Those switched on, their options free of problems.</summary>
    public IReadOnlyList<AlertOutputOptions> Outputs { get; init; } = [new StandardOutputOptions()];

    public AlertRendering Rendering { get; init; } = new();

    /// <summary>An output that gets nothing done for so long although alerts wait is worth a word.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(2);

    internal static OutputSettings Read(Section root)
    {
        var queue = root.Sub("outputs_queue");
        // 0 asks for a queue without limit, which would end with the memory; so it is the default.
        var capacity = queue.Number("capacity", 0, 0, 10_000_000) is > 0 and var asked ? asked : DefaultQueueCapacity;
        queue.WarnUnknown();
        var buffered = root.Bool("buffered_outputs", false);
        var others = ((AlertOutputOptions?[])
        [
            SyslogOutput.Read(root.Sub("syslog_output")), FileOutput.Read(root.Sub("file_output"), buffered),
            ProgramOutput.Read(root.Sub("program_output")), HttpOutput.Read(root.Sub("http_output")),
        ]).OfType<AlertOutputOptions>().ToList();
        var standard = root.Sub("stdout_output");
        // Alerts go somewhere unless it is said that they do not.
        var isStandardOn = standard.Bool("enabled", others.Count == 0);
        standard.WarnUnknown();
        if (isStandardOn) others.Insert(0, new StandardOutputOptions { Buffered = buffered });
        return new OutputSettings
        {
            Outputs = [.. others.Select(output => output with { QueueCapacity = capacity })],
            Rendering = ReadRendering(root),
            StuckAfter = root.Milliseconds("output_timeout", TimeSpan.FromSeconds(2), 1),
        };
    }

    static AlertRendering ReadRendering(Section root)
    {
        var standard = new AlertRendering();
        return new AlertRendering
        {
            Json = root.Bool("json_output", standard.Json),
            IncludeOutput = root.Bool("json_include_output_property", standard.IncludeOutput),
            IncludeMessage = root.Bool("json_include_message_property", standard.IncludeMessage),
            IncludeOutputFields = root.Bool("json_include_output_fields_property", standard.IncludeOutputFields),
            IncludeTags = root.Bool("json_include_tags_property", standard.IncludeTags),
            TimeIso8601 = root.Bool("time_format_iso_8601", standard.TimeIso8601),
            StaticFields = ReadStaticFields(root),
        };
    }

    static List<KeyValuePair<string, string>> ReadStaticFields(Section root)
    {
        var fields = new List<KeyValuePair<string, string>>();
        var section = root.Sub("static_fields");
        foreach (var entry in section.Map?.Entries ?? [])
        {
            if (!IsName(entry.Key)) section.Error(entry.Key, $"'{Section.Shorten(entry.Key)}' cannot be part of a field's name", "letters, digits, '_' and '.'");
            else fields.Add(new(entry.Key, section.Text(entry.Key) ?? ""));
        }

        return fields;
    }

    static bool IsName(string text) => text.Length is > 0 and <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') && char.IsAsciiLetter(text[0]) && !text.EndsWith('.');
}
