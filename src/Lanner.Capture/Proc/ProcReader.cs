using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Lanner.Events;

namespace Lanner.Capture.Proc;

/// <summary>
/// Reads processes from /proc: all of them at the start, single threads later, when state meets one it does not know. Used by one
/// thread. Nothing here trusts what it reads: processes end meanwhile, and their names, arguments and paths are their own.
/// </summary>
public sealed class ProcReader : IDisposable
{
    readonly ProcOptions _options;
    readonly ProcDirectory _root;
    readonly ProcDirectory _hostRoot;
    readonly NamespaceTables _tables;
    readonly DescriptorReader _descriptors;
    readonly ThreadReader _threads;
    readonly List<int> _pids = [];
    readonly List<int> _tids = [];
    bool _disposed;

    /// <exception cref="CaptureException">There is no /proc where the options say.</exception>
    public ProcReader(ProcOptions options)
    {
        _options = options;
        if (!ProcDirectory.TryOpen(options.Root, out _root) || !_root.TryOpen("self/fdinfo"u8, out var own))
        {
            _root.Dispose();
            throw new CaptureException(new CaptureProblem(
                "/proc", "running processes cannot be read", $"{options.Root} is no process file system", "mount the host's /proc there"));
        }

        own.Dispose();
        // Without the right to look into the first process, folders are sought from this process's own root.
        if (!_root.TryOpen("1/root"u8, out _hostRoot)) ProcDirectory.TryOpen("/", out _hostRoot);
        _tables = new NamespaceTables(options);
        _descriptors = new DescriptorReader(options.DescriptorsPerProcessMax);
        _threads = new ThreadReader(options, _hostRoot);
    }

    /// <summary>All threads: of each process the main thread, with the descriptors, first.</summary>
    public ProcSnapshot ReadAll()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var watch = Stopwatch.StartNew();
        var refusedBefore = _tables.Refused;
        _tables.Clear();
        _pids.Clear();
        var complete = _root.ListNumbers("."u8, _pids, _options.ThreadsMax);
        var threads = new List<ThreadSnapshot>(_pids.Count);
        var spaces = new List<ulong>(_pids.Count);
        var descriptorsLeft = _options.DescriptorsMax;
        long vanished = 0;
        foreach (var pid in _pids)
        {
            if (threads.Count >= _options.ThreadsMax)
            {
                complete = false;
                break;
            }

            if (!_root.TryOpen(pid, out var process))
            {
                vanished++;
                continue;
            }

            using (process)
            {
                var before = threads.Count;
                vanished += ReadProcess(process, threads, ref descriptorsLeft, ref complete);
                if (threads.Count == before) continue;
                var space = _tables.PidNamespace(process, threads[before]);
                for (var i = before; i < threads.Count; i++) spaces.Add(space);
            }
        }

        for (var i = 0; i < threads.Count; i++) threads[i] = threads[i] with { PidNamespaceStartNs = _tables.PidNamespaceStart(spaces[i]) };
        var omissions = new ProcOmissions(vanished, _tables.Refused - refusedBefore, !complete, _descriptors.LeftOut, _tables.SocketsLeftOut);
        return new ProcSnapshot(threads, omissions, watch.Elapsed);
    }

    /// <summary>
    /// Reads one thread as it is now, with the descriptors of its process. False when it is gone. Mounts and sockets come from tables
    /// that may be as old as the options allow.
    /// </summary>
    public bool TryRead(int tid, [NotNullWhen(true)] out ThreadSnapshot? snapshot)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        snapshot = null;
        _tables.Refresh();
        // Threads other than the first are not listed in /proc but can be opened there.
        if (tid <= 0 || !_root.TryOpen(tid, out var task)) return false;
        using (task)
        {
            var mounts = _tables.Mounts(task);
            if (_threads.ReadLeader(task, mounts, out _) is not { } thread) return false;
            if (thread.Pid != thread.Tid)
            {
                if (!_root.TryOpen((int)thread.Pid, out var process)) return false;
                using (process)
                {
                    if (_threads.ReadLeader(process, mounts, out _) is not { } leader) return false;
                    if (_threads.ReadThread(task, leader) is not { } other) return false;
                    thread = other;
                }
            }

            var descriptors = _descriptors.Read(task, mounts, _tables.Sockets(task), _options.DescriptorsPerProcessMax);
            var start = _tables.PidNamespaceStart(_tables.PidNamespace(task, thread));
            snapshot = thread with { Descriptors = descriptors, PidNamespaceStartNs = start };
            return true;
        }
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _root.Dispose();
        _hostRoot.Dispose();
    }

    /// <summary>Adds the threads of one process and returns how many vanished.</summary>
    long ReadProcess(ProcDirectory process, List<ThreadSnapshot> threads, ref int descriptorsLeft, ref bool complete)
    {
        var mounts = _tables.Mounts(process);
        if (_threads.ReadLeader(process, mounts, out var threadCount) is not { } leader) return 1;
        var descriptors = _descriptors.Read(process, mounts, _tables.Sockets(process), descriptorsLeft);
        descriptorsLeft -= descriptors.Count;
        threads.Add(leader with { Descriptors = descriptors });
        if (threadCount < 2) return 0;
        long vanished = 0;
        _tids.Clear();
        complete &= process.ListNumbers("task"u8, _tids, _options.ThreadsMax - threads.Count + 1);
        if (!process.TryOpen("task"u8, out var tasks)) return 1;
        using (tasks)
        {
            foreach (var tid in _tids)
            {
                if (tid == leader.Tid) continue;
                if (!tasks.TryOpen(tid, out var task))
                {
                    vanished++;
                    continue;
                }

                using (task)
                {
                    if (_threads.ReadThread(task, leader) is { } thread) threads.Add(thread);
                    else vanished++;
                }
            }
        }

        return vanished;
    }
}
