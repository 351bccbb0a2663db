namespace Lanner.State;

/// <summary>
/// Limits of the tables. What passes one makes room by the policy named there, and is counted in <see cref="StateStatistics"/>.
/// </summary>
public sealed record StateOptions
{
    /// <summary>
    /// Processes kept at once: twice the classical highest pid, and far above what a node runs. About 1 KiB each with a small
    /// environment. When full, a process that made no event lately goes, one without children first.
    /// </summary>
    public int MaxProcesses { get; init; } = 65_536;

    /// <summary>Threads kept at once. When full, a thread of the same process goes first.</summary>
    public int MaxThreads { get; init; } = 262_144;

    /// <summary>
    /// Descriptors of one process: four times the usual limit of open files. Beyond it an old one of the same process goes.
    /// </summary>
    public int MaxDescriptorsPerProcess { get; init; } = 4096;

    /// <summary>
    /// Memory of all descriptors in bytes, names included: one of 4096 bytes may be opened many times at no cost to whoever does it.
    /// When full, the process that holds most of a sample forgets its descriptors.
    /// </summary>
    public long MaxDescriptorBytes { get; init; } = 128L << 20;

    /// <summary>
    /// Memory of the processes' own texts (arguments, environments, cgroups, paths) in bytes. When full, processes go as when
    /// there are too many.
    /// </summary>
    public long MaxProcessTextBytes { get; init; } = 256L << 20;

    /// <summary>Questions to <see cref="IProcessLookup"/> in one second of event time; each costs some tens of microseconds.</summary>
    public int MaxLookupsPerSecond { get; init; } = 500;

    /// <summary>Users and groups kept for one root file system (the host's or a container's).</summary>
    public int MaxUsersPerRoot { get; init; } = 8192;

    /// <summary>Root file systems whose users are kept.</summary>
    public int MaxUserRoots { get; init; } = 1024;
}
