using System.Diagnostics.CodeAnalysis;

namespace Lanner.State.Containers;

/// <summary>
/// One container, or the host. Owned by the event thread: only it reads or changes one. A container stays valid for
/// those who hold it after the table has let go of it.
/// </summary>
public sealed class Container
{
    const int ShortIdLength = 12;

    PredicateBits _bits;

    internal Container(byte[] key, ContainerEngine engine, ulong nowNs)
    {
        Engine = engine;
        TakeFullId(key);
        FirstSeenNs = nowNs;
        LastSeenNs = nowNs;
    }

    /// <summary>The host: every task outside containers. Id and name are <c>host</c>.</summary>
    public static Container Host { get; } = new("host"u8.ToArray(), ContainerEngine.Host, 0)
    {
        State = DetailState.Known,
        Detail = new ContainerDetail { Name = "host"u8.ToArray() },
    };

    public bool IsHost => Engine == ContainerEngine.Host;

    /// <summary>The id as cgroup paths spell it; the table's key.</summary>
    public byte[] Key { get; private set; }

    /// <summary>First 12 characters of a hexadecimal id, the whole of any other. Never <c>host</c> but for the host.</summary>
    public byte[] Id { get; private set; }

    public byte[] FullId { get; private set; }

    /// <summary>First taken from the path; corrected by the engine that answers.</summary>
    public ContainerEngine Engine { get; internal set; }

    /// <summary>The container around this one, if any.</summary>
    public Container? Outer { get; internal set; }

    /// <summary>The user of a rootless container, 0 for the system's.</summary>
    public uint OwnerUid { get; internal set; }

    /// <summary>Nanoseconds since the epoch, by the clock of events.</summary>
    public ulong FirstSeenNs { get; internal set; }

    public ulong LastSeenNs { get; internal set; }

    /// <summary>When its engine reported it gone; 0 while it exists.</summary>
    public ulong RemovedNs { get; internal set; }

    public DetailState State { get; internal set; }

    /// <summary>Why there is no detail; empty unless the state is Unavailable.</summary>
    public string Reason { get; internal set; } = "";

    /// <summary>Null until something is known. Never changed in place: an update puts a new one here.</summary>
    public ContainerDetail? Detail { get; internal set; }

    /// <summary>Grows with each change of detail, state or engine: what was computed from an older one is stale.</summary>
    public uint DetailVersion { get; internal set; }

    /// <summary>Outcomes of predicates on its detail; valid for one <see cref="DetailVersion"/>.</summary>
    public ref PredicateBits Bits => ref _bits;

    internal bool IsInTable { get; set; }

    internal bool IsChanged { get; set; }

    /// <summary>Whose engine gave the detail.</summary>
    internal uint DetailOwnerUid { get; set; }

    /// <summary>The reason to give if no answer comes in time.</summary>
    internal string PendingReason { get; set; } = "its engine did not answer in time";

    internal int Asked { get; set; }

    internal ulong NextAskNs { get; set; }

    [MemberNotNull(nameof(Key), nameof(FullId), nameof(Id))]
    internal void TakeFullId(byte[] key)
    {
        Key = key;
        FullId = SystemdName.Unescape(key);
        // Rules know the host by this word: a container that chose it for its name must not pass for it.
        if (!IsHost && FullId.AsSpan().SequenceEqual("host"u8))
            FullId = [.. Engine.Utf8Name(), .. ":host"u8];
        Id = CgroupPath.IsLongHexId(FullId) ? FullId.AsSpan(0, ShortIdLength).ToArray() : FullId;
    }

    public override string ToString() => System.Text.Encoding.UTF8.GetString(Id);
}
