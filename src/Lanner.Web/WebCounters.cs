using System.Collections.Concurrent;

namespace Lanner.Web;

/// <summary>What a server did so far. For any thread.</summary>
public sealed class WebCounters
{
    readonly ConcurrentDictionary<int, long> _byStatus = new();
    long _connections;
    long _evicted;

    /// <summary>Connections accepted.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Connections ended early because another one came and there were too many.</summary>
    public long ConnectionsEvicted => Interlocked.Read(ref _evicted);

    /// <summary>Answers by status, in its order.</summary>
    public IReadOnlyList<(int Status, long Count)> Answers => [.. _byStatus.OrderBy(p => p.Key).Select(p => (p.Key, p.Value))];

    internal void Accepted() => Interlocked.Increment(ref _connections);

    internal void Evicted() => Interlocked.Increment(ref _evicted);

    internal void Answered(int status) => _byStatus.AddOrUpdate(status, 1, static (_, count) => count + 1);
}
