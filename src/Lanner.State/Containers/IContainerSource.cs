namespace Lanner.State.Containers;

/// <summary>
/// An engine that knows containers (src/Lanner.Engines has them). It runs its own tasks and speaks to the
/// table only through the inbox it was given.
/// </summary>
public interface IContainerSource : IAsyncDisposable
{
    /// <summary>Short name for messages, such as <c>docker</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The user who controls the engine's socket. What an unprivileged user's engine says is believed only of
    /// containers seen in that user's own slice.
    /// </summary>
    uint OwnerUid { get; }

    /// <summary>One line for people: connected or not, and what follows from it.</summary>
    string Status { get; }

    /// <summary>It can be asked now.</summary>
    bool IsConnected { get; }

    /// <summary>False while it is about a socket that nobody named and that is not there, which is no news to anybody.</summary>
    bool IsWorthMention => true;

    /// <summary>Completes when the engine's containers were listed once, or could not be for a lasting reason.</summary>
    Task ReadinessTask { get; }

    /// <summary>Begins to follow the engine. Called once.</summary>
    void Start(ContainerInbox inbox);

    /// <summary>True if containers whose path names this engine may be this source's.</summary>
    bool Serves(ContainerEngine engine);

    /// <summary>
    /// Asks for one container; the answer (detail or "not found") comes through the inbox. Called on the event thread:
    /// never blocks. False when this engine cannot answer now; <see cref="Status"/> then says why.
    /// </summary>
    bool Request(ReadOnlySpan<byte> fullId);
}
