namespace Lanner.Configuration;

/// <summary>Section <c>falco_libs</c>: sizes.</summary>
public sealed record StateSettings
{
    public const int DefaultThreads = 262_144;

    public const int DefaultSnapLength = 80;

    /// <summary>Threads that are kept at once.</summary>
    public int MaxThreads { get; init; } = DefaultThreads;

    /// <summary>Bytes of read and written data that an event keeps.</summary>
    public int SnapLength { get; init; } = DefaultSnapLength;

    internal static StateSettings Read(Section section)
    {
        var settings = new StateSettings
        {
            MaxThreads = section.Number("thread_table_size", DefaultThreads, 1024, 16_777_216),
            SnapLength = section.Number("snaplen", DefaultSnapLength, 0, 16_384),
        };
        // Threads go when the kernel says so, or when there is no room.
        section.Ignore("thread_table_auto_purging_interval_s", "thread_table_auto_purging_thread_timeout_s");
        section.WarnUnknown();
        return settings;
    }
}
