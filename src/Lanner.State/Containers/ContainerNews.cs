namespace Lanner.State.Containers;

public enum NewsKind : byte
{
    /// <summary>Detail holds all the engine knows.</summary>
    Detail,
    /// <summary>Detail holds only what a listing or a creation event carries; the rest follows.</summary>
    Partial,
    /// <summary>The engine was asked and has no such container (yet).</summary>
    NotFound,
    /// <summary>Its processes ended; it may be started again.</summary>
    Stopped,
    Removed,
}

/// <summary>One message from an engine to the table.</summary>
public readonly record struct ContainerNews(NewsKind Kind, byte[] FullId, ContainerEngine Engine)
{
    public ContainerDetail? Detail { get; init; }

    /// <summary>Why it was not found.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The engine's <see cref="IContainerSource.OwnerUid"/>.</summary>
    public uint OwnerUid { get; init; }
}
