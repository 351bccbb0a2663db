using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Processes that ended, with the time since they were made: yellow above 3 seconds, red above 10.</summary>
sealed class ProcessExecTime(ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    const long YellowNs = 3_000_000_000;
    const long RedNs = 10_000_000_000;

    readonly Field _args = surroundings.Field("proc.args");
    readonly FieldText _text = new();

    public override string Filter => "evt.type=procexit";

    public override void OnStart(State.HostState host)
    {
        if (Output.Json) return;
        Line("proc.duration"u8, "container.id"u8, "container.name"u8, "proc.name"u8, "proc.args"u8);
        var rule = "--------------------"u8;
        Line(rule, rule, rule, rule, rule);
    }

    public override void OnEvent(in EventContext context)
    {
        // Of a process that was there before, and whose start nobody told, its program's is known perhaps.
        if (context.Process is not { } process || context.Thread is not { IsMain: true }) return;
        var startNs = process.StartNs > 0 ? process.StartNs : process.ExecNs;
        if (startNs == 0 || startNs > context.Event.TimeNs) return;
        var ns = (long)(context.Event.TimeNs - startNs);
        var args = _text.Read(_args, context);
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("duration_ns"u8, ns);
            row.Add("container"u8, ContainerName(context));
            row.Add("container_id"u8, ContainerId(context));
            row.Add("process"u8, ProcessName(context));
            row.Add("pid"u8, process.Pid);
            row.Add("args"u8, args);
            row.End();
            return;
        }

        Output.Paint(ns > RedNs ? Colour.Red : ns > YellowNs ? Colour.Yellow : ColourOfPlace(context));
        Line(System.Text.Encoding.UTF8.GetBytes(Units.Time(ns)), ContainerId(context), ContainerName(context), ProcessName(context), args);
    }

    void Line(ReadOnlySpan<byte> duration, ReadOnlySpan<byte> id, ReadOnlySpan<byte> container, ReadOnlySpan<byte> process, ReadOnlySpan<byte> args)
    {
        Output.AddFixed(duration, 13).Add(" "u8);
        if (ShowsContainers) Output.AddFixed(id, 20).Add(" "u8).AddFixed(container, 20).Add(" "u8);
        Output.AddFixed(process, 12).Add(" "u8).AddForeign(args).EndLine();
    }
}
