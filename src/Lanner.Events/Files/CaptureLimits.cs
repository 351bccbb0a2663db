namespace Lanner.Events.Files;

/// <summary>What a capture file may ask of memory, whatever its bytes say.</summary>
static class CaptureLimits
{
    /// <summary>Block type, length and the length again at the end.</summary>
    public const int BlockOverhead = 12;

    public const int BlockHeaderSize = 8;

    /// <summary>The format's own bound on a plain event block: 64 KiB behind its header.</summary>
    public const int EventBlockMax = 65_536 + BlockHeaderSize;

    /// <summary>A large event block is read as one piece. The largest known are container descriptions of some 100 KiB.</summary>
    public const int LargeEventBlockMax = 16 << 20;

    /// <summary>A section header is 28 bytes and comments.</summary>
    public const int SectionHeaderMax = 1 << 20;

    /// <summary>
    /// One entry of a table: a thread has eight texts of at most 64 KiB. Tables are read entry by entry, so this, not the length of the
    /// block, is what must be in memory.
    /// </summary>
    public const int TableEntryMax = 1 << 20;

    /// <summary>Longer unknown blocks are taken for damage: skipping them would hide it.</summary>
    public const uint UnknownBlockMax = 256 << 20;

    /// <summary>Threads kept of one snapshot. Linux allows 4 Mi pids; machines seen have fewer than 100,000 threads.</summary>
    public const int ThreadsMax = 1 << 18;

    /// <summary>Descriptors, users, groups and interface addresses kept of one snapshot, each.</summary>
    public const int RowsMax = 1 << 20;

    /// <summary>Rows of one snapshot with their texts: 1 KiB for each thread at the limit.</summary>
    public const long SnapshotBytesMax = 256L << 20;

    /// <summary>What a row takes beside its texts, about: the record and its arrays.</summary>
    public const int RowOverhead = 256;

    /// <summary>Threads whose enter event is kept while old events are upgraded.</summary>
    public const int EnterEventsMax = 1 << 14;

    /// <summary>Bytes of the enter events kept.</summary>
    public const int EnterBytesMax = 32 << 20;

    /// <summary>An event to upgrade comes from a plain block; what is added to it are a few numbers and copies of its enter event.</summary>
    public const int UpgradedEventMax = 256 << 10;

    /// <summary>The longest chain of upgrades, that of an exec of the first schema, has 16 steps; more would be a circle.</summary>
    public const int UpgradeStepsMax = 50;
}
