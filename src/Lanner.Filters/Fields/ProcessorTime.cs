using System.Runtime.CompilerServices;

using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// Processor time, which no event carries: it is the distance between switches on one CPU. What must be remembered for that hangs
/// on the host's and the thread's state and goes with them. Reading twice for the same event gives the same answer.
/// </summary>
static class ProcessorTime
{
    /// <summary>Numbers of CPUs beyond this are not believed.</summary>
    const int MostCpus = 8192;

    static readonly ConditionalWeakTable<HostState, Slices> s_slices = [];
    static readonly ConditionalWeakTable<ProcessThread, Accumulated> s_threads = [];

    /// <summary>Nanoseconds since the switch before this one on the same CPU; 0 for the first and for other events.</summary>
    public static ulong LastSlice(in EventContext context)
    {
        if (context.Event.Code is not (EventCode.SwitchEnter or EventCode.SwitchEnterOld146)) return 0;
        return s_slices.GetOrCreateValue(context.Host).Take(context.Event.Origins.Cpu, context.Event.TimeNs);
    }

    /// <summary>Nanoseconds of all slices of a thread that were read.</summary>
    public static ulong Total(in EventContext context, ProcessThread thread)
    {
        var slice = LastSlice(in context);
        var total = s_threads.GetOrCreateValue(thread);
        if (slice > 0 && total.LastSwitchNs != context.Event.TimeNs)
        {
            total.LastSwitchNs = context.Event.TimeNs;
            total.Ns += slice;
        }

        return total.Ns;
    }

    /// <summary>
    /// The growth of a thread's counters since its last statistics event. The counters are in hundredths of a second and come once
    /// a second, so the growth is a percentage.
    /// </summary>
    public static bool TryGetShare(in EventContext context, bool user, bool system, out double percent)
    {
        percent = 0;
        if (context.Event.Code != EventCode.ProcinfoEnter || context.Thread is not { } thread) return false;
        var counters = s_threads.GetOrCreateValue(thread);
        if (counters.StatisticsNs != context.Event.TimeNs)
        {
            counters.StatisticsNs = context.Event.TimeNs;
            counters.User.Advance(context.Event.Int64(0));
            counters.System.Advance(context.Event.Int64(1));
        }

        percent = Math.Clamp((user ? counters.User.Growth : 0) + (system ? counters.System.Growth : 0), 0, 100);
        return true;
    }

    sealed class Slices
    {
        (ulong Current, ulong Before)[] _byCpu = new (ulong, ulong)[16];

        public ulong Take(int cpu, ulong timeNs)
        {
            if (cpu >= MostCpus) return 0;
            if (cpu >= _byCpu.Length) Array.Resize(ref _byCpu, Math.Min(MostCpus, Math.Max(cpu + 1, 2 * _byCpu.Length)));
            ref var times = ref _byCpu[cpu];
            if (times.Current != timeNs) times = (timeNs, times.Current);
            return times.Before == 0 || times.Before > timeNs ? 0 : timeNs - times.Before;
        }
    }

    sealed class Accumulated
    {
        public ulong Ns;
        public ulong LastSwitchNs;
        public ulong StatisticsNs;
        public Counter User;
        public Counter System;
    }

    struct Counter
    {
        long _last;

        public long Growth { get; private set; }

        public void Advance(long now)
        {
            Growth = _last == 0 ? 0 : Math.Max(0, now - _last);
            _last = now;
        }
    }
}
