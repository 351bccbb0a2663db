using Lanner.Events;
using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>
/// Processor time by keys, from statistics of processes: counters of a thread in hundredths of a second in a capture, live those of the
/// whole process to the nanosecond. Counters grow, so what counts is the distance to the one before; of a process that began under
/// observation all of it.
/// </summary>
sealed class ProcessorTimeChisel : PaintedTable
{
    const long NsPerTick = 10_000_000;

    /// <summary>Threads remembered; beyond, all are forgotten and begin anew.</summary>
    const int MaxThreads = 1 << 20;

    readonly Field[] _keys;
    readonly FieldText _key = new();
    readonly Dictionary<long, (ulong StartNs, long TotalNs)> _seen = [];
    ulong _firstNs;
    ulong _lastNs;

    public ProcessorTimeChisel(IReadOnlyList<KeyColumn> keys, ChiselSurroundings surroundings)
        : base(surroundings, new TableShape { Keys = keys, Value = "thread.exectime", ValueTitle = "CPU%", Unit = Unit.TimePercent, Top = 10 }) =>
        _keys = [.. keys.Select(key => surroundings.Field(key.Field))];

    public override string Filter => "evt.type=procinfo";

    public override bool WantsProcessorTime => true;

    public override void OnEvent(in EventContext context)
    {
        // Of a process without a name nothing is known, not even where it runs.
        if (context.Process is not { Name.Length: > 0 } process || !TryKey(_keys, context, _key)) return;
        var view = context.Event;
        var total = view.Origins.ProcessorNs > 0 ? (long)view.Origins.ProcessorNs : unchecked((view.Int64(0) + view.Int64(1)) * NsPerTick);
        if (_firstNs == 0) _firstNs = view.TimeNs;
        _lastNs = view.TimeNs;
        if (_seen.Count >= MaxThreads) _seen.Clear();
        var isKnown = _seen.TryGetValue(view.Tid, out var before) && before.StartNs == process.StartNs;
        var isNew = process.StartNs > 0 && process.StartNs >= context.Host.FirstEventNs;
        // A thread that ends knows less of its process than was read before.
        if (isKnown) total = Math.Max(total, before.TotalNs);
        _seen[view.Tid] = (process.StartNs, total);
        Table.Add(_key.Bytes, isKnown ? total - before.TotalNs : isNew ? Math.Max(0, total) : 0);
    }

    /// <summary>Shares of the time between the readings, not between the paintings: the two are made by different clocks.</summary>
    public override void OnInterval(ChiselMoment moment)
    {
        base.OnInterval(_lastNs > _firstNs ? moment with { SpanNs = _lastNs - _firstNs } : moment);
        _firstNs = _lastNs;
    }
}
