using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>A chisel of lines that can save the events around each of them to a capture, when it reads one itself.</summary>
abstract class SavingChisel : LineChisel
{
    /// <summary>Events picked; beyond, the rest is shown but not saved.</summary>
    const int MaxPicked = 100_000;

    readonly string? _path;
    readonly long _rangeMs;
    readonly List<(ulong TimeNs, long Tid)> _picked = [];

    protected SavingChisel(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(surroundings)
    {
        _path = arguments["dump_file_name"];
        _rangeMs = arguments.Number("dump_range_ms", 1000);
        if (_path is not null && surroundings.SaveAround is null) throw new ChiselException("events are saved only of a capture that can be read twice: give one with -r");
    }

    public static IReadOnlyList<ChiselParameter> Parameters(bool needsFile) =>
    [
        new("dump_file_name", ChiselParameterKind.Text, !needsFile, "the capture to write with what the thread did around each event; with -r only"),
        new("dump_range_ms", ChiselParameterKind.Number, true, "how many milliseconds before and after each event to save; 1000 if left out"),
    ];

    protected void Pick(in EventContext context)
    {
        if (_path is not null && _picked.Count < MaxPicked) _picked.Add((context.Event.TimeNs, context.Event.Tid));
    }

    public override void OnEnd(ChiselMoment moment)
    {
        if (_path is null || Surroundings.SaveAround is not { } save) return;
        var problem = save(new AroundRequest(_path, _rangeMs, _picked));
        if (Output.Json) return;
        Output.Add(problem is null ? $"Saved the events around {_picked.Count} entries to {_path}" : $"Nothing is saved: {problem}").EndLine();
    }
}
