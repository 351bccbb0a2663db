using Lanner.Events;
using Lanner.Events.Files;

namespace Lanner.Recording.Flight;

/// <summary>
/// The tables of a capture whose events before the alert are older than its tables. What those events tell anew is taken out of the
/// tables: a process born among them, a descriptor opened among them, a directory changed among them. A reader then knows too little
/// about the time before such an event, never something false, and the same from it on. See docs/decisions/0003-flight-recorder.md.
/// </summary>
sealed class WindowTables
{
    readonly HashSet<long> _born = [];
    readonly HashSet<long> _moved = [];
    readonly HashSet<(long Pid, long Fd)> _opened = [];
    readonly Dictionary<long, long> _pids = [];

    public WindowTables(IEnumerable<ThreadSnapshot> threads)
    {
        foreach (var thread in threads) _pids[thread.Tid] = thread.Pid;
    }

    /// <summary>To be called for each event before the alert.</summary>
    public void See(in EventView e)
    {
        var pid = _pids.GetValueOrDefault(e.Tid, e.Tid);
        switch (e.Code)
        {
            case EventCode.CloneExit or EventCode.Clone3Exit or EventCode.ForkExit or EventCode.VforkExit:
                // The parent's event gives the number that its own namespace has for the child.
                if (e.TryGetInt64(0, out var child) && child == 0) _born.Add(e.Tid);
                return;
            case EventCode.ChdirExit or EventCode.FchdirExit or EventCode.ChrootExit when e.TryGetInt64(0, out var result) && result == 0:
                _moved.Add(pid);
                return;
        }

        var info = e.Info;
        if (!info.Has(EventFlags.CreatesFd)) return;
        // Calls that make two tell both numbers, and their result is none.
        var first = info.IndexOf("fd1");
        Open(pid, e.Int64(Math.Max(first, 0), -1));
        if (first >= 0) Open(pid, e.Int64(first + 1, -1));
    }

    public CaptureSnapshot Apply(CaptureSnapshot tables) => tables with
    {
        Threads = [.. tables.Threads.Where(thread => !_born.Contains(thread.Tid) && !_born.Contains(thread.Pid)).Select(Apply)],
    };

    void Open(long pid, long fd)
    {
        if (fd >= 0) _opened.Add((pid, fd));
    }

    ThreadSnapshot Apply(ThreadSnapshot thread)
    {
        if (_moved.Contains(thread.Pid)) thread = thread with { Cwd = [] };
        return thread.Descriptors.Any(IsOpened)
            ? thread with { Descriptors = [.. thread.Descriptors.Where(d => !IsOpened(d))] }
            : thread;

        bool IsOpened(DescriptorSnapshot descriptor) => _opened.Contains((thread.Pid, descriptor.Fd));
    }
}
