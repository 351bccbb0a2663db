namespace Lanner.Events.Files;

/// <summary>One thread of a thread list, in any of its nine versions.</summary>
static class ThreadEntry
{
    /// <summary>A tail of at most this length is of a writer that did not know the first two fields of it yet.</summary>
    const int OldTailMax = 29;

    /// <summary>
    /// Reads the entry at the reader's place; null when it does not fit. From version 9 on the reader spans exactly the entry, behind
    /// its length.
    /// </summary>
    public static ThreadSnapshot? Read(ref FieldReader reader, int version)
    {
        var thread = ReadFixed(ref reader, version);
        if (reader.Failed) return null;
        return version < 9 ? thread : ReadTail(ref reader, thread);
    }

    static ThreadSnapshot ReadFixed(ref FieldReader reader, int version) => new()
    {
        Tid = reader.Int64(),
        Pid = reader.Int64(),
        ParentPid = reader.Int64(),
        SessionId = version >= 6 ? reader.Int64() : -1,
        VirtualPgid = version >= 8 ? reader.Int64() : -1,
        Name = reader.Text(),
        Exe = reader.Text(),
        ExePath = version >= 7 ? reader.Text() : [],
        Args = reader.List(),
        Cwd = reader.Text(),
        FdLimit = reader.Int64(),
        Flags = reader.UInt32(),
        Uid = reader.UInt32(),
        Gid = reader.UInt32(),
        VmSizeKiB = version >= 2 ? reader.UInt32() : 0,
        VmRssKiB = version >= 2 ? reader.UInt32() : 0,
        VmSwapKiB = version >= 2 ? reader.UInt32() : 0,
        MajorFaults = version >= 2 ? reader.UInt64() : 0,
        MinorFaults = version >= 2 ? reader.UInt64() : 0,
        Environment = version >= 3 ? reader.List() : [],
        VirtualTid = version >= 4 ? reader.Int64() : -1,
        VirtualPid = version >= 4 ? reader.Int64() : -1,
        Cgroups = version >= 4 ? reader.List() : [],
        Root = version >= 5 ? reader.Text() : [],
    };

    /// <summary>Each field is there only if the entry still covers it; what comes behind the last is ours, or of newer writers.</summary>
    static ThreadSnapshot ReadTail(ref FieldReader reader, ThreadSnapshot thread)
    {
        var hasNamespace = reader.Remaining > OldTailMax;
        thread = thread with
        {
            PidNamespaceStartNs = hasNamespace ? reader.UInt64() : 0,
            Tty = hasNamespace ? reader.UInt32() : 0,
            LoginUid = reader.Remaining >= 4 ? reader.UInt32() : uint.MaxValue,
            ExeWritable = reader.Remaining >= 1 && reader.Flag(),
            CapInheritable = reader.Remaining >= 8 ? reader.UInt64() : 0,
            CapPermitted = reader.Remaining >= 8 ? reader.UInt64() : 0,
            CapEffective = reader.Remaining >= 8 ? reader.UInt64() : 0,
            ExeUpperLayer = reader.Remaining >= 1 && reader.Flag(),
            ExeInode = reader.Remaining >= 8 ? reader.UInt64() : 0,
            ExeInodeCtimeNs = reader.Remaining >= 8 ? reader.UInt64() : 0,
            ExeInodeMtimeNs = reader.Remaining >= 8 ? reader.UInt64() : 0,
            ExeFromMemFd = reader.Remaining >= 1 && reader.Flag(),
            ExeLowerLayer = reader.Remaining >= 1 && reader.Flag(),
            Pgid = reader.Remaining >= 8 ? reader.Int64() : -1,
        };
        return EntryTail.Read(ref reader, thread);
    }
}
