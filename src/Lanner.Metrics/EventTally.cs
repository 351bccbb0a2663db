using Lanner.Events;

namespace Lanner.Metrics;

/// <summary>Events by code. Written by the event thread alone, read by any.</summary>
public sealed class EventTally
{
    readonly long[] _byCode = new long[EventTable.CodeCount];

    public void Count(EventCode code)
    {
        if ((uint)code < (uint)_byCode.Length) _byCode[(int)code]++;
    }

    /// <summary>By name, codes that share one together; only those that came.</summary>
    public IEnumerable<(string Name, long Count)> ByName() => _byCode
        .Select((_, code) => (EventTable.Get((EventCode)code).Name, Count: Volatile.Read(ref _byCode[code])))
        .Where(e => e.Count > 0).GroupBy(e => e.Name, e => e.Count).Select(e => (e.Key, e.Sum()));
}
