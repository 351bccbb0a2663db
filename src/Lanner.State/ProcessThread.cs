namespace Lanner.State;

/// <summary>One thread: what it does not share with its process.</summary>
public sealed class ProcessThread
{
    public ProcessThread(int tid, Process process)
    {
        Tid = tid;
        Process = process;
    }

    public int Tid { get; }

    public Process Process { get; internal set; }

    public long VirtualTid { get; internal set; } = -1;

    /// <summary>The thread's own name where it differs from the process's, else null.</summary>
    public byte[]? OwnName { get; internal set; }

    public bool IsMain => Tid == Process.Pid;

    /// <summary>The kernel's short name of this thread.</summary>
    public byte[] Name => OwnName ?? Process.Name;

    /// <summary>A copy that later events do not change.</summary>
    /// <param name="process">Its process's own copy.</param>
    public ProcessThread Freeze(Process process) => new(Tid, process) { VirtualTid = VirtualTid, OwnName = OwnName };

    /// <summary>Exited while other threads of its process live on; only a main thread is kept so.</summary>
    public bool HasExited { get; internal set; }

    internal ProcessThread? NextOfProcess { get; set; }
    internal ProcessThread? PreviousOfProcess { get; set; }

    /// <summary>Which events told of its birth: each of the two may come first, or be lost.</summary>
    internal BirthSigns Birth { get; set; }
}

/// <summary>What is known of how a thread came to be.</summary>
[Flags]
enum BirthSigns : byte
{
    None = 0,

    /// <summary>The parent's clone returned with its number.</summary>
    SeenByParent = 1,

    /// <summary>Its own return from clone was seen.</summary>
    SeenByChild = 2,

    /// <summary>The entry was made for the parent's event, before the child's own.</summary>
    ParentCameFirst = 4,
}
