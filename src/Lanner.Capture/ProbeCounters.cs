using Lanner.Events;

namespace Lanner.Capture;

/// <summary>
/// Reads the probe's counters. The names are those of <c>struct probe_counters</c> in the probe's type information, so a reason the
/// probe learns to count is reported without a change here.
/// </summary>
sealed unsafe class ProbeCounters
{
    const string DropPrefix = "drops_";
    const int ProcessesMax = 65536;

    readonly int _counters;
    readonly int _byCode;
    readonly int _byProcess;
    readonly int _codes;
    readonly int _cpus;
    readonly int _valueSize;
    readonly BpfMember[] _members;

    /// <summary>Takes a loaded probe; the maps must stay open as long as this is used.</summary>
    public ProbeCounters(ProbeObject probe)
    {
        _counters = probe.MapFd("counters");
        _byCode = probe.MapFd("drops_by_code");
        _byProcess = probe.MapFd("drops_by_tgid");
        _codes = probe.MaxEntries("drops_by_code");
        _cpus = LibBpf.PossibleCpus();
        // The kernel hands out per-CPU values in steps of 8 bytes.
        _valueSize = probe.ValueSize("counters") + 7 & ~7;
        _members = [.. probe.Types.Members("probe_counters").Where(member => member.Offset + 8 <= _valueSize)];
    }

    public CaptureStatistics Read(IReadOnlyList<RingStatistics> rings)
    {
        var values = ReadValues();
        var counters = Sum(values);
        var drops = counters.Where(c => c.Name.StartsWith(DropPrefix, StringComparison.Ordinal))
            .Select(c => (c.Name[DropPrefix.Length..], c.Count)).ToList();
        return new CaptureStatistics
        {
            EventsRead = rings.Aggregate(0ul, (sum, ring) => sum + ring.EventsRead),
            Submitted = counters.Find(c => c.Name == "submitted").Count,
            Filtered = counters.Find(c => c.Name == "filtered").Count,
            HeldBack = counters.Find(c => c.Name == "held_back").Count,
            ToldLater = counters.Find(c => c.Name == "told_later").Count,
            Dropped = drops.Aggregate(0ul, (sum, drop) => sum + drop.Count),
            DropsByReason = drops,
            DropsByCode = ReadByCode(),
            DropsByProcess = ReadByProcess(),
            ByCpu = [.. Enumerable.Range(0, _cpus).Select(cpu => OfCpu(values, cpu))],
            Counters = counters,
            Rings = rings,
        };
    }

    /// <summary>One <c>struct probe_counters</c> for each processor; all zero when the map cannot be read.</summary>
    byte[] ReadValues()
    {
        var values = new byte[_cpus * _valueSize];
        var key = 0u;
        fixed (byte* at = values)
        {
            if (LibBpf.Lookup(_counters, &key, at) < 0) return new byte[values.Length];
        }

        return values;
    }

    List<(string Name, ulong Count)> Sum(byte[] values)
    {
        var sums = new List<(string, ulong)>(_members.Length);
        foreach (var member in _members)
        {
            var sum = 0ul;
            for (var cpu = 0; cpu < _cpus; cpu++) sum += Value(values, cpu, member);
            sums.Add((member.Name, sum));
        }

        return sums;
    }

    (ulong Submitted, ulong Dropped) OfCpu(byte[] values, int cpu)
    {
        var (submitted, dropped) = (0ul, 0ul);
        foreach (var member in _members)
        {
            if (member.Name == "submitted") submitted = Value(values, cpu, member);
            else if (member.Name.StartsWith(DropPrefix, StringComparison.Ordinal)) dropped += Value(values, cpu, member);
        }

        return (submitted, dropped);
    }

    ulong Value(byte[] values, int cpu, BpfMember member) => BitConverter.ToUInt64(values, cpu * _valueSize + member.Offset);

    List<(EventCode, ulong)> ReadByCode()
    {
        var found = new List<(EventCode, ulong)>();
        var values = new ulong[_cpus];
        fixed (ulong* at = values)
        {
            for (var code = 0u; code < _codes; code++)
            {
                if (LibBpf.Lookup(_byCode, &code, at) < 0) continue;
                var sum = 0ul;
                foreach (var value in values) sum += value;
                if (sum != 0) found.Add(((EventCode)code, sum));
            }
        }

        return found;
    }

    List<(int, ulong)> ReadByProcess()
    {
        var found = new List<(int, ulong)>();
        uint key, next;
        var more = LibBpf.NextKey(_byProcess, null, &next) == 0;
        // The table changes while it is walked, and a walk whose key is gone starts over; the bound ends it in any case.
        for (var i = 0; more && i < ProcessesMax; i++)
        {
            key = next;
            ulong count;
            if (LibBpf.Lookup(_byProcess, &key, &count) == 0) found.Add(((int)key, count));
            more = LibBpf.NextKey(_byProcess, &key, &next) == 0;
        }

        return [.. found.DistinctBy(pair => pair.Item1).OrderByDescending(pair => pair.Item2)];
    }
}
