namespace Lanner.Capture.Proc;

/// <summary>What <c>/proc/PID/stat</c> tells beside the status.</summary>
struct StatFile
{
    /// <summary>Ticks of the times in /proc: 100 a second on every architecture Linux has a user interface for.</summary>
    const ulong NsPerTick = 10_000_000;

    public byte[] Name;
    public long Pgid;
    public long SessionId;
    public uint Tty;
    public ulong MinorFaults;
    public ulong MajorFaults;

    /// <summary>Start of the thread, ns since boot, to a hundredth of a second.</summary>
    public ulong StartNs;

    /// <summary>The name stands in brackets and may hold brackets itself; the last one closes it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out StatFile stat)
    {
        stat = new StatFile { Name = [] };
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open) return false;
        stat.Name = ProcText.Unescape(text[(open + 1)..close]);
        var rest = text[(close + 1)..];
        ProcText.SkipWords(ref rest, 2); // state, parent
        stat.Pgid = ProcText.Decimal(ProcText.TakeWord(ref rest));
        stat.SessionId = ProcText.Decimal(ProcText.TakeWord(ref rest));
        stat.Tty = (uint)ProcText.Decimal(ProcText.TakeWord(ref rest));
        ProcText.SkipWords(ref rest, 2); // foreground group, flags
        stat.MinorFaults = ProcText.Unsigned(ProcText.TakeWord(ref rest));
        ProcText.SkipWords(ref rest, 1);
        stat.MajorFaults = ProcText.Unsigned(ProcText.TakeWord(ref rest));
        // children's major faults, four times, priority, nice, threads, one value always 0
        ProcText.SkipWords(ref rest, 9);
        stat.StartNs = ProcText.Unsigned(ProcText.TakeWord(ref rest)) * NsPerTick;
        return true;
    }
}
