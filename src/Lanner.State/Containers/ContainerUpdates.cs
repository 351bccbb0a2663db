namespace Lanner.State.Containers;

/// <summary>Applies engines' messages to the table's containers and remembers which ones changed.</summary>
sealed class ContainerUpdates(ContainerTable table)
{
    /// <summary>Messages taken in one go, so that a flood from an engine cannot hold up events.</summary>
    const int MaxPerDrain = 1024;

    readonly List<Container> _changed = [];
    int _reported;

    public IReadOnlyList<Container> Changed => _changed;

    public long Refused { get; private set; }

    /// <summary>Forgets what the last drain reported, and keeps what has changed outside of one since.</summary>
    public void BeginDrain()
    {
        foreach (var container in _changed.Take(_reported))
            container.IsChanged = false;
        _changed.RemoveRange(0, _reported);
        _reported = 0;
    }

    public void EndDrain() => _reported = _changed.Count;

    public void Take(ContainerInbox inbox, ulong nowNs)
    {
        for (var taken = 0; taken < MaxPerDrain && inbox.TryTake(out var news); taken++)
            Apply(news, nowNs);
    }

    public void SetDetail(Container container, ContainerEngine engine, ContainerDetail detail, uint ownerUid)
    {
        container.Engine = engine;
        container.Detail = detail;
        container.DetailOwnerUid = ownerUid;
        container.State = DetailState.Known;
        container.Reason = "";
        Touch(container);
    }

    public void SetUnavailable(Container container, string reason)
    {
        container.State = DetailState.Unavailable;
        container.Reason = reason;
        Touch(container);
    }

    /// <summary>No more will come: what a listing or a creation event said has to do.</summary>
    public void SettleForPartial(Container container)
    {
        container.State = DetailState.Known;
        Touch(container);
    }

    void Apply(in ContainerNews news, ulong nowNs)
    {
        var isTold = news.Kind is NewsKind.Detail or NewsKind.Partial && news.Detail is not null;
        if (!table.TryGet(news.FullId, out var container))
        {
            if (!isTold)
                return;
            if (news.OwnerUid != 0)
            {
                Refused++;
                return;
            }
            container = table.AddNamedByEngine(news.FullId, news.Engine, nowNs);
        }
        if (!IsBelieved(news, container))
        {
            Refused++;
            return;
        }
        switch (news.Kind)
        {
            case NewsKind.Detail when isTold:
                SetDetail(container, news.Engine, news.Detail!, news.OwnerUid);
                break;
            case NewsKind.Partial when isTold:
                SetPartial(container, news);
                break;
            case NewsKind.NotFound:
                NotFound(container, news.Reason);
                break;
            case NewsKind.Stopped when container.Detail is { Pid: not 0 } detail:
                // The number may soon be another process's.
                container.Detail = detail with { Pid = 0 };
                Touch(container);
                break;
            case NewsKind.Removed:
                table.MarkRemoved(container, nowNs);
                break;
        }
    }

    static bool IsBelieved(in ContainerNews news, Container container) => news.OwnerUid == 0
        || news.OwnerUid == container.OwnerUid && (container.Detail is null || container.DetailOwnerUid != 0);

    void SetPartial(Container container, in ContainerNews news)
    {
        if (container.State == DetailState.Known || container.Detail is { IsPartial: false })
            return;
        container.Engine = news.Engine;
        container.Detail = news.Detail;
        container.DetailOwnerUid = news.OwnerUid;
        Touch(container);
    }

    void NotFound(Container container, string reason)
    {
        if (container.State != DetailState.Pending)
            return;
        if (container.Detail is null)
            container.PendingReason = reason;
        else
            SettleForPartial(container);
    }

    void Touch(Container container)
    {
        container.DetailVersion++;
        if (container.IsChanged)
            return;
        container.IsChanged = true;
        _changed.Add(container);
    }
}
