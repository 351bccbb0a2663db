using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lanner.Events.Files;

/// <summary>
/// Makes events of older captures into events of today's schema: enter events are merged into their exit events, codes that were
/// replaced are rebuilt, parameters that came later are added. What is unknown stays empty.
/// </summary>
sealed class EventUpgrade
{
    readonly EnterEvents _enters = new();
    readonly EventAssembler[] _assemblers = [new(), new()];

    /// <summary>Events rebuilt.</summary>
    public long Upgraded { get; private set; }

    /// <summary>Events left out because they were merged into others or have no place today.</summary>
    public long Merged { get; private set; }

    public long EntersForgotten => _enters.Forgotten;

    /// <summary>A new section: threads there have nothing to do with those before.</summary>
    public void Reset() => _enters.Clear();

    /// <summary>
    /// Replaces an event by the one to show, which may lie in a buffer of the upgrade and is then valid until the next call; false when
    /// there is none. Bytes, not views: a view is worth making only for what is shown.
    /// </summary>
    /// <param name="e">An event that was measured, of a code the table has.</param>
    /// <param name="verdict">The verdict on it.</param>
    [MethodImpl(FirstCall.Optimized)]
    public bool TryUpgrade(ref ReadOnlySpan<byte> e, UpgradeVerdict verdict)
    {
        for (var i = 0; i <= CaptureLimits.UpgradeStepsMax; i++)
        {
            if (verdict == UpgradeVerdict.Build)
            {
                // Two buffers take turns: a step reads what the one before it built.
                if (!TryBuild(ref e, _assemblers[i & 1])) break;
                verdict = UpgradePlans.Verdict(Code(e), Count(e));
                continue;
            }

            if (verdict == UpgradeVerdict.Keep) _enters.Store(e);
            if (verdict != UpgradeVerdict.Show) break;
            if (i > 0) Upgraded++;
            return true;
        }

        Merged++;
        return false;
    }

    /// <summary>Replaces an event by what is built of it.</summary>
    [MethodImpl(FirstCall.Optimized)]
    bool TryBuild(ref ReadOnlySpan<byte> e, EventAssembler assembler)
    {
        var plan = UpgradePlans.Plan(Code(e), Count(e));
        assembler.Begin(e, plan.Target, plan.Kept + plan.Values.Length);
        if (plan.Kept > 0 && !assembler.AddAll(e, plan.Kept)) return false;
        var tid = BinaryPrimitives.ReadInt64LittleEndian(e[8..]);
        var enter = plan.UsesEnter ? _enters.Get(tid, (EventCode)(Code(e) - 1)) : default;
        var values = plan.Values;
        var done = !enter.IsEmpty && assembler.TryAddRun(enter, values.AsSpan(0, plan.EnterRun)) ? plan.EnterRun : 0;
        for (; done < values.Length; done++)
        {
            if (!AddValue(e, enter, values[done], assembler)) return false;
        }

        if (!enter.IsEmpty) _enters.Discard(tid);
        e = assembler.End();
        return true;
    }

    /// <param name="enter">The enter event of the same call; of no bytes when there is none.</param>
    [MethodImpl(FirstCall.Optimized)]
    static bool AddValue(ReadOnlySpan<byte> e, ReadOnlySpan<byte> enter, PlannedValue value, EventAssembler assembler)
    {
        switch (value.Origin)
        {
            case ValueOrigin.Own when value.Index < Count(e):
                return UpgradedValue.Add(assembler, EventView.Parameter(e, value.Index), value.Width, value.IsSigned);
            case ValueOrigin.Enter when !enter.IsEmpty && value.Index < Count(enter):
                return UpgradedValue.Add(assembler, EventView.Parameter(enter, value.Index), value.Width, value.IsSigned);
            case ValueOrigin.ContainerJson:
                return OldContainer.AddJson(assembler, EventView.Trusted(e, default));
            default:
                return assembler.Add(value.Missing);
        }
    }

    static int Code(ReadOnlySpan<byte> e) => BinaryPrimitives.ReadUInt16LittleEndian(e[20..]);

    static int Count(ReadOnlySpan<byte> e) => BinaryPrimitives.ReadInt32LittleEndian(e[22..]);
}
