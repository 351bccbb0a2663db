namespace Lanner.Events.Files;

/// <summary>
/// The tables of a capture: the state of the machine when the events behind them began. Lists are empty and
/// <see cref="Machine"/> is null where the capture has none. The records belong to the receiver.
/// </summary>
public sealed record CaptureSnapshot
{
    /// <summary>0 for the first section of the file; concatenated captures have more. State of an earlier section is over.</summary>
    public int Section { get; init; }

    /// <summary>True for tables that stand between the events of a section: they add to what is known, and replace.</summary>
    public bool IsAddition { get; init; }

    public MachineSnapshot? Machine { get; init; }

    public IReadOnlyList<InterfaceSnapshot> Interfaces { get; init; } = [];

    public IReadOnlyList<UserSnapshot> Users { get; init; } = [];

    public IReadOnlyList<GroupSnapshot> Groups { get; init; } = [];

    /// <summary>Threads with their descriptors.</summary>
    public IReadOnlyList<ThreadSnapshot> Threads { get; init; } = [];
}

/// <summary>Takes the tables of a capture.</summary>
public interface ISnapshotConsumer
{
    /// <summary>Called by the polling thread before the first event behind the tables. A new section means that state starts anew.</summary>
    void OnSnapshot(CaptureSnapshot snapshot);
}
