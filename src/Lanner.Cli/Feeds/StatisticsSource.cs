using System.Buffers.Binary;

using Lanner.Capture.Proc;
using Lanner.Events;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>
/// Makes the events with statistics of processes that sysdig's driver made: once a second for each process that is known, and once more
/// when one ends. They tell the time of the whole process, of all its threads, under the number of its first.
/// </summary>
sealed class StatisticsSource : IDisposable
{
    const ulong Second = 1_000_000_000;
    const ulong NsPerTick = 10_000_000;

    /// <summary>Where in a second they are made: before its end, at which tables are printed, so that each gets one reading.</summary>
    const ulong Phase = 900_000_000;

    readonly ProcessorTimes _times = new();
    readonly List<int> _pids = [];
    readonly byte[] _event = new EventBuilder(EventCode.ProcinfoEnter, 0, 0).Add(0).Add(0).Build();
    ulong _second;

    /// <summary>Makes what is due.</summary>
    public void Make<TConsumer>(HostState host, ulong nowNs, ref TConsumer to) where TConsumer : IEventConsumer, allows ref struct
    {
        var second = (nowNs + Second - Phase) / Second;
        if (second == _second) return;
        _second = second;
        _pids.Clear();
        // What is handed out may change the table.
        foreach (var process in host.Processes.All) _pids.Add(process.Pid);
        foreach (var pid in _pids)
        {
            if (_times.TryRead(pid, out var user, out var system)) HandOut(pid, nowNs, user, system, 0, ref to);
        }
    }

    /// <summary>Before a thread's end is handed out.</summary>
    public void MakeLast<TConsumer>(in EventView exit, ref TConsumer to) where TConsumer : IEventConsumer, allows ref struct
    {
        var ns = exit.Origins.ProcessorNs;
        if (ns > 0 && exit.Origins.Pid > 0) HandOut(exit.Origins.Pid, exit.TimeNs, (long)(ns / NsPerTick), 0, ns, ref to);
    }

    public void Dispose() => _times.Dispose();

    void HandOut<TConsumer>(int pid, ulong timeNs, long user, long system, ulong ns, ref TConsumer to) where TConsumer : IEventConsumer, allows ref struct
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_event, timeNs);
        BinaryPrimitives.WriteInt64LittleEndian(_event.AsSpan(8), pid);
        BinaryPrimitives.WriteInt64LittleEndian(_event.AsSpan(_event.Length - 16), user);
        BinaryPrimitives.WriteInt64LittleEndian(_event.AsSpan(_event.Length - 8), system);
        to.OnEvent(EventView.Trusted(_event, new EventOrigins(0, 0, pid, 0, false, ns)));
    }
}
