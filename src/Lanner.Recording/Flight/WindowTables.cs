using Lanner.Events;
using Lanner.Events.Files;

namespace Lanner.Recording.Flight;

/// <summary>
/// The tables that a capture begins with: state as it is at the alert, with each thread put back to what it was when the events of the
/// capture begin. A descriptor that is opened among the events is left out, so that a reader knows too little of its number before that,
/// never something false. See docs/decisions/0003-flight-recorder.md.
/// </summary>
sealed class WindowTables
{
    readonly HashSet<(long Pid, long Fd)> _opened = [];

    /// <summary>To be called for each event of the capture before the alert.</summary>
    public void See(in EventView e, long pid)
    {
        var info = e.Info;
        if (!info.Has(EventFlags.CreatesFd)) return;
        // Calls that make two tell both numbers, and their result is none.
        var first = info.IndexOf("fd1");
        Open(pid, e.Int64(Math.Max(first, 0), -1));
        if (first >= 0) Open(pid, e.Int64(first + 1, -1));
    }

    /// <param name="tables">State at the alert.</param>
    /// <param name="former">What happened to threads since the capture's first event, in order of time.</param>
    public CaptureSnapshot Apply(CaptureSnapshot tables, IEnumerable<FormerState> former)
    {
        var first = First(former);
        var threads = new List<ThreadSnapshot>(tables.Threads.Count);
        foreach (var thread in tables.Threads)
        {
            if (!first.Remove(thread.Tid, out var was)) threads.Add(WithoutOpened(thread));
            else if (was.State is { } state) threads.Add(WithoutOpened(was.IsEnd ? state : state with { Descriptors = thread.Descriptors }));
        }

        foreach (var was in first.Values)
        {
            if (was.State is { } ended) threads.Add(WithoutOpened(ended));
        }

        // Further threads stand behind the main one, which tells more.
        return tables with { Threads = [.. threads.OrderBy(thread => thread.Tid != thread.Pid)] };
    }

    /// <summary>The first record of each thread, with the descriptors that a later one may have.</summary>
    static Dictionary<long, FormerState> First(IEnumerable<FormerState> former)
    {
        var first = new Dictionary<long, FormerState>();
        foreach (var record in former)
        {
            if (!first.TryGetValue(record.Tid, out var was)) first[record.Tid] = record;
            else if (was is { State: { } state, IsEnd: false } && record is { IsEnd: true, State: { } ended })
                first[record.Tid] = was with { State = state with { Descriptors = ended.Descriptors }, IsEnd = true };
        }

        return first;
    }

    void Open(long pid, long fd)
    {
        if (fd >= 0) _opened.Add((pid, fd));
    }

    ThreadSnapshot WithoutOpened(ThreadSnapshot thread)
    {
        return thread.Descriptors.Any(IsOpened)
            ? thread with { Descriptors = [.. thread.Descriptors.Where(d => !IsOpened(d))] }
            : thread;

        bool IsOpened(DescriptorSnapshot descriptor) => _opened.Contains((thread.Pid, descriptor.Fd));
    }
}
