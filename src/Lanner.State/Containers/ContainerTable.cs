namespace Lanner.State.Containers;

/// <summary>
/// The containers of this host (or of a capture), by id. Owned by the event thread, which alone calls it; engines reach it
/// only through <see cref="Inbox"/>. Bounded: when full, the container removed longest ago makes room, or the one
/// not seen for longest, and <see cref="Evicted"/> counts it.
/// </summary>
public sealed class ContainerTable
{
    const int ShortIdLength = 12;

    readonly ContainerTableOptions _options;
    readonly Dictionary<byte[], Container> _byKey = new(ByteKeyComparer.Instance);
    readonly Dictionary<byte[], Container>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    readonly DetailRequests _requests;
    readonly ContainerUpdates _updates;
    readonly Queue<Container> _removed = new();
    bool _hasShortKeys;

    public ContainerTable(ContainerTableOptions? options = null, params IReadOnlyList<IContainerSource> sources)
    {
        _options = options ?? new ContainerTableOptions();
        _bySpan = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
        _updates = new ContainerUpdates(this);
        _requests = new DetailRequests(_options, sources, _updates);
        Sources = sources;
    }

    /// <summary>Where sources deliver. Safe from any thread.</summary>
    public ContainerInbox Inbox { get; } = new();

    public IReadOnlyList<IContainerSource> Sources { get; }

    /// <summary>Containers held, removed ones in their grace time included; the host is not counted.</summary>
    public int Count => _byKey.Count;

    public int KnownCount
    {
        get
        {
            var known = 0;
            foreach (var container in _byKey.Values)
                known += container.State == DetailState.Known ? 1 : 0;
            return known;
        }
    }

    /// <summary>Containers dropped because the table was full.</summary>
    public long Evicted { get; private set; }

    /// <summary>Paths that claimed to be another container, from inside a container. See <see cref="Find"/>.</summary>
    public long FalseClaims { get; private set; }

    /// <summary>What an unprivileged user's engine said of containers that are not that user's.</summary>
    public long RefusedNews => _updates.Refused;

    /// <summary>
    /// Containers whose detail or state changed in the last <see cref="Drain"/>, or between it and the one before. Valid until
    /// the next one.
    /// </summary>
    public IReadOnlyList<Container> Changed => _updates.Changed;

    /// <summary>In no order. The table must not be changed while it is enumerated.</summary>
    public Dictionary<byte[], Container>.ValueCollection All => _byKey.Values;

    /// <summary>Completes when every source has listed its containers once or given up on it. Safe from any thread.</summary>
    public Task ReadinessTask => Task.WhenAll(Sources.Select(source => source.ReadinessTask));

    /// <summary>Lets the sources begin.</summary>
    public void Start()
    {
        foreach (var source in Sources)
            source.Start(Inbox);
    }

    /// <summary>
    /// The container of a task with these cgroups (see <see cref="CgroupPath"/>), <see cref="Container.Host"/> when it is in
    /// none. Allocates only for a container never seen before, and asks the sources for that one. A container that
    /// may write cgroups could name one below its own after another container, to pass for it: an id that is
    /// known to live elsewhere is not believed, and the outer container is the answer.
    /// </summary>
    public Container Find(ReadOnlySpan<byte> cgroups, ulong nowNs) =>
        CgroupPath.TryFindContainer(cgroups, out var identity) ? Find(identity, nowNs) : Container.Host;

    public Container Find(scoped in ContainerIdentity identity, ulong nowNs)
    {
        if (!TryGet(identity.FullId, out var container))
            return Add(identity, nowNs);
        if (!identity.OuterFullId.IsEmpty && !MayBeInside(container, identity.OuterFullId))
        {
            FalseClaims++;
            return Find(new ContainerIdentity
            {
                Engine = identity.OuterEngine,
                FullId = identity.OuterFullId,
                OwnerUid = identity.OwnerUid,
            }, nowNs);
        }
        container.LastSeenNs = nowNs;
        return container;
    }

    /// <summary>By full id as the cgroup path has it; does not allocate.</summary>
    public bool TryGet(ReadOnlySpan<byte> fullId, out Container container)
    {
        if (_bySpan.TryGetValue(fullId, out container!))
            return true;
        if (!_hasShortKeys || !CgroupPath.IsLongHexId(fullId)
            || !_bySpan.TryGetValue(fullId[..ShortIdLength], out container!))
            return false;
        // A capture's record has the short id; the path now tells the whole.
        _byKey.Remove(container.Key);
        container.TakeFullId(fullId.ToArray());
        _byKey.Add(container.Key, container);
        return true;
    }

    /// <summary>
    /// Puts in what a capture's own record says. The id may be short (12 characters): the first path that begins with it
    /// completes it.
    /// </summary>
    public Container Define(ReadOnlySpan<byte> id, ContainerEngine engine, ContainerDetail detail, ulong nowNs)
    {
        if (!TryGet(id, out var container) && !TryGetByShortId(id, out container))
        {
            container = Insert(new Container(id.ToArray(), engine, nowNs));
            _hasShortKeys |= id.Length == ShortIdLength;
        }
        _updates.SetDetail(container, engine, detail, 0);
        return container;
    }

    /// <summary>The container is gone. It keeps its detail for the grace time, then leaves the table.</summary>
    public void Remove(ReadOnlySpan<byte> fullId, ulong nowNs)
    {
        if (TryGet(fullId, out var container))
            MarkRemoved(container, nowNs);
    }

    /// <summary>
    /// Takes what sources delivered, asks again for what is still open, and lets go of what was removed long ago. True when
    /// a container changed; <see cref="Changed"/> has them. Takes a bounded number of messages, so call it often.
    /// </summary>
    public bool Drain(ulong nowNs)
    {
        _updates.BeginDrain();
        _updates.Take(Inbox, nowNs);
        _requests.Retry(nowNs);
        DropRemoved(nowNs);
        _updates.EndDrain();
        return _updates.Changed.Count > 0;
    }

    /// <summary>For a container that an engine names before any event does.</summary>
    internal Container AddNamedByEngine(byte[] fullId, ContainerEngine engine, ulong nowNs)
    {
        var container = Insert(new Container(fullId, engine, nowNs));
        _requests.Await(container, nowNs);
        return container;
    }

    /// <summary>Looks through all, for the rare record that comes after the first path.</summary>
    bool TryGetByShortId(ReadOnlySpan<byte> id, out Container container)
    {
        foreach (var candidate in _byKey.Values)
        {
            if (id.Length != ShortIdLength || !id.SequenceEqual(candidate.Id))
                continue;
            container = candidate;
            return true;
        }
        container = null!;
        return false;
    }

    internal void MarkRemoved(Container container, ulong nowNs)
    {
        if (container.RemovedNs != 0)
            return;
        container.RemovedNs = Math.Max(nowNs, 1);
        _removed.Enqueue(container);
    }

    Container Add(scoped in ContainerIdentity identity, ulong nowNs)
    {
        Container? outer = null;
        if (!identity.OuterFullId.IsEmpty)
        {
            outer = Find(new ContainerIdentity
            {
                Engine = identity.OuterEngine,
                FullId = identity.OuterFullId,
                OwnerUid = identity.OwnerUid,
            }, nowNs);
        }
        var container = Insert(new Container(identity.FullId.ToArray(), identity.Engine, nowNs)
        {
            OwnerUid = identity.OwnerUid,
            Outer = outer,
        });
        _requests.Open(container, nowNs);
        return container;
    }

    Container Insert(Container container)
    {
        if (_byKey.Count >= _options.Capacity)
            EvictOne();
        _byKey.Add(container.Key, container);
        container.IsInTable = true;
        return container;
    }

    void EvictOne()
    {
        while (_removed.TryDequeue(out var oldest))
        {
            if (!oldest.IsInTable)
                continue;
            Forget(oldest);
            Evicted++;
            return;
        }
        Container? victim = null;
        foreach (var container in _byKey.Values)
        {
            if (victim is null || IsBetterVictim(container, victim))
                victim = container;
        }
        if (victim is null)
            return;
        Forget(victim);
        Evicted++;
    }

    /// <summary>One without detail goes first: made-up ids must not push out real containers.</summary>
    static bool IsBetterVictim(Container candidate, Container victim)
    {
        var candidateKnown = candidate.State == DetailState.Known;
        var victimKnown = victim.State == DetailState.Known;
        return candidateKnown == victimKnown ? candidate.LastSeenNs < victim.LastSeenNs : victimKnown;
    }

    void DropRemoved(ulong nowNs)
    {
        var grace = Nanoseconds(_options.RemovedGrace);
        while (_removed.TryPeek(out var oldest) && (!oldest.IsInTable || oldest.RemovedNs + grace <= nowNs))
        {
            _removed.Dequeue();
            if (oldest.IsInTable)
                Forget(oldest);
        }
    }

    void Forget(Container container)
    {
        _byKey.Remove(container.Key);
        container.IsInTable = false;
    }

    static bool MayBeInside(Container container, ReadOnlySpan<byte> outerFullId)
    {
        if (container.Outer is { } outer)
            return outerFullId.SequenceEqual(outer.Key);
        // A container may be started under another one's cgroup; then its engine says so.
        return container.Detail is { } detail && MemoryExtensions.IndexOf(detail.CgroupParent, outerFullId) >= 0;
    }

    internal static ulong Nanoseconds(TimeSpan time) => (ulong)Math.Max(0, time.Ticks) * 100;
}
