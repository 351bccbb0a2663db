using System.Buffers;
using System.Collections.Immutable;

namespace Lanner.Filters;

/// <summary>What compiling a format gave: the format, or at least one error.</summary>
public sealed record OutputFormatResult(OutputFormat? Format, ImmutableArray<FilterDiagnostic> Diagnostics);

/// <summary>
/// Text with fields in it: <c>%proc.name</c>, <c>%proc.aname[2]</c>, <c>%20proc.name</c> (padded or cut to 20 characters),
/// <c>%toupper(proc.name)</c>, <c>%%</c> for the sign itself. A star before all else prints the line also when fields are
/// missing, as <c>&lt;NA></c>. Immutable and shared by threads; each brings its own <see cref="OutputMemory"/>.
/// </summary>
public sealed class OutputFormat
{
    readonly OutputSegment[] _segments;

    internal OutputFormat(string text, bool printsIncomplete, OutputSegment[] segments)
    {
        Text = text;
        PrintsIncomplete = printsIncomplete;
        _segments = segments;
        Fields = [.. segments.Select(segment => segment.Field).OfType<OutputField>().DistinctBy(field => field.Name)];
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>It began with a star.</summary>
    public bool PrintsIncomplete { get; }

    /// <summary>The fields in it, each once, in order.</summary>
    public IReadOnlyList<OutputField> Fields { get; }

    /// <summary>Compiles a format; all errors are reported, not only the first.</summary>
    public static OutputFormatResult Compile(string text, FieldCatalogue catalogue) => new OutputFormatParser(text, catalogue).Parse();

    /// <summary>
    /// Writes the line, without an end of line. False when a field was missing: the line (with <c>&lt;NA></c>) is then meant to be
    /// shown only if <see cref="PrintsIncomplete"/>. Text from events is written as it is; escaping is for who shows it.
    /// </summary>
    public bool Format(in EventContext context, OutputMemory memory, IBufferWriter<byte> writer)
    {
        var complete = true;
        foreach (var segment in _segments)
        {
            if (segment.Field is null) writer.Write(segment.Literal);
            else complete &= segment.Field.WriteText(context, memory, segment.Width, writer);
        }

        return complete;
    }

    /// <summary>Tells the values of all fields, each once, in order.</summary>
    public void WriteFields(in EventContext context, OutputMemory memory, IOutputFieldWriter writer)
    {
        foreach (var field in Fields) field.Write(context, memory, writer);
    }
}

/// <summary>A piece of a format: text, or a field with its width (0 for as long as it is).</summary>
readonly record struct OutputSegment(byte[] Literal, OutputField? Field, int Width);
