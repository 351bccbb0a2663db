using Lanner.Events;

namespace Lanner.Explore.Printing;

/// <summary>How many events there were of each type, entries and exits of a call apart.</summary>
public sealed class EventTypeCounts
{
    const int NameWidth = 17;

    readonly long[] _byCode = new long[EventTable.CodeCount];

    /// <summary>System calls without an event of their own, by name and direction.</summary>
    readonly Dictionary<(int Call, bool IsExit), long> _generic = [];

    public void Add(in EventView e)
    {
        if (e.Code is EventCode.SyscallExit or EventCode.SyscallEnterOld0)
        {
            var key = ((int)e.Int64(0), e.Info.IsExit);
            _generic[key] = _generic.GetValueOrDefault(key) + 1;
        }
        else if ((int)e.Code < _byCode.Length)
        {
            _byCode[(int)e.Code]++;
        }
    }

    /// <summary>A table, most frequent first.</summary>
    public void Write(TextWriter to)
    {
        to.WriteLine("----------------------");
        to.WriteLine("Event           #Calls");
        to.WriteLine("----------------------");
        foreach (var (name, count) in Rows().OrderByDescending(row => row.Value).ThenBy(row => row.Key, StringComparer.Ordinal))
            to.WriteLine($"{name.PadRight(NameWidth)} {count}");
    }

    /// <summary>Types that have had several codes are one row.</summary>
    Dictionary<string, long> Rows()
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var info in EventTable.All)
        {
            if (_byCode[(int)info.Code] > 0) Count(info.Name, info.IsExit, _byCode[(int)info.Code]);
        }

        foreach (var ((call, isExit), count) in _generic) Count(SyscallTable.Name(call) ?? "<unknown>", isExit, count);
        return rows;

        void Count(string name, bool isExit, long count)
        {
            var key = $"{(isExit ? '<' : '>')} {name}";
            rows[key] = rows.GetValueOrDefault(key) + count;
        }
    }
}
