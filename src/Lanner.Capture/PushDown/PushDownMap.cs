using Lanner.Events.PushDown;

namespace Lanner.Capture;

/// <summary>
/// Which opens the probe holds back. Two tables, of which one holds: a change is written to the other one, then the number of the
/// table is changed, so that the probe sees one or the other whole. An open that began under one and ended under the other is
/// reported.
/// </summary>
sealed unsafe class PushDownMap(int tablesFd, int slotFd)
{
    uint _slot;
    ulong _generation;

    /// <summary>Something was held back once: descriptors must be told from then on, even when nothing is held back any more.</summary>
    public bool IsUsed => _generation > 0;

    public void Set(IReadOnlyList<OpenAlternative> alternatives, ReadOnlySpan<byte> descriptors)
    {
        var table = PushDownTable.Build(++_generation, alternatives, descriptors);
        _slot ^= 1;
        var zero = 0u;
        var slot = _slot;
        fixed (byte* at = table) Check(LibBpf.Update(tablesFd, &slot, at, 0));
        Check(LibBpf.Update(slotFd, &zero, &slot, 0));
    }

    static void Check(int result)
    {
        if (result < 0) throw new InvalidOperationException($"the table of opens to hold back is refused ({-result})");
    }
}
