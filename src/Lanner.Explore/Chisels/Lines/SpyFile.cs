using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Data read from files and written to them: of all but terminals, or of one file.</summary>
sealed class SpyFile : LineChisel
{
    public SpyFile(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(surroundings, DataForm.Text)
    {
        var which = arguments["read_or_write"]?.ToUpperInvariant() ?? "RW";
        if (which is not ("R" or "W" or "RW")) throw new ChiselException($"read_or_write: '{which}' is none of R, W, RW");
        var file = arguments["spy_on_file_name"];
        if (file is not null && file.Contains('"', StringComparison.Ordinal)) throw new ChiselException("spy_on_file_name: a name with double quotes cannot be asked for");
        // Who watches a terminal live sees what it prints itself.
        Filter = (file is null ? "not fd.name contains /dev/pt and not fd.name contains /dev/tty" : $"fd.name=\"{file}\"")
            + (which == "R" ? " and evt.is_io_read=true" : which == "W" ? " and evt.is_io_write=true" : " and evt.is_io=true")
            + " and fd.type=file and evt.failed=false";
    }

    public override string Filter { get; }

    public override int SnapLength => 2000;

    public override void OnEvent(in EventContext context)
    {
        IoData.TryGet(context, out var data);
        var isWrite = IoData.IsWrite(context);
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("process"u8, ProcessName(context));
            row.Add("pid"u8, context.Process?.Pid ?? -1);
            row.Add("direction"u8, isWrite ? "write"u8 : "read"u8);
            row.Add("bytes"u8, IoData.Moved(context));
            row.Add("file"u8, DescriptorName(context));
            row.Add("container"u8, ContainerName(context));
            row.Add("data"u8, data);
            row.End();
            return;
        }

        Output.Add(FineClock(context)).Add(" "u8).AddForeign(ProcessName(context)).Add("("u8);
        Output.Add((context.Process?.Pid ?? -1).ToString(CultureInfo.InvariantCulture)).Add(isWrite ? ") W "u8 : ") R "u8);
        Output.Add(Units.Bytes(IoData.Moved(context))).Add(" "u8).AddForeign(DescriptorName(context)).Add(" "u8).AddData(Shown(context)).EndLine();
    }
}
