using System.Buffers.Binary;

namespace Lanner.Events.Files;

/// <summary>
/// For who shows a capture as it was written: keeps beside an event made into today's what it was made of, and hands out
/// entries of calls.
/// </summary>
sealed class WrittenEvents
{
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

    /// <summary>Replaces an event by that of today where there is one.</summary>
    /// <param name="e">An event that was measured, of a code the table has.</param>
    /// <param name="verdict">The verdict on it.</param>
    public void Take(ref ReadOnlySpan<byte> e, UpgradeVerdict verdict, EventUpgrade upgrade)
    {
        var original = e;
        if (!IsAccount((EventCode)BinaryPrimitives.ReadUInt16LittleEndian(e[20..]))) Number++;
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
}
