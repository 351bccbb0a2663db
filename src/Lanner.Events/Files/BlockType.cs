namespace Lanner.Events.Files;

/// <summary>
/// Kinds of blocks in a capture file. The format counts its hexadecimal ids as if they were decimal: 0x209 is followed by 0x210.
/// </summary>
public enum BlockType : uint
{
    SectionHeader = 0x0A0D0D0A,
    Machine = 0x201,
    Threads1 = 0x202,
    Descriptors1 = 0x203,
    Event1 = 0x204,
    Interfaces1 = 0x205,
    Users1 = 0x206,
    Threads2 = 0x207,
    FlaggedEvent1 = 0x208,
    Threads3 = 0x209,
    Threads4 = 0x210,
    Threads5 = 0x211,
    Threads6 = 0x212,
    Threads7 = 0x213,
    Threads8 = 0x214,
    Threads9 = 0x215,
    Event2 = 0x216,
    FlaggedEvent2 = 0x217,
    Descriptors2 = 0x218,
    Interfaces2 = 0x219,
    Users2 = 0x220,
    LargeEvent2 = 0x221,
    LargeFlaggedEvent2 = 0x222,
}

static class BlockTypes
{
    /// <summary>The kind of a block; ids of the first years become those that replaced them.</summary>
    public static BlockType FromId(uint id) => id switch
    {
        0x8002ABCD => BlockType.Machine,
        0x8000ABCD => BlockType.Threads1,
        0x8001ABCD => BlockType.Descriptors1,
        0x8010ABCD => BlockType.Event1,
        0x8011ABCD => BlockType.Interfaces1,
        0x8012ABCD => BlockType.Users1,
        0x8013ABCD => BlockType.Threads2,
        0x8014ABCD => BlockType.Threads3,
        _ => (BlockType)id,
    };

    public static bool IsEvent(this BlockType type) => type is BlockType.Event1 or BlockType.FlaggedEvent1 or BlockType.Event2
        or BlockType.FlaggedEvent2 or BlockType.LargeEvent2 or BlockType.LargeFlaggedEvent2;

    public static bool IsTable(this BlockType type) => type is BlockType.Machine or BlockType.Descriptors1 or BlockType.Descriptors2
        or BlockType.Interfaces1 or BlockType.Interfaces2 or BlockType.Users1 or BlockType.Users2 || ThreadListVersion(type) > 0;

    /// <summary>1 to 9 for the versions of the thread list, else 0.</summary>
    public static int ThreadListVersion(this BlockType type) => type switch
    {
        BlockType.Threads1 => 1,
        BlockType.Threads2 => 2,
        BlockType.Threads3 => 3,
        BlockType.Threads4 => 4,
        BlockType.Threads5 => 5,
        BlockType.Threads6 => 6,
        BlockType.Threads7 => 7,
        BlockType.Threads8 => 8,
        BlockType.Threads9 => 9,
        _ => 0,
    };

    /// <summary>What a block holds, for messages.</summary>
    public static string Describe(this BlockType type) => type switch
    {
        BlockType.SectionHeader => "section header",
        BlockType.Machine => "machine block",
        BlockType.Descriptors1 or BlockType.Descriptors2 => "descriptor list",
        BlockType.Interfaces1 or BlockType.Interfaces2 => "interface list",
        BlockType.Users1 or BlockType.Users2 => "user list",
        _ when type.ThreadListVersion() > 0 => "thread list",
        _ when type.IsEvent() => "event block",
        _ => $"block of unknown type 0x{(uint)type:x}",
    };
}
