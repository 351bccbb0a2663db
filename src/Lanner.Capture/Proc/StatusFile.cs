namespace Lanner.Capture.Proc;

/// <summary>What <c>/proc/PID/status</c> tells; missing values are -1 or all ones for ids, 0 for the rest.</summary>
struct StatusFile
{
    public long Tgid;
    public long Pid;
    public long ParentPid;
    public uint Uid;
    public uint Gid;
    public uint FileSystemUid;
    public uint FileSystemGid;
    public long VirtualPid;
    public long VirtualTid;
    public long VirtualPgid;
    public bool InPidNamespace;
    public int Threads;
    public uint VmSizeKiB;
    public uint VmRssKiB;
    public uint VmSwapKiB;
    public ulong CapInheritable;
    public ulong CapPermitted;
    public ulong CapEffective;

    /// <summary>False when the text has no thread and process number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out StatusFile status)
    {
        status = new StatusFile
        {
            Tgid = -1, Pid = -1, ParentPid = -1, VirtualPid = -1, VirtualTid = -1, VirtualPgid = -1,
            Uid = uint.MaxValue, Gid = uint.MaxValue, FileSystemUid = uint.MaxValue, FileSystemGid = uint.MaxValue,
        };
        while (!text.IsEmpty)
        {
            // The kernel escapes a line end in a name, so no process can write a line of its own.
            var line = ProcText.TakeLine(ref text);
            var colon = line.IndexOf((byte)':');
            if (colon > 0) status.Take(line[..colon], line[(colon + 1)..]);
        }

        if (status.VirtualPid < 0) status.VirtualPid = status.Tgid;
        if (status.VirtualTid < 0) status.VirtualTid = status.Pid;
        return status is { Tgid: > 0, Pid: > 0 };
    }

    void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("Tgid"u8)) Tgid = ProcText.Decimal(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("Pid"u8)) Pid = ProcText.Decimal(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("PPid"u8)) ParentPid = ProcText.Decimal(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("Uid"u8)) (Uid, FileSystemUid) = EffectiveAndFileSystem(value);
        else if (key.SequenceEqual("Gid"u8)) (Gid, FileSystemGid) = EffectiveAndFileSystem(value);
        else if (key.SequenceEqual("NStgid"u8)) VirtualPid = Innermost(value, out InPidNamespace);
        else if (key.SequenceEqual("NSpid"u8)) VirtualTid = Innermost(value, out _);
        else if (key.SequenceEqual("NSpgid"u8)) VirtualPgid = Innermost(value, out _);
        else if (key.SequenceEqual("Threads"u8)) Threads = (int)ProcText.Decimal(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("VmSize"u8)) VmSizeKiB = (uint)ProcText.Unsigned(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("VmRSS"u8)) VmRssKiB = (uint)ProcText.Unsigned(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("VmSwap"u8)) VmSwapKiB = (uint)ProcText.Unsigned(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("CapInh"u8)) CapInheritable = ProcText.Hexadecimal(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("CapPrm"u8)) CapPermitted = ProcText.Hexadecimal(ProcText.TakeWord(ref value));
        else if (key.SequenceEqual("CapEff"u8)) CapEffective = ProcText.Hexadecimal(ProcText.TakeWord(ref value));
    }

    /// <summary>Of real, effective, saved and file system id.</summary>
    static (uint Effective, uint FileSystem) EffectiveAndFileSystem(ReadOnlySpan<byte> ids)
    {
        ProcText.SkipWords(ref ids, 1);
        var effective = (uint)ProcText.Unsigned(ProcText.TakeWord(ref ids));
        ProcText.SkipWords(ref ids, 1);
        return (effective, (uint)ProcText.Unsigned(ProcText.TakeWord(ref ids)));
    }

    /// <summary>The numbers go from the namespace of /proc inwards.</summary>
    static long Innermost(ReadOnlySpan<byte> numbers, out bool nested)
    {
        long last = -1;
        var count = 0;
        for (var word = ProcText.TakeWord(ref numbers); !word.IsEmpty; word = ProcText.TakeWord(ref numbers))
        {
            last = ProcText.Decimal(word);
            count++;
        }

        nested = count > 1;
        return last;
    }
}
