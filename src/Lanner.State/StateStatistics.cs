namespace Lanner.State;

/// <summary>Sizes of the tables and counts of what they had to give up or repair, at one moment.</summary>
public readonly record struct StateStatistics
{
    public int Processes { get; init; }
    public int Threads { get; init; }

    /// <summary>Descriptors of all processes; one that a forked child still shares with its parent counts once.</summary>
    public long Descriptors { get; init; }

    /// <summary>Memory of the descriptors, an estimate.</summary>
    public long DescriptorBytes { get; init; }

    /// <summary>Memory of the processes' texts, an estimate: text that a child shares with its parent counts twice.</summary>
    public long ProcessTextBytes { get; init; }

    public int Containers { get; init; }

    /// <summary>Processes and threads dropped because a table was full.</summary>
    public long ProcessesEvicted { get; init; }
    public long ThreadsEvicted { get; init; }

    /// <summary>Descriptors dropped because their process had too many, or all together did.</summary>
    public long DescriptorsEvicted { get; init; }

    /// <summary>Events of threads whose birth was not seen.</summary>
    public long UnknownThreads { get; init; }

    /// <summary>Unknown threads of which <see cref="IProcessLookup"/> told.</summary>
    public long ThreadsLookedUp { get; init; }

    /// <summary>Unknown threads that were gone when asked for.</summary>
    public long LookupsFailed { get; init; }

    /// <summary>Unknown threads not asked for, because too many were.</summary>
    public long LookupsSkipped { get; init; }

    /// <summary>Threads found under a number that the kernel had given out again: their exit was lost.</summary>
    public long StaleThreadsReplaced { get; init; }
}
