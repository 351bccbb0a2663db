using System.Runtime.CompilerServices;

namespace Lanner.Events.Files;

/// <summary>
/// Makes events of older captures into events of today's schema: enter events are merged into their exit events, codes that were
/// replaced are rebuilt, parameters that came later are added. What is unknown stays empty.
/// </summary>
/// <param name="showEnterEvents">Hands out also the enter events that today's schema has beside exit events with the same values.</param>
sealed class EventUpgrade(bool showEnterEvents)
{
    const int AlwaysAsItIs = 0;
    const int NeverAsItIs = int.MaxValue;

    static readonly int[] s_asItIsFrom = BuildFastPath();

    readonly EnterEvents _enters = new();
    readonly EventAssembler[] _assemblers = [new(), new()];

    /// <summary>Events rebuilt.</summary>
    public long Upgraded { get; private set; }

    /// <summary>Events left out because they were merged into others or have no place today.</summary>
    public long Merged { get; private set; }

    public long EntersForgotten => _enters.Forgotten;

    /// <summary>True for an event that needs no upgrade: the common case, one comparison.</summary>
    public static bool IsCurrent(int code, int parameterCount) => parameterCount >= s_asItIsFrom[code];

    /// <summary>A new section: threads there have nothing to do with those before.</summary>
    public void Reset() => _enters.Clear();

    /// <summary>
    /// The event to show, which may lie in a buffer of the upgrade and is then valid until the next call; false when there is none.
    /// </summary>
    [MethodImpl(FirstCall.Optimized)]
    public bool TryUpgrade(scoped in EventView original, out EventView upgraded)
    {
        var e = original;
        upgraded = original;
        for (var i = 0; i < CaptureLimits.UpgradeStepsMax; i++)
        {
            var info = e.Info;
            if (info.Status == EventStatus.Unused) return LeaveOut();
            var managed = info.Has(EventFlags.ConverterManaged);
            if (managed ? info.IsExit && info.Status != EventStatus.Old && e.ParameterCount >= info.Parameters.Length
                : info.IsExit || info.Status != EventStatus.Old) return Show(e, i, out upgraded);
            if (!managed) return LeaveOut();
            if (ConversionTable.Find((int)e.Code, e.ParameterCount) is not { } step)
                return info.Status == EventStatus.Old ? LeaveOut() : Show(e, i, out upgraded);
            switch (step.Action)
            {
                case ConversionAction.Store:
                    _enters.Store(e);
                    return LeaveOut();
                case ConversionAction.StoreAndPass:
                    _enters.Store(e);
                    return showEnterEvents ? Show(e, i, out upgraded) : LeaveOut();
                case ConversionAction.Pass:
                    return showEnterEvents ? Show(e, i, out upgraded) : LeaveOut();
                default:
                    // Two buffers take turns: a step reads what the one before it built.
                    if (!TryBuild(e, step, _assemblers[i & 1], out var built)) return LeaveOut();
                    e = built;
                    break;
            }
        }

        return LeaveOut();
    }

    bool Show(scoped in EventView e, int steps, out EventView upgraded)
    {
        if (steps > 0) Upgraded++;
        upgraded = e;
        return true;
    }

    bool LeaveOut()
    {
        Merged++;
        return false;
    }

    [MethodImpl(FirstCall.Optimized)]
    bool TryBuild(scoped in EventView e, ConversionStep step, EventAssembler assembler, out EventView built)
    {
        built = default;
        var kept = step.KeepsOwn ? e.ParameterCount : 0;
        var parameters = EventTable.Get(step.Target).Parameters;
        assembler.Begin(e, step.Target, kept + step.Sources.Length);
        if (step.KeepsOwn && !assembler.AddAll(e)) return false;
        var hasEnter = _enters.TryGet(e.Tid, e.Code - 1, out var enter);
        var usedEnter = false;
        for (var i = 0; i < step.Sources.Length; i++)
        {
            var type = kept + i < parameters.Length ? parameters[kept + i].Type : ParameterType.None;
            if (step.Sources[i].Origin == ValueOrigin.Enter) usedEnter |= hasEnter;
            if (!AddValue(e, enter, step.Sources[i], type, assembler)) return false;
        }

        if (usedEnter) _enters.Discard(e.Tid);
        built = assembler.End(e.Origins);
        return true;
    }

    /// <param name="enter">The enter event of the same call; of no bytes when there is none.</param>
    [MethodImpl(FirstCall.Optimized)]
    static bool AddValue(scoped in EventView e, scoped in EventView enter, ValueSource source, ParameterType type, EventAssembler assembler)
    {
        switch (source.Origin)
        {
            case ValueOrigin.Own when source.Index < e.ParameterCount:
                return UpgradedValue.Add(assembler, e.Parameter(source.Index), e.Info, source.Index, type);
            case ValueOrigin.Enter when !enter.Bytes.IsEmpty && source.Index < enter.ParameterCount:
                return UpgradedValue.Add(assembler, enter.Parameter(source.Index), enter.Info, source.Index, type);
            case ValueOrigin.ContainerJson:
                return OldContainer.AddJson(assembler, e);
            case ValueOrigin.Empty:
                return assembler.Add([]);
            default:
                return source.EmptyWhenMissing ? assembler.Add([]) : UpgradedValue.AddDefault(assembler, type);
        }
    }

    static int[] BuildFastPath()
    {
        var from = new int[EventTable.CodeCount];
        foreach (var info in EventTable.All)
        {
            var managed = info.Has(EventFlags.ConverterManaged);
            from[(int)info.Code] = info.Status == EventStatus.Unused || (info.Status == EventStatus.Old && (managed || !info.IsExit))
                ? NeverAsItIs
                : !managed ? AlwaysAsItIs : info.IsExit ? info.Parameters.Length : NeverAsItIs;
        }

        return from;
    }
}
