using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>The data of all reading and writing, below a line that says what it is: red what was read, blue what was written.</summary>
sealed class EchoDescriptors(ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    public override string Filter => "evt.is_io=true and evt.rawres>0";

    public override int SnapLength => 2000;

    public override void OnEvent(in EventContext context)
    {
        var isRead = IoData.IsRead(context);
        var moved = IoData.Moved(context);
        IoData.TryGet(context, out var data);
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("direction"u8, isRead ? "read"u8 : "write"u8);
            row.Add("bytes"u8, moved);
            row.Add("name"u8, DescriptorName(context));
            row.Add("process"u8, ProcessName(context));
            row.Add("container"u8, ContainerName(context));
            row.Add("data"u8, data);
            row.End();
            return;
        }

        var colour = isRead ? Colour.Red : Colour.Blue;
        Output.Paint(colour).Add("------ "u8).Add(isRead ? "Read "u8 : "Write "u8).Add(Units.Bytes(moved)).Add(isRead ? " from "u8 : " to "u8);
        if (ShowsContainers)
        {
            Output.Paint(IsInContainer(context) ? Colour.Cyan : Colour.Green).Add(" ["u8).AddForeign(ContainerName(context)).Add("] ["u8);
            Output.AddForeign(ContainerId(context)).Add("]"u8).Paint(colour);
        }

        Output.Add("  "u8).AddForeign(DescriptorName(context)).Add(" ("u8).AddForeign(ProcessName(context)).Add(")"u8).EndLine();
        if (!data.IsEmpty) Output.Paint(colour).AddData(Shown(context)).EndLine();
    }
}
