namespace Lanner.Events.Files;

/// <summary>
/// What we add at the end of an entry of a table, where readers skip what they do not know: a mark, by which we know it again whatever
/// others may put there some day, and the values that the format has no place for.
/// </summary>
static class EntryTail
{
    /// <summary>"LNR1" as bytes. A value of another shape gets another mark.</summary>
    const uint Mark = 0x3152_4E4C;

    const byte IsConnected = 1, ClosesOnExec = 2;

    const int PathMax = 1023;

    public static void Write(BlockBuffer buffer, ThreadSnapshot thread)
    {
        if ((thread.StartNs | thread.ExecNs) == 0 && !thread.HasExited) return;
        buffer.UInt32(Mark);
        buffer.UInt64(thread.StartNs);
        buffer.UInt64(thread.ExecNs);
        buffer.Flag(thread.HasExited);
    }

    public static void Write(BlockBuffer buffer, DescriptorFacts facts)
    {
        buffer.UInt32(Mark);
        buffer.Byte((byte)facts.Role);
        buffer.Byte((byte)((facts.IsConnected ? IsConnected : 0) | (facts.CloseOnExec ? ClosesOnExec : 0)));
        buffer.UInt32(facts.Uid);
        buffer.UInt32((uint)facts.TargetPid);
        buffer.Text(facts.RawName, PathMax);
    }

    /// <summary>The thread with what stands at the reader's place, or as it is.</summary>
    public static ThreadSnapshot Read(ref FieldReader reader, ThreadSnapshot thread)
    {
        if (reader.Remaining < 21 || reader.UInt32() != Mark) return thread;
        return thread with { StartNs = reader.UInt64(), ExecNs = reader.UInt64(), HasExited = reader.Flag() };
    }

    /// <summary>Null when nothing of ours stands at the reader's place.</summary>
    public static DescriptorFacts? ReadFacts(ref FieldReader reader)
    {
        if (reader.Remaining < 16 || reader.UInt32() != Mark) return null;
        var role = reader.Byte();
        var flags = reader.Byte();
        var uid = reader.UInt32();
        var target = reader.UInt32();
        var name = reader.Text();
        if (reader.Failed) return null;
        return new DescriptorFacts(
            role <= (byte)SocketRole.Server ? (SocketRole)role : SocketRole.Unknown, (flags & IsConnected) != 0, (flags & ClosesOnExec) != 0, uid,
            target <= int.MaxValue ? (int)target : 0, name);
    }
}
