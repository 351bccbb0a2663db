using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>What processes read from standard input, or write to standard output or error.</summary>
sealed class Standard(int number, bool showsPlace, ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    public override string Filter => $"fd.num={number} and evt.is_io=true";

    public override int SnapLength => 2000;

    public override void OnEvent(in EventContext context)
    {
        if (!IoData.TryGet(context, out var data) || IoData.Moved(context) < 0) return;
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("process"u8, ProcessName(context));
            row.Add("pid"u8, context.Process?.Pid ?? -1);
            row.Add("container"u8, ContainerName(context));
            row.Add("data"u8, data);
            row.End();
            return;
        }

        if (showsPlace && ShowsContainers)
        {
            Output.Paint(ColourOfPlace(context)).AddFixed(ContainerId(context), 20).Add(" "u8);
            Output.AddFixed(ContainerName(context), 20).Add(" "u8);
        }

        Output.AddData(data).EndLine();
    }
}
