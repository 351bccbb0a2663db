using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Payloads exchanged with an address or over a port, each below a line with its direction and size.</summary>
sealed class SpyTraffic(string end, ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    public override string Filter => $"evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6) and {end} and evt.rawres>0";

    public override int SnapLength => 1000;

    public override void OnEvent(in EventContext context)
    {
        if (!IoData.TryGet(context, out var data)) return;
        var isRead = IoData.IsRead(context);
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("direction"u8, isRead ? "read"u8 : "write"u8);
            row.Add("bytes"u8, IoData.Moved(context));
            row.Add("connection"u8, DescriptorName(context));
            row.Add("process"u8, ProcessName(context));
            row.Add("data"u8, data);
            row.End();
            return;
        }

        var colour = isRead ? Colour.Red : Colour.Blue;
        Output.Paint(colour).Add("------ "u8).Add(isRead ? "Read "u8 : "Write "u8).Add(Units.Bytes(IoData.Moved(context))).EndLine();
        Output.Paint(colour).AddData(Shown(context)).EndLine();
    }
}
