namespace Lanner.State.Containers;

/// <summary>
/// What a cgroup path says about the container of a task. The spans point into the text that was searched and are
/// valid as long as it is.
/// </summary>
public readonly ref struct ContainerIdentity
{
    public ContainerEngine Engine { get; init; }

    /// <summary>The id as the path has it: 64 hexadecimal digits, or a name where the runtime uses names.</summary>
    public ReadOnlySpan<byte> FullId { get; init; }

    /// <summary>The id of the container around this one (Docker in Docker, a Kubernetes node in a container); empty if none.</summary>
    public ReadOnlySpan<byte> OuterFullId { get; init; }

    /// <summary>The engine of the container around this one; without meaning if there is none.</summary>
    public ContainerEngine OuterEngine { get; init; }

    /// <summary>The user whose <c>user-N.slice</c> holds the container (rootless engines); 0 elsewhere.</summary>
    public uint OwnerUid { get; init; }
}
