using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lanner.Events.Files;

/// <summary>
/// Measures the calls of an old capture from entry to exit. Bounded in threads: beyond the limit all are forgotten, and calls under way
/// then have no time.
/// </summary>
sealed class CallTimes
{
    /// <summary>For each code: 0 for neither, 1 for the entry of a call, 2 for an exit.</summary>
    static readonly byte[] s_kinds = FindKinds();

    readonly Dictionary<long, (ulong TimeNs, int Code)> _entries = [];

    /// <summary>A new section: its threads are others.</summary>
    public void Reset() => _entries.Clear();

    /// <summary>Nanoseconds since the entry of the call that an event ends; 0 for other events and where the entry is not known.</summary>
    /// <param name="e">An event that was measured, of a code the table has, as the file has it.</param>
    public ulong Take(ReadOnlySpan<byte> e)
    {
        var code = BinaryPrimitives.ReadUInt16LittleEndian(e[20..]);
        var kind = s_kinds[code];
        if (kind == 0) return 0;
        var timeNs = BinaryPrimitives.ReadUInt64LittleEndian(e);
        var tid = BinaryPrimitives.ReadInt64LittleEndian(e[8..]);
        if (kind == 1)
        {
            if (_entries.Count >= CaptureLimits.EnterEventsMax && !_entries.ContainsKey(tid)) _entries.Clear();
            _entries[tid] = (timeNs, code);
            return 0;
        }

        // An exit has the code behind that of its entry.
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, tid);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry) || entry.Code != code - 1 || timeNs < entry.TimeNs) return 0;
        return timeNs - entry.TimeNs;
    }

    static byte[] FindKinds()
    {
        var kinds = new byte[EventTable.CodeCount];
        foreach (var info in EventTable.All)
        {
            if (info.Origin == EventOrigin.Syscall) kinds[(int)info.Code] = (byte)(info.IsExit ? 2 : 1);
        }

        return kinds;
    }
}
