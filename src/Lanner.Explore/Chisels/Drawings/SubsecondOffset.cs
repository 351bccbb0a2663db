using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>When within each second (or other stretch) calls begin, as a heat map: each line is a stretch, read from left to right.</summary>
sealed class SubsecondOffset(ChiselValues arguments, ChiselSurroundings surroundings) : Chisel(surroundings)
{
    const int Marks = 10;

    readonly ulong _spanNs = (ulong)Math.Max(1, arguments.Number("refresh_time", 1000)) * 1_000_000;
    readonly Field _latency = surroundings.Field("evt.latency");
    readonly HeatLine _line = new(surroundings.TerminalWidth, 1e3 / Math.Max(1, arguments.Number("refresh_time", 1000)));
    bool _hasScale;

    public override string Filter => "evt.type!=switch";

    public override IReadOnlyList<Field> Fields => [_latency];

    public override ulong IntervalNs => _spanNs;

    public override void OnEvent(in EventContext context)
    {
        // Calls are reported when they end.
        var startNs = context.Event.TimeNs - Math.Min(context.Event.TimeNs, context.Event.Origins.LatencyNs);
        _line.Count((int)((double)(startNs % _spanNs) / _spanNs * _line.Width));
    }

    public override void OnInterval(ChiselMoment moment)
    {
        if (_hasScale) Output.Add("\e[1F"u8);
        _hasScale = true;
        _line.Draw(Output);
        DrawScale();
    }

    public override void OnEnd(ChiselMoment moment) => OnInterval(moment);

    void DrawScale()
    {
        var column = 0;
        for (var mark = 0; mark < Marks; mark++)
        {
            var at = (mark * _line.Width + Marks - 1) / Marks;
            var text = $"|{(ulong)mark * (_spanNs / 1_000_000) / Marks}ms";
            if (at < column || at + text.Length > _line.Width) continue;
            Output.AddPadded(default, at - column).Add(text);
            column = at + text.Length;
        }

        Output.EndLine();
    }
}
