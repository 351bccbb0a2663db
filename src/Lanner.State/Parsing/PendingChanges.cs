namespace Lanner.State.Parsing;

/// <summary>What an event takes away, kept until consumers have seen the event.</summary>
sealed class PendingChanges
{
    ProcessThread? _exited;
    Process? _reaper;
    int _reaperPid;
    DescriptorTable? _closing;
    long _firstClosed;
    long _lastClosed;
    FileDescriptor? _renamed;

    public bool Any { get; private set; }

    public void Exit(ProcessThread thread, Process? reaper, int reaperPid)
    {
        _exited = thread;
        _reaper = reaper;
        _reaperPid = reaperPid;
        Any = true;
    }

    public void Close(DescriptorTable table, long first, long last)
    {
        _closing = table;
        _firstClosed = first;
        _lastClosed = last;
        Any = true;
    }

    public void Rename(FileDescriptor descriptor)
    {
        descriptor.NameChanged = true;
        _renamed = descriptor;
        Any = true;
    }

    public void Complete(ProcessTable processes)
    {
        if (!Any) return;
        Any = false;
        if (_renamed is not null)
        {
            _renamed.NameChanged = false;
            _renamed = null;
        }

        if (_closing is not null)
        {
            if (_firstClosed == _lastClosed) _closing.Remove(_firstClosed);
            else _closing.RemoveRange(_firstClosed, _lastClosed);
            _closing = null;
        }

        if (_exited is null) return;
        processes.Remove(_exited, _reaper, _reaperPid);
        _exited = null;
        _reaper = null;
    }
}
