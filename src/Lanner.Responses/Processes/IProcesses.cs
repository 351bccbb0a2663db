namespace Lanner.Responses.Processes;

/// <summary>The processes of this host, as far as ending them needs.</summary>
interface IProcesses
{
    /// <summary>A hold on the process that has this number now; null when there is none.</summary>
    /// <exception cref="IOException">The kernel does not let it be held.</exception>
    IProcess? Open(int pid);

    /// <summary>Numbers of all processes, each with its parent's; what ends meanwhile may be missing.</summary>
    IEnumerable<(int Pid, int ParentPid)> List();

    /// <summary>This program's own number.</summary>
    int Self { get; }

    /// <summary>Numbers mean the same here as in events: this program is not in a pid namespace of its own.</summary>
    bool SeesHost { get; }
}

/// <summary>
/// A hold on one process: whatever becomes of its number, signals go to this process or to none.
/// </summary>
interface IProcess : IDisposable
{
    int Pid { get; }

    /// <summary>What /proc says of the number now; null when nothing has it.</summary>
    ProcessFacts? Read();

    /// <summary>False when it has ended.</summary>
    /// <exception cref="IOException">The kernel does not allow it.</exception>
    bool Signal(int signal);

    /// <summary>False when it has not ended by then.</summary>
    bool WaitForEnd(TimeSpan limit);
}

/// <summary>What decides whether a process may be ended.</summary>
sealed record ProcessFacts
{
    public required int Pid { get; init; }

    public required int ParentPid { get; init; }

    /// <summary>The kernel's short name (comm), without control characters.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the executable's file; empty when there is none.</summary>
    public string Executable { get; init; } = "";

    /// <summary>Nanoseconds since the epoch by the clock of events, to a hundredth of a second, and not later than it was.</summary>
    public required ulong StartNs { get; init; }

    public bool IsKernelThread { get; init; }

    /// <summary>The lines of <c>/proc/PID/cgroup</c>.</summary>
    public required byte[] Cgroups { get; init; }
}
