using Lanner.Events;
using Lanner.Explore.Printing;
using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Chisels;

/// <summary>
/// One chisel over one stream: its condition joined with the user's, its intervals, its end. Intervals follow the clock of the events and
/// end at whole multiples, so that tables of several runs lie beside one another.
/// </summary>
public sealed class ChiselRun
{
    readonly Chisel _chisel;
    readonly EventFilter? _filter;
    readonly ulong _intervalNs;
    ulong _interval;
    ulong _shownNs;
    ulong _nowNs;

    ChiselRun(Chisel chisel, EventFilter? filter)
    {
        _chisel = chisel;
        _filter = filter;
        _intervalNs = chisel.IntervalNs;
    }

    /// <summary>What can match; null for every event.</summary>
    public CompiledFilter? Filter => _filter?.Filter;

    /// <summary>Fields it reads beside its condition.</summary>
    public IReadOnlyList<Field> Fields => _chisel.Fields;

    /// <summary>How long calls take is part of what it shows, or of its condition.</summary>
    public bool WantsCallTimes => Fields.Concat(Filter?.Fields ?? []).Any(f => f.Definition.Name.Contains("latency", StringComparison.Ordinal));

    public bool WantsProcessorTime => _chisel.WantsProcessorTime;

    /// <summary>It paints one screen over the other as time passes.</summary>
    public bool Paints => _intervalNs > 0;

    public int SnapLength => _chisel.SnapLength;

    /// <summary>It needs no event: what stands when capturing begins is enough.</summary>
    public bool IsListing { get; private init; }

    /// <summary>It wants no more events.</summary>
    public bool IsDone => _chisel.IsDone;

    /// <summary>Makes a chisel ready.</summary>
    /// <param name="problem">When null is returned: what is wrong.</param>
    public static ChiselRun? TryCreate(ChiselDefinition definition, ChiselValues arguments, ChiselSurroundings surroundings, out string problem)
    {
        problem = "";
        try
        {
            if (definition.OnlyCaptures && surroundings.IsLive) throw new ChiselException("works on captures only: give one with -r");
            if (definition.NeedsTerminal && !surroundings.Output.IsTerminal) throw new ChiselException("draws, and needs a terminal to draw on");
            var chisel = definition.Create(arguments, surroundings);
            var filter = Compile(chisel.Filter, surroundings);
            if (arguments.DisablesColours) surroundings.Output.HasColours = false;
            return new ChiselRun(chisel, filter) { IsListing = chisel.IsListing && string.IsNullOrWhiteSpace(surroundings.UserFilter) };
        }
        catch (ChiselException wrong)
        {
            problem = $"chisel {definition.Name}: {wrong.Message}";
            return null;
        }
    }

    /// <summary>To be called before the first event; live, when capturing has begun.</summary>
    public void Start(HostState host) => _chisel.OnStart(host);

    /// <summary>Every event of the stream, those included that its condition rejects: they tell the time.</summary>
    /// <exception cref="IOException">The output takes no more.</exception>
    public void Visit(in EventContext context)
    {
        if (_chisel.IsDone) return;
        var view = context.Event;
        Advance(view.TimeNs);
        if (view.Info.Origin == EventOrigin.MetaEvent && !(view.Code == EventCode.ProcinfoEnter && _chisel.WantsProcessorTime)) return;
        if (_filter is null || _filter.Matches(context)) _chisel.OnEvent(context);
    }

    /// <summary>Time passes without events.</summary>
    /// <exception cref="IOException">The output takes no more.</exception>
    public void Pass(ulong nowNs)
    {
        if (!_chisel.IsDone && _nowNs > 0 && _intervalNs > 0) Advance(nowNs);
    }

    /// <summary>The stream has ended.</summary>
    /// <exception cref="IOException">The output takes no more.</exception>
    public void End() => _chisel.OnEnd(new ChiselMoment(_nowNs, _nowNs - _shownNs));

    void Advance(ulong nowNs)
    {
        if (_nowNs == 0)
        {
            _shownNs = nowNs;
            if (_intervalNs > 0) _interval = nowNs / _intervalNs;
        }

        // Events of several processors come in no strict order.
        if (nowNs <= _nowNs) return;
        _nowNs = nowNs;
        if (_intervalNs == 0 || nowNs / _intervalNs <= _interval) return;
        _interval = nowNs / _intervalNs;
        _chisel.OnInterval(new ChiselMoment(nowNs, nowNs - _shownNs));
        _shownNs = nowNs;
    }

    static EventFilter? Compile(string own, ChiselSurroundings surroundings)
    {
        var set = new PredicateSet();
        var user = surroundings.UserFilter;
        var text = string.IsNullOrWhiteSpace(user) ? own : own.Length == 0 ? user : $"({own}) and ({user})";
        if (string.IsNullOrWhiteSpace(text)) return null;
        var compiled = new FilterCompiler(surroundings.Catalogue, set).Compile(text);
        if (compiled.Filter is { } filter) return new EventFilter(filter, set);
        throw new ChiselException($"its condition does not hold together: {compiled.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).Message}");
    }
}
