using Lanner.State;

namespace Lanner.Recording.Flight;

/// <summary>
/// The processes outside of a container that processes in it descend from, and those that came into it from outside. Noted while they
/// are there, because the runtime's own are gone when an alert fires.
/// </summary>
sealed class AncestorNotes
{
    /// <summary>A container in a container in ... has fewer; a process of our own making could have more.</summary>
    const int MaxDepth = 64;

    /// <summary>Further ones are not noted: a container may be entered ever so often within a window.</summary>
    const int MaxCount = 4096;

    readonly Dictionary<int, ulong> _lastNs = [];
    List<int> _news = [];

    public IEnumerable<int> All => _lastNs.Keys;

    /// <summary>Notes a process of the container, if it came from outside, and its ancestors outside.</summary>
    public void Note(Process process, ulong nowNs)
    {
        Note(process.Pid, nowNs);
        var at = process.Parent;
        for (var depth = 0; at is not null && depth < MaxDepth; depth++, at = at.Parent)
        {
            if (!ReferenceEquals(at.Container, process.Container)) Note(at.Pid, nowNs);
        }
    }

    /// <summary>Those noted since the last time for the first time.</summary>
    public IReadOnlyList<int> TakeNews()
    {
        if (_news.Count == 0) return [];
        var news = _news;
        _news = [];
        return news;
    }

    public void Expire(ulong beforeNs)
    {
        foreach (var (pid, lastNs) in _lastNs)
        {
            // Removing does not disturb an enumeration of this map.
            if (lastNs < beforeNs) _lastNs.Remove(pid);
        }
    }

    void Note(int pid, ulong nowNs)
    {
        if (!_lastNs.ContainsKey(pid))
        {
            if (_lastNs.Count >= MaxCount) return;
            _news.Add(pid);
        }

        _lastNs[pid] = nowNs;
    }
}
