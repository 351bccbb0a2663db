using Lanner.State;

namespace Lanner.Explore.Retelling;

/// <summary>A process of the tree that is told about.</summary>
sealed class TreeMember(int depth)
{
    /// <summary>0 for the root.</summary>
    public int Depth { get; } = depth;

    public FoldedReads Folded { get; } = new();
}

/// <summary>
/// Tells which processes belong to the tree of an alert: those below its root. A child stays in the tree when its parent ends. The root is
/// the first process of the alert's container; on the host, one some levels up but within its session.
/// </summary>
sealed class ProcessTree
{
    /// <summary>Processes outside that are remembered as such.</summary>
    const int MaxOthers = 100_000;

    /// <summary>On the host, where sessions can be wide: a terminal left open for days has done much that is not about the alert.</summary>
    const int LevelsUp = 2;

    readonly int _rootPid;
    readonly ulong _rootStartNs;
    readonly Dictionary<Process, TreeMember?> _known = new(ReferenceEqualityComparer.Instance);
    Process? _last;
    TreeMember? _lastMember;

    /// <param name="process">The alert's process, as it was then, with its ancestors.</param>
    public ProcessTree(Process process)
    {
        Root = FindRoot(process);
        _rootPid = Root.Pid;
        _rootStartNs = Root.StartNs;
    }

    public Process Root { get; }

    /// <summary>The member that a process is; null for those outside.</summary>
    public TreeMember? Find(Process process)
    {
        if (ReferenceEquals(process, _last)) return _lastMember;
        _last = process;
        return _lastMember = Decide(process, 0);
    }

    public void Forget(Process process)
    {
        _known.Remove(process);
        _last = null;
    }

    public IEnumerable<(Process Process, TreeMember Member)> Members => _known.Where(k => k.Value is not null).Select(k => (k.Key, k.Value!));

    TreeMember? Decide(Process process, int steps)
    {
        if (_known.TryGetValue(process, out var known)) return known;
        TreeMember? member = null;
        if (process.Pid == _rootPid && process.StartNs == _rootStartNs) member = new TreeMember(0);
        else if (steps < 256 && process.Parent is { } parent && Decide(parent, steps + 1) is { } above) member = new TreeMember(above.Depth + 1);
        if (member is null && _known.Count >= MaxOthers) ForgetOthers();
        _known[process] = member;
        return member;
    }

    void ForgetOthers()
    {
        foreach (var other in _known.Where(k => k.Value is null).Select(k => k.Key).ToList()) _known.Remove(other);
    }

    static Process FindRoot(Process process)
    {
        var at = process;
        if (!process.Container.IsHost)
        {
            while (at.Parent is { } parent && ReferenceEquals(parent.Container, process.Container)) at = parent;
            return at;
        }

        for (var i = 0; i < LevelsUp && at.SessionId != at.Pid && at.Parent is { Pid: > 1 } parent; i++) at = parent;
        return at;
    }
}
