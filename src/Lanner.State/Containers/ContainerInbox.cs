using System.Collections.Concurrent;

namespace Lanner.State.Containers;

/// <summary>
/// What engines deliver and the event thread takes: many writers, one reader, bounded. When full, the newest message is
/// dropped and counted; a container whose detail was lost is asked for again.
/// </summary>
public sealed class ContainerInbox(int capacity = 8192)
{
    readonly ConcurrentQueue<ContainerNews> _queue = new();
    int _count;
    long _dropped;

    public long Dropped => Interlocked.Read(ref _dropped);

    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public bool Post(in ContainerNews news)
    {
        if (Interlocked.Increment(ref _count) > capacity)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _dropped);
            return false;
        }
        _queue.Enqueue(news);
        return true;
    }

    public bool TryTake(out ContainerNews news)
    {
        if (!_queue.TryDequeue(out news))
            return false;
        Interlocked.Decrement(ref _count);
        return true;
    }
}
