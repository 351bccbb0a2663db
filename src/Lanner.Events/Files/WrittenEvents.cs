using System.Buffers.Binary;

namespace Lanner.Events.Files;

/// <summary>
/// For who shows a capture as it was written: keeps beside an event made into today's what it was made of, hands out entries of calls, and
/// measures calls from entry to exit. Bounded in threads: beyond the limit all are forgotten, and calls under way then have no time.
/// </summary>
sealed class WrittenEvents
{
    readonly Dictionary<long, (ulong TimeNs, int Code)> _entries = [];
    byte[] _original = new byte[1024];
    int _length;

    /// <summary>
    /// Number of the event taken last, from 1. Users and groups, which newer writers put before all else, have none: sysdig, whose numbers
    /// these are, does not know them.
    /// </summary>
    public long Number { get; private set; }

    /// <summary>What the event taken last was made of; of no bytes where nothing was changed.</summary>
    public ReadOnlySpan<byte> Original => _original.AsSpan(0, _length);

    /// <summary>The event taken last has no place in today's schema, or its exit tells all of it.</summary>
    public bool IsLeftOut { get; private set; }

    /// <summary>A new section: its threads are others.</summary>
    public void Reset() => _entries.Clear();

    /// <summary>Replaces an event by that of today where there is one, and fills in how long its call took.</summary>
    /// <param name="e">An event that was measured, of a code the table has.</param>
    /// <param name="verdict">The verdict on it.</param>
    public void Take(ref ReadOnlySpan<byte> e, ref EventOrigins origins, UpgradeVerdict verdict, EventUpgrade upgrade)
    {
        var original = e;
        if (!IsAccount((EventCode)BinaryPrimitives.ReadUInt16LittleEndian(e[20..]))) Number++;
        Time(original, ref origins);
        _length = 0;
        IsLeftOut = verdict != UpgradeVerdict.Show && !upgrade.TryUpgrade(ref e, verdict);
        if (IsLeftOut) e = original;
        if (IsLeftOut || verdict == UpgradeVerdict.Show) return;

        if (_original.Length < original.Length) _original = new byte[2 * original.Length];
        original.CopyTo(_original);
        _length = original.Length;
    }

    static bool IsAccount(EventCode code) => code is EventCode.UseraddedEnter or EventCode.UserdeletedEnter
        or EventCode.GroupaddedEnter or EventCode.GroupdeletedEnter;

    void Time(ReadOnlySpan<byte> e, ref EventOrigins origins)
    {
        var tid = BinaryPrimitives.ReadInt64LittleEndian(e[8..]);
        if (tid <= 0) return;
        var timeNs = BinaryPrimitives.ReadUInt64LittleEndian(e);
        var code = BinaryPrimitives.ReadUInt16LittleEndian(e[20..]);
        var info = EventTable.Get((EventCode)code);
        if (info.Origin != EventOrigin.Syscall) return;
        if (info.IsExit)
        {
            // An exit has the code behind that of its entry.
            if (_entries.TryGetValue(tid, out var entry) && entry.Code == code - 1 && timeNs >= entry.TimeNs)
                origins = origins with { LatencyNs = timeNs - entry.TimeNs };
            return;
        }

        if (_entries.Count >= CaptureLimits.EnterEventsMax && !_entries.ContainsKey(tid)) _entries.Clear();
        _entries[tid] = (timeNs, code);
    }
}
