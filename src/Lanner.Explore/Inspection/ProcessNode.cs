namespace Lanner.Explore.Inspection;

/// <summary>A process in the tree of a capture; stays after its exit.</summary>
public sealed class ProcessNode
{
    internal ProcessNode(int pid, ProcessNode? parent)
    {
        Pid = pid;
        Parent = parent;
    }

    public int Pid { get; }

    public ProcessNode? Parent { get; }

    /// <summary>The name it had last; UTF-8 as the process chose it.</summary>
    public byte[] Name { get; internal set; } = [];

    /// <summary>Name and arguments, cut to a line.</summary>
    public byte[] CommandLine { get; internal set; } = [];

    /// <summary>Short id of its container; empty on the host.</summary>
    public byte[] Container { get; internal set; } = [];

    /// <summary>Events it made itself.</summary>
    public long Events { get; internal set; }

    /// <summary>Programs it was seen to start.</summary>
    public long Execs { get; internal set; }

    public bool HasExited { get; internal set; }

    /// <summary>Its children that made events or have descendants that did.</summary>
    public List<ProcessNode> Children { get; } = [];

    /// <summary>Its events and those of all below it. Valid once the forest was summed up.</summary>
    public long EventsBelow { get; internal set; }

    /// <summary>Processes below it.</summary>
    public long ProcessesBelow { get; internal set; }
}
