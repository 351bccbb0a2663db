namespace Lanner.Capture.Proc;

/// <summary>
/// Reads what the kernel accounts to processes: time of all their threads, ended ones included, in hundredths of a second. One thread uses
/// it.
/// </summary>
public sealed class ProcessorTimes : IDisposable
{
    readonly byte[] _buffer = new byte[2048];
    readonly ProcDirectory _proc;
    readonly bool _isOpen;

    public ProcessorTimes() => _isOpen = ProcDirectory.TryOpen("/proc", out _proc);

    /// <summary>Time in programs and in the kernel for them; false when there is no such process (any more).</summary>
    public bool TryRead(int pid, out long userTicks, out long systemTicks)
    {
        (userTicks, systemTicks) = (0, 0);
        if (!_isOpen || !_proc.TryOpen(pid, out var directory)) return false;
        using (directory) return TryParse(directory.Read("stat\0"u8, _buffer), out userTicks, out systemTicks);
    }

    /// <summary>The name stands in brackets and may hold brackets itself; the last one closes it.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> stat, out long userTicks, out long systemTicks)
    {
        (userTicks, systemTicks) = (0, 0);
        var close = stat.LastIndexOf((byte)')');
        if (close < 0) return false;
        var rest = stat[(close + 1)..];
        // state, parent, group, session, terminal, foreground group, flags, four counts of faults
        ProcText.SkipWords(ref rest, 11);
        userTicks = ProcText.Decimal(ProcText.TakeWord(ref rest));
        systemTicks = ProcText.Decimal(ProcText.TakeWord(ref rest));
        return userTicks >= 0 && systemTicks >= 0;
    }

    public void Dispose()
    {
        if (_isOpen) _proc.Dispose();
    }
}
