using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>What is written to log files, line by line: yellow what warns, red what tells of errors.</summary>
sealed class SpyLogs(ChiselValues arguments, ChiselSurroundings surroundings) : SavingChisel(arguments, surroundings)
{
    public override string Filter =>
        "(fd.name contains .log or fd.name contains _log or fd.name contains /var/log) and not (fd.name contains .gz or fd.name contains .tgz)"
        + " and evt.is_io_write=true and evt.failed=false";

    public override int SnapLength => 2000;

    public override void OnEvent(in EventContext context)
    {
        if (!IoData.TryGet(context, out var data)) return;
        Pick(context);
        while (!data.IsEmpty)
        {
            var end = data.IndexOf((byte)'\n');
            var line = end < 0 ? data : data[..end];
            data = end < 0 ? default : data[(end + 1)..];
            if (!line.IsEmpty) Print(context, line);
        }
    }

    void Print(in EventContext context, ReadOnlySpan<byte> line)
    {
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("container"u8, ContainerName(context));
            row.Add("process"u8, ProcessName(context));
            row.Add("file"u8, DescriptorName(context));
            row.Add("message"u8, line);
            row.End();
            return;
        }

        var colour = Has(line, "warn"u8) ? Colour.Yellow : Has(line, "err"u8) ? Colour.Red : Colour.Green;
        if (ShowsContainers) Output.Paint(IsInContainer(context) ? Colour.Blue : colour).AddForeign(ContainerName(context)).Add(" "u8);
        Output.Paint(colour).AddForeign(ProcessName(context)).Add(" "u8).AddForeign(DescriptorName(context)).Add(" "u8).AddForeign(line).EndLine();
    }

    /// <summary>Whether a word of small letters is in a line, in whatever letters.</summary>
    static bool Has(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        for (var i = 0; i + word.Length <= line.Length; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(line.Slice(i, word.Length), word)) return true;
        }

        return false;
    }
}
