namespace Lanner.State.Containers;

/// <summary>
/// Asks sources for containers that are pending. A task can be seen before its engine's API knows the container, so
/// each is asked for several times, with a growing pause, until the deadline.
/// </summary>
sealed class DetailRequests(ContainerTableOptions options, IReadOnlyList<IContainerSource> sources, ContainerUpdates updates)
{
    readonly List<Container> _open = [];
    readonly ulong _deadline = ContainerTable.Nanoseconds(options.DetailDeadline);

    /// <summary>A container just seen for the first time by its path.</summary>
    public void Open(Container container, ulong nowNs)
    {
        if (container.Engine.IsNamedByPath())
        {
            updates.SetDetail(container, container.Engine, new ContainerDetail { Name = container.FullId }, 0);
        }
        else if (container.Engine == ContainerEngine.Docker && !CgroupPath.IsLongHexId(container.Key))
        {
            updates.SetUnavailable(container, "a step of a BuildKit build, of which Docker keeps no record");
        }
        else if (options.RecordsFollow)
        {
            container.PendingReason = options.NoSourceReason;
            _open.Add(container);
        }
        else if (!sources.Any(source => MayKnow(source, container)))
        {
            updates.SetUnavailable(container, options.NoSourceReason);
        }
        else
        {
            Ask(container, nowNs);
            _open.Add(container);
        }
    }

    /// <summary>A container its engine has named; the engine follows up by itself.</summary>
    public void Await(Container container, ulong nowNs)
    {
        container.NextAskNs = nowNs + ContainerTable.Nanoseconds(options.MaxRetry);
        _open.Add(container);
    }

    public void Retry(ulong nowNs)
    {
        var kept = 0;
        for (var at = 0; at < _open.Count; at++)
        {
            var container = _open[at];
            if (IsOpen(container, nowNs))
                _open[kept++] = container;
        }
        _open.RemoveRange(kept, _open.Count - kept);
    }

    bool IsOpen(Container container, ulong nowNs)
    {
        if (!container.IsInTable || container.State != DetailState.Pending)
            return false;
        // Seen in a snapshot, which has no time: its waiting begins with the first event's.
        if (container.FirstSeenNs == 0)
            container.FirstSeenNs = nowNs;
        if (nowNs >= container.FirstSeenNs + _deadline)
        {
            if (container.Detail is null)
                updates.SetUnavailable(container, container.PendingReason);
            else
                updates.SettleForPartial(container);
            return false;
        }
        if (nowNs >= container.NextAskNs)
            Ask(container, nowNs);
        return true;
    }

    void Ask(Container container, ulong nowNs)
    {
        var id = SystemdName.Unescape(container.Key);
        var isAsked = false;
        IContainerSource? refused = null;
        foreach (var source in sources)
        {
            if (!MayKnow(source, container))
                continue;
            if (source.Request(id))
                isAsked = true;
            else if (refused is null || source.IsWorthMention)
                refused = source;
        }
        // One that was asked has the better reason.
        if (!isAsked && refused is not null)
            container.PendingReason = refused.Status;
        var pause = options.FirstRetry * (1 << Math.Min(container.Asked++, 16));
        container.NextAskNs = nowNs + ContainerTable.Nanoseconds(pause < options.MaxRetry ? pause : options.MaxRetry);
    }

    static bool MayKnow(IContainerSource source, Container container) => source.Serves(container.Engine)
        && (source.OwnerUid == 0 || source.OwnerUid == container.OwnerUid);
}
