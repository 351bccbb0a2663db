using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>How long calls take, as a heat map: each line is a moment, from left to right go durations from 1 ns to 100 s.</summary>
sealed class Spectrogram(ChiselValues arguments, ChiselSurroundings surroundings) : Chisel(surroundings)
{
    /// <summary>Powers of ten across the line.</summary>
    const int Decades = 11;

    readonly ulong _intervalNs = (ulong)Math.Max(1, arguments.Number("refresh_time", 500)) * 1_000_000;
    readonly Field _latency = surroundings.Field("evt.latency");
    readonly HeatLine _line = new(surroundings.TerminalWidth, 1e3 / Math.Max(1, arguments.Number("refresh_time", 500)));
    bool _hasScale;

    public override string Filter => "evt.type!=switch";

    public override IReadOnlyList<Field> Fields => [_latency];

    public override ulong IntervalNs => _intervalNs;

    public override void OnEvent(in EventContext context)
    {
        var value = new FieldValue();
        if (!_latency.TryGet(context, 0, ref value) || value.Number <= 0) return;
        _line.Count((int)(Math.Log10(value.Number) * _line.Width / Decades));
    }

    public override void OnInterval(ChiselMoment moment)
    {
        // The scale stays below the last line.
        if (_hasScale) Output.Add("\e[1F"u8);
        _hasScale = true;
        _line.Draw(Output);
        DrawScale();
    }

    public override void OnEnd(ChiselMoment moment) => OnInterval(moment);

    void DrawScale()
    {
        var column = 0;
        for (var decade = 0; decade < Decades; decade++)
        {
            var at = (decade * _line.Width + Decades - 1) / Decades;
            var mark = "|" + Units.Time((long)Math.Pow(10, decade));
            if (at < column || at + mark.Length > _line.Width) continue;
            Output.AddPadded(default, at - column).Add(mark);
            column = at + mark.Length;
        }

        Output.EndLine();
    }
}
