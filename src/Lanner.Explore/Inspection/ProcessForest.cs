using Lanner.State;

namespace Lanner.Explore.Inspection;

/// <summary>
/// The processes that did something in a capture, with their ancestors, in the tree in which they were first seen. Bounded: what comes
/// when it is full is counted and left out.
/// </summary>
sealed class ProcessForest(int capacity)
{
    /// <summary>Ancestors of a process that are taken in with it.</summary>
    const int MaxAncestors = 64;

    const int LongestCommand = 256;

    readonly Dictionary<Process, ProcessNode> _living = new(ReferenceEqualityComparer.Instance);
    readonly List<ProcessNode> _all = [];
    readonly List<Process> _line = [];
    Process? _lastProcess;
    ProcessNode? _lastNode;

    /// <summary>In the order in which they came, so that parents precede their children.</summary>
    public IReadOnlyList<ProcessNode> All => _all;

    public IEnumerable<ProcessNode> Roots => _all.Where(node => node.Parent is null);

    /// <summary>Events of processes that were left out because there were too many.</summary>
    public long EventsLeftOut { get; private set; }

    /// <summary>Counts an event of a process.</summary>
    public void Count(Process process)
    {
        if (!ReferenceEquals(process, _lastProcess))
        {
            _lastProcess = process;
            _lastNode = Find(process);
        }

        if (_lastNode is null) EventsLeftOut++;
        else _lastNode.Events++;
    }

    /// <summary>A process runs a new program, or changed its name.</summary>
    public void Renamed(Process process, bool isExec)
    {
        if (!_living.TryGetValue(process, out var node)) return;
        Describe(node, process);
        if (isExec) node.Execs++;
    }

    public void Exited(Process process)
    {
        if (_living.Remove(process, out var node)) node.HasExited = true;
        _lastProcess = null;
    }

    /// <summary>Another host's processes follow: numbers mean something else from here on.</summary>
    public void Restart()
    {
        _living.Clear();
        _lastProcess = null;
    }

    /// <summary>Fills in the sums over each tree.</summary>
    public void SumUp()
    {
        foreach (var node in _all)
        {
            node.EventsBelow = node.Events;
            node.ProcessesBelow = 0;
        }

        for (var i = _all.Count - 1; i >= 0; i--)
        {
            if (_all[i].Parent is not { } parent) continue;
            parent.EventsBelow += _all[i].EventsBelow;
            parent.ProcessesBelow += _all[i].ProcessesBelow + 1;
        }
    }

    ProcessNode? Find(Process process)
    {
        if (_living.TryGetValue(process, out var node)) return node;
        _line.Clear();
        var at = process;
        for (; at is not null && _line.Count < MaxAncestors && !_living.ContainsKey(at); at = at.Parent) _line.Add(at);
        var parent = at is null ? null : _living.GetValueOrDefault(at);
        for (var i = _line.Count - 1; i >= 0; i--)
        {
            if (_all.Count >= capacity) return null;
            parent = Add(_line[i], parent);
        }

        return parent;
    }

    ProcessNode Add(Process process, ProcessNode? parent)
    {
        var node = new ProcessNode(process.Pid, parent);
        Describe(node, process);
        parent?.Children.Add(node);
        _living.Add(process, node);
        _all.Add(node);
        return node;
    }

    static void Describe(ProcessNode node, Process process)
    {
        node.Name = process.Name;
        var command = process.CommandLine;
        node.CommandLine = command.Length <= LongestCommand ? command : command[..LongestCommand];
        node.Container = process.Container.IsHost ? [] : process.Container.Id;
    }
}
