namespace Lanner.Events.Files;

/// <summary>What becomes of an event of a capture.</summary>
enum UpgradeVerdict : byte
{
    /// <summary>It is as today's: shown in place.</summary>
    Show,
    /// <summary>It has no place in today's schema.</summary>
    LeaveOut,
    /// <summary>An enter event, kept for its exit event.</summary>
    Keep,
    /// <summary>Rebuilt; what comes out has a verdict of its own.</summary>
    Build,
}

/// <summary>One parameter to build: where its bytes come from, and what stands for it where there are none.</summary>
/// <param name="Width">Bytes of the number it is, to which a shorter or longer one is brought; 0 for bytes taken as they are.</param>
/// <param name="IsSigned">A shorter number is extended by its sign.</param>
/// <param name="Missing">Bytes that stand for a value nobody knows.</param>
sealed record PlannedValue(ValueOrigin Origin, int Index, int Width, bool IsSigned, byte[] Missing);

/// <summary>How an event is rebuilt.</summary>
/// <param name="Kept">Its own parameters that come first, unchanged: all or none.</param>
/// <param name="UsesEnter">The enter event of the call is used up.</param>
/// <param name="EnterRun">So many values at the start are the first parameters of the enter event in their order: mostly all.</param>
sealed record UpgradePlan(EventCode Target, int Kept, PlannedValue[] Values, bool UsesEnter, int EnterRun);

/// <summary>
/// The verdict on every kind of event (code and number of parameters) and the plan for those to rebuild, worked out once from
/// <see cref="ConversionTable"/> and <see cref="EventTable"/>: an event costs one look.
/// </summary>
static class UpgradePlans
{
    const int Width = EventTable.MaxParameters + 1;

    static readonly UpgradeVerdict[] s_verdicts = JudgeAll();
    static readonly UpgradePlan?[] s_plans = new UpgradePlan?[EventTable.CodeCount * Width];

    /// <param name="code">Below <see cref="EventTable.CodeCount"/>.</param>
    /// <param name="parameterCount">At most <see cref="EventTable.MaxParameters"/>, as in every event that was measured.</param>
    public static UpgradeVerdict Verdict(int code, int parameterCount) => s_verdicts[code * Width + parameterCount];

    /// <summary>The plan for an event that is to be rebuilt.</summary>
    public static UpgradePlan Plan(int code, int parameterCount) =>
        s_plans[code * Width + parameterCount] ??= Work(EventTable.Get((EventCode)code), parameterCount, ConversionTable.Find(code, parameterCount)!);

    static UpgradeVerdict[] JudgeAll()
    {
        var verdicts = new UpgradeVerdict[EventTable.CodeCount * Width];
        for (var i = 0; i < verdicts.Length; i++) verdicts[i] = Judge(EventTable.Get((EventCode)(i / Width)), i % Width);
        return verdicts;
    }

    static UpgradeVerdict Judge(EventInfo info, int count)
    {
        if (info.Status == EventStatus.Unused) return UpgradeVerdict.LeaveOut;
        if (!info.Has(EventFlags.ConverterManaged))
            return info.IsExit || info.Status != EventStatus.Old ? UpgradeVerdict.Show : UpgradeVerdict.LeaveOut;
        if (info.IsExit && info.Status != EventStatus.Old && count >= info.Parameters.Length) return UpgradeVerdict.Show;
        return ConversionTable.Find((int)info.Code, count)?.Action switch
        {
            null => info.Status == EventStatus.Old ? UpgradeVerdict.LeaveOut : UpgradeVerdict.Show,
            ConversionAction.Store or ConversionAction.StoreAndPass => UpgradeVerdict.Keep,
            ConversionAction.Pass => UpgradeVerdict.LeaveOut,
            _ => UpgradeVerdict.Build,
        };
    }

    /// <summary>
    /// The table adds parameters one version after another. Steps that only add to the same event are one plan: an exec of the first
    /// schema would else be copied a dozen times.
    /// </summary>
    static UpgradePlan Work(EventInfo info, int count, ConversionStep step)
    {
        var kept = step.KeepsOwn ? count : 0;
        var values = new List<PlannedValue>();
        for (var stage = count; ; stage += step.Sources.Length, step = ConversionTable.Find((int)info.Code, stage)!)
        {
            var target = EventTable.Get(step.Target);
            foreach (var source in step.Sources) values.Add(Plan(info, source, target, kept + values.Count));
            var next = stage + step.Sources.Length;
            if (!step.KeepsOwn || step.Target != info.Code || Judge(info, next) != UpgradeVerdict.Build) break;
            var following = ConversionTable.Find((int)info.Code, next)!;
            if (!following.KeepsOwn || following.Sources.Any(source => source.Origin == ValueOrigin.Own && source.Index >= count)) break;
        }

        var run = 0;
        while (run < values.Count && values[run].Origin == ValueOrigin.Enter && values[run].Index == run) run++;
        return new UpgradePlan(step.Target, kept, [.. values], values.Any(value => value.Origin == ValueOrigin.Enter), run);
    }

    static PlannedValue Plan(EventInfo info, ValueSource source, EventInfo target, int index)
    {
        var type = index < target.Parameters.Length ? target.Parameters[index].Type : ParameterType.None;
        var from = source.Origin == ValueOrigin.Enter ? EventTable.Get(info.Code - 1) : info;
        var missing = source.Origin == ValueOrigin.Empty || source.EmptyWhenMissing ? [] : UpgradedValue.Unknown(type);
        return new PlannedValue(source.Origin, source.Index, EventBuilder.WidthOf(type), UpgradedValue.IsSigned(from, source.Index), missing);
    }
}
