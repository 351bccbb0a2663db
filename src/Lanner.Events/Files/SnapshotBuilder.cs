namespace Lanner.Events.Files;

/// <summary>Collects the tables of a section until its first event. Rows beyond the limits are left out and counted.</summary>
sealed class SnapshotBuilder
{
    readonly Dictionary<long, ThreadSnapshot> _threads = [];
    readonly Dictionary<long, List<DescriptorSnapshot>> _descriptors = [];
    readonly List<UserSnapshot> _users = [];
    readonly List<GroupSnapshot> _groups = [];
    readonly List<InterfaceSnapshot> _interfaces = [];
    MachineSnapshot? _machine;
    int _descriptorCount;
    long _bytes;

    public long RowsLeftOut { get; private set; }

    public bool IsEmpty => _machine is null && _threads.Count + _descriptors.Count + _users.Count + _groups.Count + _interfaces.Count == 0;

    public void Add(MachineSnapshot machine) => _machine = machine;

    public void Add(InterfaceSnapshot row)
    {
        if (HasRoom(_interfaces.Count, CaptureLimits.RowsMax, row.Name.Length + 3 * row.Address.Length)) _interfaces.Add(row);
    }

    public void Add(UserSnapshot row)
    {
        if (HasRoom(_users.Count, CaptureLimits.RowsMax, row.Name.Length + row.Home.Length + row.Shell.Length)) _users.Add(row);
    }

    public void Add(GroupSnapshot row)
    {
        if (HasRoom(_groups.Count, CaptureLimits.RowsMax, row.Name.Length)) _groups.Add(row);
    }

    public void Add(ThreadSnapshot row)
    {
        var text = row.Name.Length + row.Exe.Length + row.ExePath.Length + row.Args.Length + row.Cwd.Length + row.Environment.Length
            + row.Cgroups.Length + row.Root.Length;
        if (HasRoom(_threads.Count, CaptureLimits.ThreadsMax, text)) _threads[row.Tid] = row;
    }

    public void Add(long tid, DescriptorSnapshot row)
    {
        if (!HasRoom(_descriptorCount, CaptureLimits.RowsMax, row.Name.Length + (row.Facts?.RawName.Length ?? 0))) return;
        if (!_descriptors.TryGetValue(tid, out var rows))
        {
            if (_descriptors.Count >= CaptureLimits.ThreadsMax)
            {
                RowsLeftOut++;
                return;
            }

            _descriptors[tid] = rows = [];
        }

        rows.Add(row);
        _descriptorCount++;
    }

    /// <summary>Gives out what was collected and starts anew.</summary>
    public CaptureSnapshot Take(int section, bool isAddition)
    {
        var snapshot = new CaptureSnapshot
        {
            Section = section,
            IsAddition = isAddition,
            Machine = _machine,
            Interfaces = [.. _interfaces],
            Users = [.. _users],
            Groups = [.. _groups],
            Threads = TakeThreads(),
        };
        Clear();
        return snapshot;
    }

    public void Clear()
    {
        _machine = null;
        _interfaces.Clear();
        _users.Clear();
        _groups.Clear();
        _threads.Clear();
        _descriptors.Clear();
        _descriptorCount = 0;
        _bytes = 0;
    }

    List<ThreadSnapshot> TakeThreads()
    {
        var threads = new List<ThreadSnapshot>(_threads.Count);
        foreach (var thread in _threads.Values)
            threads.Add(_descriptors.Remove(thread.Tid, out var rows) ? thread with { Descriptors = rows } : thread);
        return threads;
    }

    bool HasRoom(int count, int limit, int textLength)
    {
        if (count < limit && _bytes + textLength + CaptureLimits.RowOverhead <= CaptureLimits.SnapshotBytesMax)
        {
            _bytes += textLength + CaptureLimits.RowOverhead;
            return true;
        }

        RowsLeftOut++;
        return false;
    }
}
